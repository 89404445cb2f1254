from django.urls import path

from fullcircle.web.notes import views

app_name = "notes"
urlpatterns = [
    path("people/<uuid:person_id>/notes/", views.about_person, name="about_person"),
    path("requests/<uuid:referral_id>/notes/", views.about_request, name="about_request"),
    path("notes/<uuid:note_id>/", views.note, name="note"),
    path("notes/photos/<uuid:photo_id>/", views.photo, name="photo"),
]
