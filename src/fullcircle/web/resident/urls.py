from django.urls import path

from fullcircle.web.resident import views

app_name = "resident"
urlpatterns = [path("", views.door, name="door")]
