"""The table of addresses: one include per room."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("janya.home.urls")),
    path("", include("janya.people.urls")),
    path("", include("janya.journal.urls")),
    path("", include("janya.norms.urls")),
    path("", include("janya.files.urls")),
    path("", include("janya.evidence.urls")),
    path("", include("janya.inbox.urls")),
    path("", include("janya.jobs.urls")),
    path("", include("janya.personnel.urls")),
    path("", include("janya.codes.urls")),
    path("", include("janya.risks.urls")),
    path("", include("janya.surveys.urls")),
    path("", include("janya.findings.urls")),
    path("", include("janya.issues.urls")),
    path("", include("janya.kpis.urls")),
    path("", include("janya.strategy.urls")),
    path("", include("janya.plans.urls")),
    path("", include("janya.followup.urls")),
    path("", include("janya.evaluation.urls")),
    path("", include("janya.thread.urls")),
    path("", include("janya.reports.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
]
