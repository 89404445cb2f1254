from django.urls import path

from fullcircle.web.pulse import clocks, desk

app_name = "desk"
urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/clocks/", clocks.clocks_page, name="clocks"),
]
