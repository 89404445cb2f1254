from django.urls import path

from fullcircle.web.demo import views

app_name = "demo"
urlpatterns = [
    path("demo/", views.doors, name="doors"),
    path("demo/as/<slug:role>", views.enter, name="enter"),
    path("demo/later/", views.later, name="later"),
    path("demo/text/", views.text_us, name="text"),
    path("demo/outbox/", views.outbox_page, name="outbox"),
]
