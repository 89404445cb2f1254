from django.urls import path

from fullcircle.web.caseload import goals, meetings, quality

app_name = "caseload"
urlpatterns = [
    path("quality/", quality.quality, name="quality"),
    path("introductions/", meetings.meetings, name="meetings"),
    path("requests/<uuid:referral_id>/introduction/", meetings.introduce, name="introduce"),
    path("requests/<uuid:referral_id>/rate/", quality.rate, name="rate"),
    path("a/<str:token>/introduction/", meetings.introduce_by_link, name="introduce_by_link"),
    path("a/<str:token>/rate/", quality.rate_by_link, name="rate_by_link"),
    path("people/<uuid:person_id>/goals/", goals.add, name="add_goal"),
    path("goals/<uuid:goal_id>/", goals.work, name="goal"),
    path("me/goals/", goals.mine, name="my_goals"),
    path("me/goals/<uuid:goal_id>/", goals.work_on_mine, name="my_goal"),
]
