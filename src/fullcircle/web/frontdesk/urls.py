from django.urls import path

from fullcircle.web.frontdesk import imports, sheets, units, views

app_name = "frontdesk"
urlpatterns = [
    path("frontdesk/", views.desk, name="desk"),
    path("frontdesk/give/", views.give, name="give"),
    path("frontdesk/new/", views.new, name="new"),
    path("frontdesk/undo/<uuid:entry_id>/", views.undo, name="undo"),
    path("frontdesk/units/", units.units, name="units"),
    path("frontdesk/units/<uuid:service_id>/", units.unit, name="unit"),
    path("frontdesk/import/", imports.hand_in, name="import_people"),
    path("frontdesk/import/<uuid:import_id>/", imports.one, name="import"),
    path("frontdesk/sheets/", sheets.listed, name="sheets"),
    path("frontdesk/sheets/<uuid:paper_id>/", sheets.sheet, name="sheet"),
    path("frontdesk/sheets/<uuid:paper_id>/type/", sheets.type_back, name="type_sheet"),
    path("frontdesk/cards/<uuid:card_id>/", views.card, name="card"),
    path("frontdesk/people/<uuid:person_id>/", views.person, name="person"),
    path("frontdesk/people/<uuid:person_id>/card/", views.make_card, name="make_card"),
]
