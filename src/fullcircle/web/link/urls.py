from django.urls import path

from fullcircle.web.link import views

app_name = "link"
urlpatterns = [path("a/<str:token>", views.answer, name="answer")]
