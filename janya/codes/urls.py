from django.urls import path

from . import views
from .signing.urls import urlpatterns as signing
from .study import views as studying

app_name = "codes"
urlpatterns = [
    path("drives/<int:drive>/code/", views.study, name="study"),
    path("drives/<int:drive>/code/items/new/", views.add_item, name="add-item"),
    path("drives/<int:drive>/code/items/<int:item>/", views.item, name="item"),
    path("drives/<int:drive>/code/items/<int:item>/quiz/", views.quiz, name="quiz"),
    path("drives/<int:drive>/code/progress/", studying.progress, name="progress"),
    path("drives/<int:drive>/code/progress/items.xlsx", studying.export, name="progress-xlsx"),
    path("drives/<int:drive>/code/sign/", views.sign, name="sign"),
    *signing,
]
