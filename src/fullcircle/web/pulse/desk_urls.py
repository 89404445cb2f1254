from django.urls import path

from fullcircle.web.pulse import desk

app_name = "desk"
urlpatterns = [path("desk/", desk.desk, name="desk")]
