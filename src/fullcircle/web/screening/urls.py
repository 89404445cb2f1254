from django.urls import path

from fullcircle.web.screening import views

app_name = "screening"
urlpatterns = [
    path("people/<uuid:person_id>/screen/", views.choose, name="choose"),
    path("screenings/<uuid:response_id>/", views.ask, name="ask"),
    path("screenings/<uuid:response_id>/end/", views.end, name="end"),
]
