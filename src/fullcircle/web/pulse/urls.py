from django.urls import path

from fullcircle.web.pulse import views

app_name = "pulse"
urlpatterns = [
    path("pulse/", views.pulse, name="pulse"),
    path("pulse/how-we-count/", views.definitions, name="definitions"),
    path("pulse/<slug:which>/", views.behind, name="behind"),
]
