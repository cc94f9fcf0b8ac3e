from django.urls import path

from . import views

app_name = "reports"
urlpatterns = [
    path("drives/<int:drive>/report/", views.annual, name="annual"),
    path("drives/<int:drive>/report/pdf/", views.annual_pdf, name="annual-pdf"),
]
