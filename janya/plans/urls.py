from django.urls import path

from .views import activities, depth

app_name = "plans"
urlpatterns = [
    path("drives/<int:drive>/plan/", activities.plan_list, name="list"),
    path("drives/<int:drive>/plan/samples/", activities.samples, name="samples"),
    path("drives/<int:drive>/plan/samples/new/", activities.add_sample, name="add-sample"),
    path("drives/<int:drive>/plan/new/", activities.add, name="add"),
    path("drives/<int:drive>/plan/check/", activities.check, name="check"),
    path("drives/<int:drive>/follow-up/", activities.follow_up, name="follow-up"),
    path("drives/<int:drive>/year-end/", activities.year_end, name="year-end"),
    path("activities/<int:activity>/", activities.show, name="show"),
    path("activities/<int:activity>/change/", activities.change, name="change"),
    path("activities/<int:activity>/cancel/", activities.cancel, name="cancel"),
    path("activities/<int:activity>/remove/", activities.remove, name="remove"),
    path("activities/<int:activity>/progress/", activities.progress, name="progress"),
    path("activities/<int:activity>/evidence/", activities.prove, name="prove"),
    path("drives/<int:drive>/plan/money/", depth.money, name="money"),
    path("drives/<int:drive>/plan/money/ceilings/", depth.ceilings, name="ceilings"),
    path("activities/<int:activity>/milestones/", depth.milestones, name="milestones"),
    path("activities/<int:activity>/budget/", depth.budget, name="budget"),
    path("activities/proofs/<int:proof>/withdraw/", activities.withdraw, name="withdraw"),
]
