from django.urls import path

from .views import comments, late, mine, months, terms

app_name = "followup"
urlpatterns = [
    path("activities/<int:activity>/comments/", comments.comment, name="comment"),
    path("activities/comments/<int:comment>/change/", comments.change, name="change-comment"),
    path("activities/comments/<int:comment>/remove/", comments.remove, name="remove-comment"),
    path("drives/<int:drive>/my-work/", mine.mine, name="mine"),
    path("drives/<int:drive>/late/", late.late, name="late"),
    path("drives/<int:drive>/late/late.xlsx", late.workbook, name="late-xlsx"),
    path("drives/<int:drive>/late/nudge/", late.nudge, name="nudge"),
    path("drives/<int:drive>/months/", months.months, name="months"),
    path("drives/<int:drive>/months/take/", months.take, name="take"),
    path("agencies/<int:agency>/reminders/", terms.terms, name="terms"),
]
