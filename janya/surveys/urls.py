from django.urls import path

from .views import answering, building

app_name = "surveys"
urlpatterns = [
    path("drives/<int:drive>/surveys/", building.survey_list, name="list"),
    path("drives/<int:drive>/surveys/new/", building.add, name="add"),
    path("drives/<int:drive>/surveys/groups/new/", building.add_group, name="add-group"),
    path("surveys/<int:survey>/", building.show, name="show"),
    path("surveys/<int:survey>/change/", building.change, name="change"),
    path("surveys/<int:survey>/preview/", building.preview, name="preview"),
    path("surveys/<int:survey>/open/", building.open_survey, name="open"),
    path("surveys/<int:survey>/close/", building.close_survey, name="close"),
    path("surveys/<int:survey>/extend/", building.extend, name="extend"),
    path("surveys/<int:survey>/results/", building.results, name="results"),
    path("surveys/groups/<int:group>/qr/", building.qr, name="qr"),
    path("s/<str:token>/", answering.answer, name="answer"),
    path("s/<str:token>/go-on/<str:later>/", answering.go_on, name="answer-go-on"),
    path("s/<str:token>/kiosk/", answering.kiosk, name="kiosk"),
    path("s/<str:token>/kiosk/thanks/", answering.kiosk_thanks, name="kiosk-thanks"),
    path("i/<str:token>/", answering.invited, name="invited"),
    path("i/<str:token>/go-on/<str:later>/", answering.invited_go_on, name="invited-go-on"),
    path("s/<str:token>/thanks/", answering.thanks, name="thanks"),
]
