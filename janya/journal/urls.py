from django.urls import path

from . import views

app_name = "journal"
urlpatterns = [path("agencies/<int:agency>/journal/", views.entries, name="list")]
