from django.urls import path

from fullcircle.web.grievances import public, staff

app_name = "grievances"
urlpatterns = [
    path("complain/", public.complain, name="complain"),
    path("complain/follow/", public.follow, name="follow"),
    path("complain/themes/", public.themes, name="themes"),
    path("complain/<str:code>/", public.case, name="case"),
    path("room/grievances/", staff.grievances, name="list"),
    path("room/grievances/enter/", staff.enter, name="enter"),
    path("room/grievances/reviewers/", staff.reviewers, name="reviewers"),
    path("room/grievances/reviewers/<uuid:reviewer_id>/end/", staff.end_reviewer, name="end_reviewer"),
    path("room/grievances/<uuid:grievance_id>/", staff.grievance, name="grievance"),
    path("room/grievances/<uuid:grievance_id>/step/", staff.step, name="step"),
    path("room/grievances/<uuid:grievance_id>/answer/", staff.answer, name="answer"),
    path("room/grievances/<uuid:grievance_id>/note/", staff.note, name="note"),
    path("room/grievances/<uuid:grievance_id>/hand-on/", staff.hand_on, name="hand_on"),
]
