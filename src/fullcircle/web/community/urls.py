from django.urls import path

from fullcircle.web.community import digest, regions, views

app_name = "community"
urlpatterns = [
    path("community/", views.community, name="community"),
    path("community/decisions/", views.decisions, name="decisions"),
    path("communities/", regions.communities, name="communities"),
    path("digest/<str:token>/", digest.digest, name="digest"),
    path("community/<slug:slug>/", views.body, name="body"),
]
