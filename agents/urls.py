"""The log-in and one's own account. Of django-allauth only these pages exist: no sign-up, no addresses, no reauthentication."""

from allauth.account import views as allauth
from django.urls import path, re_path

from agents import views

urlpatterns = [
    path("login/", views.LogIn.as_view(), name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("password/change/", views.ChangePassword.as_view(), name="account_change_password"),
    path("password/reset/", views.ForgetPassword.as_view(), name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.SetPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("preferences/", views.preferences, name="preferences"),
    path("test-mail/", views.send_test_mail, name="send_test_mail"),
    path("theme/", views.theme, name="theme"),
]
