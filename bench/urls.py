"""Janya's addresses and the reference page."""

from django.urls import include, path

from .reference import reference
from .rows import insert

urlpatterns = [
    path("", include("janya.urls")),
    path("reference/<int:drive>/", reference, name="reference"),
    path("bare/", insert, name="bare"),
]
