"""Signing in and out."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

__all__ = ["SignIn", "SignOut"]


class SignInForm(AuthenticationForm):
    """E-mail and password, in our words."""

    error_messages = {  # noqa: RUF012  (Django's own attribute)
        "invalid_login": "This e-mail and password do not belong together. Check both; capitals in the password count.",
        "inactive": "This member is no longer active. Ask an operator of your workspace.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs.update({"autocomplete": "username", "inputmode": "email"})


@method_decorator(never_cache, name="dispatch")
class SignIn(LoginView):
    """Sign a member in; after too many wrong tries the address and e-mail have to wait."""

    template_name = "tandem/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the line under the heading."""
        return super().get_context_data(words="With the e-mail your operator invited you by.", **kwargs)


class SignOut(LogoutView):
    """Sign a member out."""
