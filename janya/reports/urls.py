from django.urls import path

from . import views

app_name = "reports"
urlpatterns = [
    path("drives/<int:drive>/report/", views.annual, name="annual"),
    path("drives/<int:drive>/report/pdf/", views.annual_pdf, name="annual-pdf"),
    path("drives/<int:drive>/report/summary.pdf", views.summary_pdf, name="summary-pdf"),
    path("drives/<int:drive>/report/excel/", views.excel, name="excel"),
    path("drives/<int:drive>/report/word/", views.word, name="word"),
    path("drives/<int:drive>/report/submit/", views.submit, name="submit"),
    path("drives/<int:drive>/dashboard/", views.head, name="head"),
    path("drives/<int:drive>/dashboard/slide.pdf", views.slide, name="slide"),
    path("drives/<int:drive>/week/", views.week, name="week"),
    path("reports/submissions/<int:submission>/", views.submission, name="submission"),
    path("reports/submissions/<int:submission>/draft.pdf", views.submission_pdf, name="submission-pdf"),
    path("reports/submissions/<int:submission>/sign/", views.sign, name="sign"),
    path("reports/submissions/<int:submission>/send-back/", views.send_back, name="send-back"),
    path("reports/submissions/<int:submission>/withdraw/", views.withdraw, name="withdraw"),
    path("reports/signed/<int:signed_report>/", views.signed, name="signed"),
    path("reports/signed/<int:signed_report>/report.pdf", views.signed_pdf, name="signed-pdf"),
    path("reports/check/", views.check, name="check"),
    path("reports/verify/<slug:seal>/", views.verify, name="verify"),
]
