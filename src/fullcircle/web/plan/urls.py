from django.urls import path

from fullcircle.web.plan import views

app_name = "plan"
urlpatterns = [
    path("people/<uuid:person_id>/plan/", views.for_person, name="person"),
    path("me/plan/", views.mine, name="mine"),
    path("p/", views.code, name="code"),
    path("p/<str:token>", views.answer, name="answer"),
]
