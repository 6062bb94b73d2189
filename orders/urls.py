from django.urls import path

from orders import views

app_name = "orders"

urlpatterns = [
    path("<str:number>/place/", views.place_order, name="place"),
    path("<str:number>/complete/", views.complete_order, name="complete"),
    path("<str:number>/copy/", views.copy_order, name="copy"),
]
