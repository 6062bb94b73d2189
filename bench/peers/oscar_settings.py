"""django-oscar's own process: its documented settings for a shop without search engine or payment, and nothing tuned but connections kept."""

import os
from urllib.parse import unquote, urlsplit

from oscar.defaults import *  # noqa: F403  as its documentation says

_at = urlsplit(os.environ["OSCAR_DATABASE_URL"])
_path = unquote(_at.path)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql", "NAME": _path.rpartition("/")[2], "HOST": _at.hostname or _path.rpartition("/")[0],
        "PORT": _at.port or "", "USER": _at.username, "PASSWORD": _at.password or "", "CONN_MAX_AGE": None, "ATOMIC_REQUESTS": True,
    }
}  # fmt: skip
SECRET_KEY = "bench"  # noqa: S105  of a process that only this machine reaches, with made data
DEBUG, ALLOWED_HOSTS, ROOT_URLCONF, WSGI_APPLICATION = False, ["127.0.0.1"], "bench.peers.oscar_urls", "bench.peers.oscar_wsgi.application"
SITE_ID, USE_TZ, TIME_ZONE, LANGUAGE_CODE, STATIC_URL = 1, True, "UTC", "en-gb", "/static/"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
INSTALLED_APPS = (
    [f"django.contrib.{name}" for name in ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles", "sites", "flatpages")]
    + """oscar.config.Shop oscar.apps.analytics.apps.AnalyticsConfig oscar.apps.checkout.apps.CheckoutConfig oscar.apps.address.apps.AddressConfig
    oscar.apps.shipping.apps.ShippingConfig oscar.apps.catalogue.apps.CatalogueConfig oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig
    oscar.apps.communication.apps.CommunicationConfig oscar.apps.partner.apps.PartnerConfig oscar.apps.basket.apps.BasketConfig
    oscar.apps.payment.apps.PaymentConfig oscar.apps.offer.apps.OfferConfig oscar.apps.order.apps.OrderConfig oscar.apps.customer.apps.CustomerConfig
    oscar.apps.search.apps.SearchConfig oscar.apps.voucher.apps.VoucherConfig oscar.apps.wishlists.apps.WishlistsConfig
    oscar.apps.dashboard.apps.DashboardConfig oscar.apps.dashboard.reports.apps.ReportsDashboardConfig
    oscar.apps.dashboard.users.apps.UsersDashboardConfig oscar.apps.dashboard.orders.apps.OrdersDashboardConfig
    oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig oscar.apps.dashboard.offers.apps.OffersDashboardConfig
    oscar.apps.dashboard.partners.apps.PartnersDashboardConfig oscar.apps.dashboard.pages.apps.PagesDashboardConfig
    oscar.apps.dashboard.ranges.apps.RangesDashboardConfig oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig
    oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig
    oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig widget_tweaks haystack treebeard django_tables2""".split()
)
MIDDLEWARE = [
    *(f"django.contrib.{name}" for name in ("sessions.middleware.SessionMiddleware", "auth.middleware.AuthenticationMiddleware",
                                            "messages.middleware.MessageMiddleware", "flatpages.middleware.FlatpageFallbackMiddleware")),
    "django.middleware.common.CommonMiddleware", "oscar.apps.basket.middleware.BasketMiddleware",
]  # fmt: skip
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth", "django.template.context_processors.i18n",
        "django.contrib.messages.context_processors.messages", "oscar.apps.search.context_processors.search_form",
        "oscar.apps.checkout.context_processors.checkout", "oscar.apps.communication.notifications.context_processors.notifications",
        "oscar.core.context_processors.metadata",
    ]},
}]  # fmt: skip
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
AUTHENTICATION_BACKENDS = ["oscar.apps.customer.auth_backends.EmailBackend", "django.contrib.auth.backends.ModelBackend"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
