from django.urls import path

from .views import activities, depth, whole

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
    path("drives/<int:drive>/plan/table/", whole.table, name="table"),
    path("activities/<int:activity>/row/", whole.row, name="row"),
    path("drives/<int:drive>/plan/months/", whole.months, name="months"),
    path("drives/<int:drive>/plan/months.pdf", whole.months_paper, name="months-paper"),
    path("drives/<int:drive>/plan/calendar/", whole.calendar, name="calendar"),
    path("drives/<int:drive>/plan/calendar.ics", whole.calendar_file, name="calendar-file"),
    path("drives/<int:drive>/plan/feed/", whole.feed, name="feed"),
    path("calendar/<str:token>.ics", whole.feed_file, name="feed-file"),
    path("drives/<int:drive>/plan/excel/", whole.export_excel, name="export-excel"),
    path("drives/<int:drive>/plan/import/", whole.send_in, name="send-in"),
    path("plan-sheets/<int:plan_sheet>/", whole.sheet, name="sheet"),
    path("drives/<int:drive>/plan/approval/", whole.approval, name="approval"),
    path("plan-versions/<int:plan_version>/", whole.version, name="version"),
    path("plan-versions/<int:plan_version>/decide/", whole.decide, name="decide"),
    path("activities/proofs/<int:proof>/withdraw/", activities.withdraw, name="withdraw"),
]
