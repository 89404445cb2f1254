from django.urls import path

from fullcircle.web.asking import audience, entering, public, reports, views

app_name = "asking"
urlpatterns = [
    path("asking/", views.board, name="list"),
    path("asking/start/", views.start, name="start"),
    path("asking/sheets/<uuid:sheet_id>/", entering.settle, name="sheet"),
    path("asking/themes/<uuid:theme_id>/", reports.tick, name="tick"),
    path("asking/<uuid:campaign_id>/", views.campaign, name="campaign"),
    path("asking/<uuid:campaign_id>/edit/", views.edit, name="edit"),
    path("asking/<uuid:campaign_id>/step/", views.step, name="step"),
    path("asking/<uuid:campaign_id>/act/", views.act, name="act"),
    path("asking/<uuid:campaign_id>/audience/", audience.audience, name="audience"),
    path("asking/<uuid:campaign_id>/link/", audience.open_link, name="link"),
    path("asking/<uuid:campaign_id>/print/", entering.on_paper, name="print"),
    path("asking/<uuid:campaign_id>/paper/", entering.paper, name="paper"),
    path("asking/<uuid:campaign_id>/phone/", entering.phone, name="phone"),
    path("asking/<uuid:campaign_id>/report/", reports.report, name="report"),
    path("asking/<uuid:campaign_id>/report.csv", reports.table, name="table"),
    path("asking/<uuid:campaign_id>/themes/<str:link_id>/", reports.themes, name="themes"),
    path("ask-us/<str:token>/", public.answer, name="answer"),
]
