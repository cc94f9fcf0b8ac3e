from django.urls import path

from . import views

app_name = "risks"
urlpatterns = [
    path("drives/<int:drive>/risks/", views.risk_list, name="list"),
    path("drives/<int:drive>/risks/new/", views.add, name="add"),
    path("drives/<int:drive>/risks/bank/", views.bank, name="bank"),
    path("drives/<int:drive>/risks/units/", views.units, name="units"),
    path("drives/<int:drive>/risks/carry/", views.carry, name="carry"),
    path("drives/<int:drive>/risks/people/", views.people, name="people"),
    path("drives/<int:drive>/risks/weigh/", views.weigh, name="weigh"),
    path("drives/<int:drive>/risks/register.xlsx", views.export_excel, name="export-excel"),
    path("drives/<int:drive>/risks/register.csv", views.export_csv, name="export-csv"),
    path("drives/<int:drive>/risks/register.pdf", views.paper, name="paper"),
    path("drives/<int:drive>/risks/import/", views.send_in, name="send-in"),
    path("drives/<int:drive>/risks/items/<int:item>/", views.review_item, name="review-item"),
    path(
        "drives/<int:drive>/risks/items/<int:item>/withdraw/", views.withdraw_review, name="withdraw-review"
    ),
    path("risks/imports/<int:sheet>/", views.sheet, name="sheet"),
    path("risks/<int:risk>/", views.show, name="show"),
    path("risks/<int:risk>/change/", views.change, name="change"),
    path("risks/<int:risk>/assess/", views.assess, name="assess"),
    path("risks/<int:risk>/accept/", views.accept, name="accept"),
    path("risks/<int:risk>/close/", views.close, name="close"),
    path("agencies/<int:agency>/risk-scales/", views.scales, name="scales"),
    path("agencies/<int:agency>/risk-scales/national/", views.use_national, name="use-national"),
    path("agencies/<int:agency>/risk-lists/", views.lists, name="lists"),
    path("agencies/<int:agency>/risk-lists/kinds/<int:kind>/", views.turn_kind, name="turn-kind"),
    path("agencies/<int:agency>/risk-lists/processes/<int:process>/", views.process, name="process"),
]
