from django.urls import path

from orders import payment_views, views

app_name = "orders"

urlpatterns = [
    path("<str:number>/place/", views.place_order, name="place"),
    path("<str:number>/complete/", views.complete_order, name="complete"),
    path("<str:number>/copy/", views.copy_order, name="copy"),
    path("<str:number>/payments/record/", payment_views.record_payment, name="record_payment"),
    path("<str:number>/payments/<int:payment>/void/", payment_views.void_payment, name="void_payment"),
]
