"""A navigator's day."""

from django.urls import path

from fullcircle.web.today import many, views

app_name = "today"
urlpatterns = [
    path("today/", views.today, name="today"),
    path("today/many/", many.many, name="many"),
    path("today/views/", views.keep_view, name="keep_view"),
    path("today/views/<uuid:view_id>/remove/", views.remove_view, name="remove_view"),
    path("needs/<uuid:need_id>/put-aside/", many.put_aside, name="put_aside"),
    path("needs/<uuid:need_id>/bring-back/", many.bring_back, name="bring_back"),
]
