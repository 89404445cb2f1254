from django.urls import path

from fullcircle.web.community import views

app_name = "community"
urlpatterns = [
    path("community/", views.community, name="community"),
    path("community/decisions/", views.decisions, name="decisions"),
    path("community/<slug:slug>/", views.body, name="body"),
]
