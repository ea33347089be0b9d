"""allauth at this desk: nobody signs up, tries are counted, second factors are sealed."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

from advice.auth import devices, rate_limits
from advice.auth.middleware import SEEN, SINCE
from questions import crypto
from questions.rate_limits import client_network


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by `prepare` or in the admin, never by a stranger."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The client behind the proxies that we run, as everywhere else."""
        return client_network(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try; allauth's own count would hold for this process alone."""
        rate_limits.count_attempt(request, credentials.get("username", ""))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Whose password it is, if it is right."""
        user = super().authenticate(request, **credentials)
        if user:
            rate_limits.forgive_attempt(request, credentials.get("username", ""))
        return user

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Begin the session's clocks with it."""
        super().login(request, user)
        request.session[SINCE] = request.session[SEEN] = int(time.time())

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **facts: Any
    ) -> HttpResponse:
        """Go to the desk, and let this device be known at the next sign-in."""
        response: HttpResponse = super().post_login(request, user, **facts)
        devices.remember_device(response, user.get_username())
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    """The secrets of second factors stand sealed in the database, like letters."""

    PLACE = "second factor"

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return str(crypto.seal_text(text, self.PLACE))

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret."""
        return crypto.unseal_text(encrypted_text, self.PLACE)
