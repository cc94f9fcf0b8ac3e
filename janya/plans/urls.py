from django.urls import path

from . import views

app_name = "plans"
urlpatterns = [
    path("drives/<int:drive>/plan/", views.plan_list, name="list"),
    path("drives/<int:drive>/plan/samples/", views.samples, name="samples"),
    path("drives/<int:drive>/plan/samples/new/", views.add_sample, name="add-sample"),
    path("drives/<int:drive>/plan/new/", views.add, name="add"),
    path("drives/<int:drive>/plan/check/", views.check, name="check"),
    path("drives/<int:drive>/follow-up/", views.follow_up, name="follow-up"),
    path("drives/<int:drive>/year-end/", views.year_end, name="year-end"),
    path("activities/<int:activity>/", views.show, name="show"),
    path("activities/<int:activity>/change/", views.change, name="change"),
    path("activities/<int:activity>/cancel/", views.cancel, name="cancel"),
    path("activities/<int:activity>/remove/", views.remove, name="remove"),
    path("activities/<int:activity>/progress/", views.progress, name="progress"),
    path("activities/<int:activity>/evidence/", views.prove, name="prove"),
    path("activities/proofs/<int:proof>/withdraw/", views.withdraw, name="withdraw"),
]
