"""How allauth behaves here: nobody signs up by themselves, and its mail goes through our outbox."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from fullcircle.access import freezes
from fullcircle.infra import outbox, time
from fullcircle.web import errors


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse | None:
        """An account on hold is told so where it signs in."""
        held = freezes.on_hold(user_id=user.pk, organization_id=None, at=time.now())
        return errors.on_hold(request, held) if held else super().pre_login(request, user, **options)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, context)
        outbox.write(
            channel="email", to=email, subject=message.subject, body=str(message.body), at=time.now()
        )
