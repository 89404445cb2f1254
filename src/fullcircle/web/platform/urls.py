from django.urls import path

from fullcircle.web.platform import views

app_name = "platform"
urlpatterns = [
    path("exit", views.leave, name="exit"),
    path("language/<slug:code>/", views.language, name="language"),
    path("privacy", views.privacy, name="privacy"),
    path("accessibility", views.accessibility, name="accessibility"),
    path("kit/", views.kit, name="kit"),
]
