from django.urls import path

from . import views

app_name = "home"
urlpatterns = [
    path("", views.front, name="front"),
    path("first-run/", views.first_run, name="first-run"),
    path("alive/", views.alive, name="alive"),
    path("drives/<int:drive>/", views.drive, name="drive"),
    path("drives/<int:drive>/close/", views.close_year, name="close"),
    path("drives/<int:drive>/reopen/", views.reopen_year, name="reopen"),
    path("agencies/<int:agency>/drives/new/", views.open_year, name="open-year"),
]
