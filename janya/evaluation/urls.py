from django.urls import path

from . import views

app_name = "evaluation"
urlpatterns = [
    path("drives/<int:drive>/evaluation/", views.overview, name="list"),
    path("drives/<int:drive>/evaluation/mid-year/", views.write, {"kind": "mid"}, name="mid-year"),
    path("drives/<int:drive>/evaluation/year-end/", views.write, {"kind": "end"}, name="year-end"),
    path("drives/<int:drive>/evaluation/promotion/", views.write, {"kind": "promotion"}, name="promotion"),
    path("drives/<int:drive>/evaluation/criteria/", views.criteria, name="criteria"),
    path("drives/<int:drive>/evaluation/criteria/new/", views.add_criterion, name="add-criterion"),
    path("drives/<int:drive>/evaluation/criteria/weights/", views.weights, name="weights"),
    path("drives/<int:drive>/carried/", views.carried, name="carried"),
    path("drives/<int:drive>/carried/take-up/", views.take_up, name="take-up"),
    path("drives/<int:drive>/carried/turn-down/", views.turn_down, name="turn-down"),
    path("carried/<int:carry>/undo/", views.undo, name="undo"),
    path("evaluations/<int:evaluation>/", views.show, name="show"),
    path("evaluations/<int:evaluation>/close/", views.close, name="close"),
    path("evaluations/<int:evaluation>/reopen/", views.reopen, name="reopen"),
    path("evaluations/<int:evaluation>/remarks/new/", views.add_remark, name="add-remark"),
    path("evaluations/<int:evaluation>/lessons/new/", views.add_lesson, name="add-lesson"),
    path("evaluations/<int:evaluation>/paper.pdf", views.paper, name="paper"),
    path("evaluations/<int:evaluation>/figures.xlsx", views.excel, name="excel"),
    path("evaluations/<int:evaluation>/criteria/<int:promotion_criterion>/", views.score, name="score"),
    path("evaluations/scores/<int:promotion_score>/send/", views.send_gap, name="send-gap"),
    path("evaluations/remarks/<int:remark>/remove/", views.remove_remark, name="remove-remark"),
    path("lessons/<int:lesson>/change/", views.change_lesson, name="change-lesson"),
    path("lessons/<int:lesson>/remove/", views.remove_lesson, name="remove-lesson"),
]
