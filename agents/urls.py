"""The log-in and one's own account. Of django-allauth only these pages exist: no sign-up, no addresses, no reauthentication."""

from allauth.account import views as allauth
from django.urls import path, re_path

from agents import own_views, sso_views, views

urlpatterns = [
    path("login/", views.LogIn.as_view(), name="account_login"),
    path("login/second-factor/", own_views.LogInCode.as_view(), name="mfa_authenticate"),
    path("sso/", sso_views.sso_login, name="sso_login"),
    path("sso/back/", sso_views.sso_callback, name="sso_callback"),
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
    path("second-factor/", own_views.second_factor, name="second_factor"),
    path("second-factor/codes/", own_views.recovery_codes, name="recovery_codes"),
    path("second-factor/off/", own_views.second_factor_off, name="second_factor_off"),
    path("log-ins/", own_views.log_ins, name="log_ins"),
    path("log-ins/end/", own_views.end_log_in, name="end_log_in"),
    path("log-ins/end-others/", own_views.end_other_log_ins, name="end_other_log_ins"),
]
