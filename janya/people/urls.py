from django.urls import path

from . import views

app_name = "people"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("forgotten/", views.Forgotten.as_view(), name="forgotten"),
    path("forgotten/sent/", views.forgotten_sent, name="forgotten-sent"),
    path("reset/<str:uidb64>/<str:token>/", views.Reset.as_view(), name="reset"),
    path("invitations/<str:token>/", views.accept, name="accept"),
    path("theme/", views.theme, name="theme"),
    path("account/", views.account, name="account"),
    path("account/password/", views.password, name="password"),
    path("agencies/<int:agency>/", views.agency, name="agency"),
    path("agencies/<int:agency>/units/", views.units, name="units"),
    path("units/<int:unit>/rename/", views.rename_unit, name="rename-unit"),
    path("units/<int:unit>/move/", views.move_unit, name="move-unit"),
    path("units/<int:unit>/remove/", views.remove_unit, name="remove-unit"),
    path("agencies/<int:agency>/people/", views.people, name="list"),
    path("agencies/<int:agency>/people/add/", views.add_person, name="add"),
    path("agencies/<int:agency>/people/invite/", views.invite, name="invite"),
    path("agencies/<int:agency>/people/<int:person>/appoint/", views.appoint, name="appoint"),
    path("agencies/<int:agency>/people/<int:person>/leave/", views.leave, name="leave"),
    path("people/<int:person>/", views.show, name="show"),
    path("people/<int:person>/change/", views.change_person, name="change"),
    path("appointments/<int:appointment>/end/", views.end_appointment, name="end-appointment"),
    path("invitations/<int:invitation>/withdraw/", views.withdraw, name="withdraw"),
]
