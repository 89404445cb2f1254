from django.urls import path

from fullcircle.web.duties import accounting, emergencies, holds

app_name = "duties"
urlpatterns = [
    path("emergencies/", emergencies.start, name="emergency"),
    path("emergencies/review/", emergencies.reviews, name="reviews"),
    path("emergencies/<uuid:emergency_id>/", emergencies.opened, name="opened"),
    path("emergencies/<uuid:emergency_id>/end/", emergencies.end, name="end"),
    path("emergencies/<uuid:emergency_id>/review/", emergencies.review, name="review"),
    path("people/<uuid:person_id>/disclosures/", accounting.of_person, name="disclosures"),
    path("me/disclosures/", accounting.mine, name="mine"),
    path("holds/", holds.holds, name="holds"),
    path("holds/<uuid:freeze_id>/lift/", holds.lift, name="lift"),
    path("leaving/", holds.leave, name="leave"),
    path("leaving/<uuid:leaving_id>/", holds.progress, name="leaving"),
]
