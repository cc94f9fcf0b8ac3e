from django.urls import path

from . import views

app_name = "findings"
urlpatterns = [
    path("surveys/<int:survey>/results/", views.results, name="results"),
    path("surveys/<int:survey>/results/count/", views.count, name="count"),
    *(
        path(
            f"surveys/<int:survey>/results/export.{ending}",
            views.export,
            {"ending": ending},
            name=f"export-{ending}",
        )
        for ending in ("xlsx", "csv", "pdf")
    ),
]
