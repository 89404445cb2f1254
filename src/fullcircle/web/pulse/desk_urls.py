from django.urls import path

from fullcircle.web.pulse import clocks, desk

app_name = "desk"
urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/organizations/", desk.organizations, name="organizations"),
    path("desk/requests/<uuid:referral_id>/", desk.act, name="act"),
    path("desk/texts/<uuid:text_id>/", desk.settle_text, name="settle_text"),
    path("desk/clocks/", clocks.clocks_page, name="clocks"),
]
