from django.urls import path

from fullcircle.web.today import views

app_name = "today"
urlpatterns = [path("today/", views.today, name="today")]
