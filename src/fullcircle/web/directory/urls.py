from django.urls import path

from fullcircle.web.directory import ours, views

app_name = "services"
urlpatterns = [
    path("find", views.find, name="find"),
    path("services/<uuid:service_id>/", views.service, name="service"),
    path("services/<uuid:service_id>/print/", views.on_paper, name="print"),
    path("services/ours/", ours.ours, name="ours"),
    path("services/ours/email/", ours.email, name="email"),
    path("services/ours/texts/", ours.text_phone, name="text_phone"),
    path("services/ours/texts/code/", ours.text_code, name="text_code"),
    path("services/ours/closed/", ours.closed, name="closed"),
    path("services/ours/closed/<uuid:days_id>/", ours.open_again, name="open_again"),
    path("services/ours/<uuid:service_id>/", ours.edit, name="edit"),
    path("services/ours/<uuid:service_id>/room/", ours.room, name="room"),
    path("services/ours/<uuid:service_id>/limits/", ours.limits, name="limits"),
    path("services/ours/<uuid:service_id>/let-in/", ours.let_in, name="let_in"),
    path("services/ours/<uuid:service_id>/right/", ours.right, name="right"),
]
