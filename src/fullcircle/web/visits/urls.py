from django.urls import path

from fullcircle.web.visits import views

app_name = "visits"
urlpatterns = [
    path("", views.prepare, name="prepare"),
    path("pack/", views.pack, name="pack"),
    path("key/", views.key, name="key"),
    path("day/", views.day, name="day"),
    path("worker.js", views.worker, name="worker"),
    path("drafts/<uuid:draft_id>/", views.draft, name="draft"),
]
