from django.urls import path

from . import views

app_name = "surveys"
urlpatterns = [
    path("drives/<int:drive>/surveys/", views.survey_list, name="list"),
    path("drives/<int:drive>/surveys/new/", views.add, name="add"),
    path("drives/<int:drive>/surveys/groups/new/", views.add_group, name="add-group"),
    path("surveys/<int:survey>/", views.show, name="show"),
    path("surveys/<int:survey>/change/", views.change, name="change"),
    path("surveys/<int:survey>/open/", views.open_survey, name="open"),
    path("surveys/<int:survey>/close/", views.close_survey, name="close"),
    path("surveys/<int:survey>/extend/", views.extend, name="extend"),
    path("surveys/<int:survey>/results/", views.results, name="results"),
    path("surveys/groups/<int:group>/qr/", views.qr, name="qr"),
    path("s/<str:token>/", views.answer, name="answer"),
    path("s/<str:token>/thanks/", views.thanks, name="thanks"),
]
