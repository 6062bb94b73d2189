from django.urls import path

from orders import views

app_name = "orders"

urlpatterns = [path("<str:number>/place/", views.place_order, name="place")]
