"""Telling the administrators of every party: there is something to sign, or everybody has. A link, never the text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

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


def link(one: Agreement) -> str:
    return f"{settings.SITE_URL}/agreements/{one.pk}/"


def _readers(parties: Iterable[Party]) -> list[tuple[str, str]]:
    found = accounts.administrators(party.organization_id for party in parties)
    return sorted({(member.user.language, member.user.email) for member in found})
