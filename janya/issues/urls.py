from django.urls import path

from . import views

app_name = "issues"
urlpatterns = [
    path("drives/<int:drive>/issues/", views.issue_list, name="list"),
    path("drives/<int:drive>/issues/decide/<slug:candidate>/", views.decide, name="decide"),
    path("drives/<int:drive>/issues/merge/", views.merge, name="merge"),
    path("drives/<int:drive>/priorities/", views.ranking, name="ranking"),
    path("drives/<int:drive>/priorities/weights/", views.weights, name="weights"),
    path("drives/<int:drive>/priorities/sensitivity/", views.sensitivity, name="sensitivity"),
    path("drives/<int:drive>/priorities/paper/", views.paper, name="paper"),
    path("drives/<int:drive>/priorities/sheet/", views.sheet, name="sheet"),
    path("issues/<int:issue>/", views.show, name="show"),
    path("issues/<int:issue>/change/", views.change, name="change"),
    path("issues/<int:issue>/split/", views.split, name="split"),
    path("issues/<int:issue>/take-back/", views.take_back, name="take-back"),
    path("issues/<int:issue>/score/", views.score, name="score"),
    path("issues/<int:issue>/override/", views.override, name="override"),
]
