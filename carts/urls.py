from django.urls import path

from carts import coupon_views, product_views, views, whole_views

app_name = "carts"

urlpatterns = [
    path("of/<str:customer>/", views.dock, name="dock"),
    path("of/<str:customer>/changed/", views.changed, name="changed"),
    path("of/<str:customer>/items/", views.add_item, name="add_item"),
    path("of/<str:customer>/several/", views.add_items, name="add_items"),
    path("of/<str:customer>/suggestions/", views.suggest, name="suggest"),
    path("of/<str:customer>/product/", product_views.product, name="product"),
    path("of/<str:customer>/all/", whole_views.list_carts, name="all"),
    path("of/<str:customer>/coupons/", coupon_views.coupons, name="coupons"),
    path("of/<str:customer>/coupons/apply/", coupon_views.apply_code, name="apply_code"),
    path("of/<str:customer>/coupons/generate/", coupon_views.generate, name="generate_coupon"),
    path("of/<str:customer>/coupons/send/", coupon_views.send, name="send_coupon"),
    path("of/<str:customer>/coupons/revoke/", coupon_views.revoke, name="revoke_coupon"),
    path("of/<str:customer>/coupons/lift/", coupon_views.lift, name="allow_codes_again"),
    path("<str:number>/empty/", whole_views.empty_cart, name="empty"),
    path("<str:number>/restore/", whole_views.restore_cart, name="restore"),
    path("<str:number>/save/", whole_views.save_for_later, name="save"),
    path("<str:number>/resume/", whole_views.resume_cart, name="resume"),
    path("<str:number>/reprice/", whole_views.reprice_cart, name="reprice"),
    path("<str:number>/codes/remove/", coupon_views.remove_code, name="remove_code"),
    path("<str:number>/quantity/", views.set_quantity, name="set_quantity"),
    path("<str:number>/remove/", views.remove_item, name="remove_item"),
    path("<str:number>/put-back/", views.put_back_item, name="put_back_item"),
    path("<str:number>/shipping/", views.set_shipping, name="set_shipping"),
    path("<str:number>/line-way/", views.line_way, name="line_way"),
    path("<str:number>/line-shipping/", views.set_line_shipping, name="set_line_shipping"),
    path("<str:number>/split/", views.split_line, name="split_line"),
    path("<str:number>/line-price/", views.line_price, name="line_price"),
    path("<str:number>/price/", views.override_price, name="override_price"),
    path("<str:number>/price/ask/", views.ask_for_price, name="ask_for_price"),
    path("<str:number>/price/withdraw/", views.withdraw_price_request, name="withdraw_price_request"),
    path("<str:number>/price/list/", views.use_list_price, name="use_list_price"),
    path("<str:number>/addresses/", views.set_addresses, name="set_addresses"),
    path("<str:number>/new-address/", views.add_address, name="add_address"),
    path("<str:number>/wishes/", views.set_wishes, name="set_wishes"),
    path("<str:number>/properties/", views.set_properties, name="set_properties"),
    path("<str:number>/payment/", views.set_payment, name="set_payment"),
]
