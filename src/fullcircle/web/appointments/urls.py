from django.urls import path

from fullcircle.web.appointments import views

app_name = "appointments"
urlpatterns = [
    path("appointments/", views.upcoming, name="list"),
    path("appointments/calendar/", views.calendar, name="calendar"),
    path("appointments/calendar/names/", views.names, name="names"),
    path("appointments/<uuid:appointment_id>/", views.change, name="change"),
    path("requests/<uuid:referral_id>/appointments/", views.plan, name="plan"),
    path("a/<str:token>/appointments/", views.plan_by_link, name="plan_by_link"),
    path("a/<str:token>/appointments/<uuid:appointment_id>/", views.change_by_link, name="change_by_link"),
    path("calendar/<str:token>.ics", views.feed, name="feed"),
    path("me/appointments/<uuid:appointment_id>.ics", views.mine, name="mine"),
    path("me/appointments/<uuid:appointment_id>/cannot-come/", views.cannot_come, name="cannot_come"),
]
