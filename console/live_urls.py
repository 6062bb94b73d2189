from django.urls import path

from console.views import live

urlpatterns = [path("", live.events, name="events")]
