"""Telling the administrators of every party: there is something to sign, everybody has, or it ends soon. A link, never
the text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fullcircle.accounts import queries as accounts
from fullcircle.infra import outbox

if TYPE_CHECKING:
    from fullcircle.agreements.models import Agreement, Party


def please_sign(one: Agreement, parties: Iterable[Party], *, at: datetime) -> None:
    for language, email in _readers(parties):
        with translation.override(language):
            body = _(
                "“{title}” waits for the signature of your organization.\n\nRead it and sign here:\n{link}\n"
            ).format(title=one.title, link=link(one))
            subject = _("An agreement to sign: {title}").format(title=one.title)
        outbox.write(channel="email", to=email, subject=subject[:200], body=body, at=at, language=language)


def everybody_signed(one: Agreement, parties: Iterable[Party], *, begins_at: datetime, at: datetime) -> None:
    for language, email in _readers(parties):
        with translation.override(language):
            body = _(
                "Everybody who must sign “{title}” has signed. It binds from {day} on.\n\n"
                "The signed copy, to print and keep:\n{link}\n"
            ).format(title=one.title, day=date_format(localtime(begins_at), "DATE_FORMAT"), link=link(one))
            subject = _("Signed: {title}").format(title=one.title)
        outbox.write(channel="email", to=email, subject=subject[:200], body=body, at=at, language=language)


class Ending(NamedTuple):
    """An agreement that ends soon, its last day, the days until then, and the organizations that are told."""

    agreement: Agreement
    last: date
    left: int
    organization_ids: set[UUID]


def ends_soon(ending: Iterable[Ending], *, at: datetime) -> None:
    """One message a reader about all of these."""
    about: dict[tuple[str, str], list[Ending]] = {}
    for one in ending:
        for reader in _administrators(one.organization_ids):
            about.setdefault(reader, []).append(one)
    for (language, email), ones in sorted(about.items()):
        with translation.override(language):
            subject = ngettext("An agreement ends soon", "{n} agreements end soon", len(ones)).format(
                n=len(ones)
            )
            said = _(
                "What an agreement opens closes when it ends. Who wrote it, or the hub, renews it on its page."
            )
            body = "\n\n".join([*map(_line, ones), f"{said}\n"])
        outbox.write(channel="email", to=email, subject=subject, body=body, at=at, language=language)


def _line(one: Ending) -> str:
    said = _("“{title}” ends after {day}:").format(
        title=one.agreement.title, day=date_format(one.last, "DATE_FORMAT")
    )
    left = ngettext("{n} day is left.", "{n} days are left.", one.left).format(n=one.left)
    return f"{said} {left}\n{link(one.agreement)}"


def link(one: Agreement) -> str:
    return f"{settings.SITE_URL}/agreements/{one.pk}/"


def _readers(parties: Iterable[Party]) -> list[tuple[str, str]]:
    return _administrators(party.organization_id for party in parties)


def _administrators(organization_ids: Iterable[UUID]) -> list[tuple[str, str]]:
    found = accounts.administrators(organization_ids)
    return sorted({(member.user.language, member.user.email) for member in found})
