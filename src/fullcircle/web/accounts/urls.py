from django.urls import path

from fullcircle.web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("hats/", views.hats, name="hats"),
    path("join/<str:token>", views.join, name="join"),
]
