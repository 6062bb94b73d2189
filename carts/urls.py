from django.urls import path

from carts import views

app_name = "carts"

urlpatterns = [
    path("of/<str:customer>/", views.dock, name="dock"),
    path("of/<str:customer>/items/", views.add_item, name="add_item"),
    path("of/<str:customer>/several/", views.add_items, name="add_items"),
    path("of/<str:customer>/suggestions/", views.suggest, name="suggest"),
    path("<str:number>/quantity/", views.set_quantity, name="set_quantity"),
    path("<str:number>/remove/", views.remove_item, name="remove_item"),
    path("<str:number>/shipping/", views.set_shipping, name="set_shipping"),
    path("<str:number>/line-way/", views.line_way, name="line_way"),
    path("<str:number>/line-shipping/", views.set_line_shipping, name="set_line_shipping"),
    path("<str:number>/addresses/", views.set_addresses, name="set_addresses"),
    path("<str:number>/new-address/", views.add_address, name="add_address"),
    path("<str:number>/payment/", views.set_payment, name="set_payment"),
]
