from django.urls import path

from .views import depth, indicators

app_name = "kpis"
urlpatterns = [
    path("drives/<int:drive>/kpis/", indicators.kpi_list, name="list"),
    path("drives/<int:drive>/kpis/new/", indicators.add, name="add"),
    path("kpis/<int:kpi>/", indicators.show, name="show"),
    path("kpis/<int:kpi>/change/", indicators.change, name="change"),
    path("kpis/<int:kpi>/remove/", indicators.remove, name="remove"),
    path("kpis/<int:kpi>/reading/", indicators.reading, name="reading"),
    path("kpis/<int:kpi>/measure/", indicators.measure, name="measure"),
    path("drives/<int:drive>/kpis/measure/", depth.measure_all, name="measure-all"),
    path("drives/<int:drive>/kpis/owed/", depth.owed, name="owed"),
    path("drives/<int:drive>/kpis/carry/", depth.carry, name="carry"),
    path("drives/<int:drive>/kpis/excel/", depth.export_scores, name="export-excel"),
    path("drives/<int:drive>/kpis/readings/form/", depth.export_owed, name="export-owed"),
    path("drives/<int:drive>/kpis/readings/import/", depth.send_in, name="send-in"),
    path("reading-sheets/<int:reading_sheet>/", depth.sheet, name="sheet"),
    path("readings/<int:reading>/evidence/", depth.prove, name="prove"),
    path("readings/proofs/<int:reading_proof>/remove/", depth.unprove, name="unprove"),
    path("readings/<int:reading>/correct/", indicators.correct, name="correct"),
]
