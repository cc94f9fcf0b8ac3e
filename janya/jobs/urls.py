from django.urls import path

from . import views

app_name = "jobs"
urlpatterns = [
    path("agencies/<int:agency>/jobs/", views.every, name="list"),
    path("jobs/<int:job>/", views.show, name="show"),
    path("jobs/<int:job>/stop/", views.stop, name="stop"),
    path("jobs/<int:job>/take-up/", views.take_up, name="take-up"),
]
