from django.urls import path

from . import views

app_name = "findings"
urlpatterns = [
    path("surveys/<int:survey>/results/", views.results, name="results"),
    path("surveys/<int:survey>/results/count/", views.count, name="count"),
    path("surveys/<int:survey>/results/export.<str:ending>", views.export, name="export"),
]
