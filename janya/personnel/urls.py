from django.urls import path

from . import views

app_name = "personnel"
urlpatterns = [
    path("agencies/<int:agency>/personnel/import/", views.start, name="start"),
    path("agencies/<int:agency>/personnel/template.xlsx", views.template, name="template"),
    path("personnel/imports/<int:intake>/", views.show, name="show"),
    path("personnel/imports/<int:intake>/questions/", views.questions, name="questions"),
    path("personnel/imports/<int:intake>/confirm/", views.confirm, name="confirm"),
    path("personnel/imports/<int:intake>/discard/", views.discard, name="discard"),
    path("personnel/imports/<int:intake>/faults.xlsx", views.faults, {"kind": "xlsx"}, name="faults-excel"),
    path("personnel/imports/<int:intake>/faults.csv", views.faults, {"kind": "csv"}, name="faults-csv"),
]
