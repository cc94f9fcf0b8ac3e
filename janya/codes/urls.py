from django.urls import path

from . import views
from .signing.urls import urlpatterns as signing

app_name = "codes"
urlpatterns = [
    path("drives/<int:drive>/code/", views.study, name="study"),
    path("drives/<int:drive>/code/items/new/", views.add_item, name="add-item"),
    path("drives/<int:drive>/code/items/<int:item>/", views.item, name="item"),
    path("drives/<int:drive>/code/sign/", views.sign, name="sign"),
    *signing,
]
