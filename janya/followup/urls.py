from django.urls import path

from .views import comments, mine, terms

app_name = "followup"
urlpatterns = [
    path("activities/<int:activity>/comments/", comments.comment, name="comment"),
    path("activities/comments/<int:comment>/change/", comments.change, name="change-comment"),
    path("activities/comments/<int:comment>/remove/", comments.remove, name="remove-comment"),
    path("drives/<int:drive>/my-work/", mine.mine, name="mine"),
    path("agencies/<int:agency>/reminders/", terms.terms, name="terms"),
]
