from django.urls import path

from . import views

app_name = "kpis"
urlpatterns = [
    path("drives/<int:drive>/kpis/", views.kpi_list, name="list"),
    path("drives/<int:drive>/kpis/new/", views.add, name="add"),
    path("kpis/<int:kpi>/", views.show, name="show"),
    path("kpis/<int:kpi>/change/", views.change, name="change"),
    path("kpis/<int:kpi>/remove/", views.remove, name="remove"),
    path("kpis/<int:kpi>/reading/", views.reading, name="reading"),
    path("kpis/<int:kpi>/measure/", views.measure, name="measure"),
    path("readings/<int:reading>/correct/", views.correct, name="correct"),
]
