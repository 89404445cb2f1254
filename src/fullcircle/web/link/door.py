"""The door of a link that answers for a request: what it opens, unless its organization's access is on hold."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import HttpResponse

from fullcircle.access import freezes, links
from fullcircle.access.links import LinkKind
from fullcircle.web import errors
from fullcircle.web.acting import Request


def by_answer_link(
    view: Callable[..., HttpResponse],
) -> Callable[..., HttpResponse]:
    """`@by_answer_link` on a view of (request, token, what the link opened), and of what else stands in its address."""

    @wraps(view)
    def through(request: Request, token: str, **more: UUID) -> HttpResponse:
        opened = links.opened(token, at=request.at, kind=LinkKind.ANSWER)
        held = freezes.on_hold(user_id=None, organization_id=opened.actor.organization_id, at=request.at)
        return errors.on_hold(request, held) if held else view(request, token, opened, **more)

    return through
