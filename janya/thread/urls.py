from django.urls import path

from . import views

app_name = "thread"
urlpatterns = [
    path("drives/<int:drive>/thread/", views.year, name="year"),
    path("drives/<int:drive>/thread/loose/", views.loose, name="loose"),
    path("drives/<int:drive>/thread/years/", views.years, name="years"),
    path("drives/<int:drive>/thread/thread.xlsx", views.sheet, name="sheet"),
    path("drives/<int:drive>/thread/thread.pdf", views.paper, name="paper"),
    path("drives/<int:drive>/thread/items/<int:item>/", views.item, name="item"),
    path("thread/risks/<int:risk>/", views.risk, name="risk"),
    path("thread/issues/<int:issue>/", views.issue, name="issue"),
    path("thread/kpis/<int:kpi>/", views.kpi, name="kpi"),
    path("thread/activities/<int:activity>/", views.activity, name="activity"),
    path("thread/evidence/<int:evidence>/", views.evidence, name="evidence"),
]
