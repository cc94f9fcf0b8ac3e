from django.urls import path

from . import views

app_name = "evidence"
urlpatterns = [
    path("drives/<int:drive>/evidence/", views.evidence_list, name="list"),
    path("drives/<int:drive>/evidence/file/", views.add_file, name="add-file"),
    path("drives/<int:drive>/evidence/link/", views.add_link, name="add-link"),
    path("drives/<int:drive>/evidence/check/", views.check, name="check"),
    path("evidence/<int:evidence>/", views.show, name="show"),
    path("evidence/<int:evidence>/change/", views.change, name="change"),
    path("evidence/<int:evidence>/withdraw/", views.withdraw, name="withdraw"),
    path("evidence/<int:evidence>/accept/", views.accept, name="accept"),
    path("evidence/<int:evidence>/picture.jpg", views.thumbnail, name="picture"),
]
