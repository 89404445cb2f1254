from django.urls import path

from fullcircle.web.agenda import views

app_name = "agenda"
urlpatterns = [
    path("room/agenda/", views.agenda, name="list"),
    path("room/agenda/bring/", views.bring, name="bring"),
    path("room/agenda/<uuid:item_id>/", views.item, name="item"),
    path("room/agenda/<uuid:item_id>/write/", views.write, name="write"),
    path("room/agenda/<uuid:item_id>/evidence/", views.show, name="show"),
    path("room/agenda/<uuid:item_id>/evidence/<uuid:evidence_id>/remove/", views.remove, name="remove"),
    path("room/agenda/<uuid:item_id>/score/<uuid:member_id>/", views.score, name="score"),
    path("room/agenda/<uuid:item_id>/score/<uuid:member_id>/undo/", views.unscore, name="unscore"),
    path("room/agenda/<uuid:item_id>/move/<slug:state>/", views.move, name="move"),
    path("room/agenda/<uuid:item_id>/undo/", views.take_back, name="take_back"),
]
