"""Signing in to the desk, by allauth, under the admin's own address."""

from allauth.account import views as account
from allauth.mfa.totp import views as totp
from csp.decorators import csp_update
from django.urls import include, path

# The picture to photograph with a telephone is a `data:` address, allowed on its page alone.
activate_totp = csp_update({"img-src": ["data:"]})(totp.activate_totp)

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("sign-in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("sign-in/out/", account.logout, name="account_logout"),
    path("sign-in/inactive/", account.account_inactive, name="account_inactive"),
    path("sign-in/up/", account.signup, name="account_signup"),
    path("sign-in/totp/activate/", activate_totp, name="mfa_activate_totp"),
    path("sign-in/", include("allauth.mfa.urls")),
]
