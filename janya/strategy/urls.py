from django.urls import path

from . import views

app_name = "strategy"
urlpatterns = [
    path("drives/<int:drive>/strategy/", views.show, name="show"),
    path("drives/<int:drive>/strategy/write/", views.write, name="write"),
    path("drives/<int:drive>/strategy/carry/", views.carry, name="carry"),
    path("drives/<int:drive>/strategy/plan.pdf", views.paper, name="paper"),
    path("drives/<int:drive>/strategy/plan.docx", views.word, name="word"),
    path("drives/<int:drive>/strategy/goals/new/", views.add_goal, name="add-goal"),
    path("drives/<int:drive>/strategy/new/", views.add_strategy, name="add"),
    path("goals/<int:goal>/change/", views.change_goal, name="change-goal"),
    path("goals/<int:goal>/remove/", views.remove_goal, name="remove-goal"),
    path("strategies/<int:strategy>/change/", views.change_strategy, name="change-strategy"),
    path("strategies/<int:strategy>/remove/", views.remove_strategy, name="remove-strategy"),
    path("drives/<int:drive>/policies/", views.policies, name="policies"),
    path("drives/<int:drive>/policies/new/", views.add_policy, name="add-policy"),
    path("drives/<int:drive>/policies/excel/", views.export_policies, name="export-policies"),
    path("policies/<int:policy>/change/", views.change_policy, name="change-policy"),
    path("policies/<int:policy>/remove/", views.remove_policy, name="remove-policy"),
]
