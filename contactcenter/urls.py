from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="console:home"), name="root"),
    path("console/", include("console.urls")),
    path("events/", include("console.live_urls")),
    path("carts/", include("carts.urls")),
    path("orders/", include("orders.urls")),
    path("accounts/", include("agents.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "contactcenter.views.bad_request"
handler403 = "console.views.problems.forbidden"
handler404 = "console.views.problems.not_found"
handler500 = "contactcenter.views.server_error"
