from django.urls import path

from . import views

app_name = "inbox"
urlpatterns = [
    path("inbox/", views.inbox, name="list"),
    path("inbox/read/", views.read_all, name="read-all"),
    path("inbox/preferences/", views.preferences, name="preferences"),
    path("inbox/<int:notice>/open/", views.open_notice, name="open"),
    path("inbox/<int:notice>/read/", views.read, name="read"),
]
