from django.urls import path

from fullcircle.web.partnerships import sides, views

app_name = "partnerships"
urlpatterns = [
    path("room/partnerships/", views.partnerships, name="list"),
    path("room/partnerships/start/", views.start, name="start"),
    path("room/partnerships/<uuid:partnership_id>/", views.partnership, name="partnership"),
    path("room/partnerships/<uuid:partnership_id>/terms/", views.terms, name="terms"),
    path("room/partnerships/<uuid:partnership_id>/review/", views.review, name="review"),
    path("room/partnerships/<uuid:partnership_id>/move/", views.move, name="move"),
    path("room/partnerships/<uuid:partnership_id>/settle/<slug:item>/", views.settle, name="settle"),
    path("room/partnerships/<uuid:partnership_id>/settle/<slug:item>/undo/", views.unsettle, name="unsettle"),
    path("room/partnerships/<uuid:partnership_id>/sides/<uuid:side_id>/", sides.write, name="side"),
    path("room/partnerships/<uuid:partnership_id>/sides/<uuid:side_id>/agree/", sides.agree, name="agree"),
    path("room/partnerships/<uuid:partnership_id>/sides/<uuid:side_id>/check/", sides.check, name="check"),
    path("room/partnerships/<uuid:partnership_id>/sides/<uuid:side_id>/notice/", sides.notice, name="notice"),
    path(
        "room/partnerships/<uuid:partnership_id>/sides/<uuid:side_id>/notice/undo/",
        sides.take_back,
        name="take_back",
    ),
]
