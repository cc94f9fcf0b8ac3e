from django.urls import path

from .views import coverage, paper, reminders, signature

urlpatterns = [
    path("drives/<int:drive>/code/coverage/", coverage.coverage, name="coverage"),
    path("drives/<int:drive>/code/coverage/summary.pdf", coverage.summary, name="summary"),
    path("drives/<int:drive>/code/people/", coverage.people, name="people"),
    path(
        "drives/<int:drive>/code/people/register.xlsx",
        coverage.export,
        {"kind": "xlsx"},
        name="register-xlsx",
    ),
    path(
        "drives/<int:drive>/code/people/register.csv", coverage.export, {"kind": "csv"}, name="register-csv"
    ),
    path("drives/<int:drive>/code/people/forms.pdf", coverage.forms, name="forms"),
    path("drives/<int:drive>/code/people/remind/", reminders.remind, name="remind"),
    path("drives/<int:drive>/code/people/find/", paper.find_person, name="find-person"),
    path("drives/<int:drive>/code/paper/", paper.paper, name="paper"),
    path("code/scans/<int:scan_batch>/", paper.batch, name="batch"),
    path("code/scans/pages/<int:scan>/picture.jpg", paper.picture, name="scan-picture"),
    path("code/scans/pages/<int:scan>/choose/", paper.choose, name="choose"),
    path("code/scans/pages/<int:scan>/put-aside/", paper.put_aside, name="put-aside"),
    path("code/signatures/<int:acknowledgement>/", signature.show, name="acknowledgement"),
    path("code/signatures/<int:acknowledgement>/certificate.pdf", signature.certificate, name="certificate"),
    path("code/signatures/<int:acknowledgement>/withdraw/", signature.withdraw, name="withdraw"),
    path("c/<str:token>/", signature.verify, name="verify"),
    path("drives/<int:drive>/code/reminders/", reminders.plan, name="reminders"),
    path("drives/<int:drive>/code/reminders/new/", reminders.add_step, name="add-reminder"),
    path("code/reminders/<int:reminder_step>/", reminders.preview, name="reminder"),
    path("code/reminders/<int:reminder_step>/change/", reminders.change_step, name="change-reminder"),
    path("code/reminders/<int:reminder_step>/remove/", reminders.remove_step, name="remove-reminder"),
]
