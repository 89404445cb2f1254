"""What came of a survey: tracks, disagreements, barriers, leaders beside residents, themes, and what was done."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fullcircle.access.errors import Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.assessments import queries as shelf
from fullcircle.assessments.asking import policies, queries, roster, rules
from fullcircle.assessments.asking import themes as coding
from fullcircle.assessments.asking.figures import BOOLEANS
from fullcircle.assessments.engine.questionnaire import Item, Kind, Questionnaire
from fullcircle.web import permissions, plots, spreadsheet
from fullcircle.web.acting import Request
from fullcircle.web.asking import present

if TYPE_CHECKING:
    from fullcircle.assessments.models import Campaign

FEWEST_SPOKES = 3
A_PAGE = 50


@permissions.for_(permissions.ROOM)
@require_safe
def report(request: Request, campaign_id: UUID) -> HttpResponse:
    """For the backbone once it is closed; for the table once it is reported."""
    campaign = queries.campaign(campaign_id)
    policies.check_is_counted(campaign)
    keeps = policies.can_keep(request.actor, accounts.community().hub_id)
    found = queries.figures(campaign)
    form = roster.reported(campaign, found)
    taken = queries.taken(campaign) if keeps else None
    context = {
        **present.line(campaign),
        "about": present.about(form),
        "promise": present.promise(campaign.mode),
        "keeps": keeps,
        "taken": taken,
        "channels": present.channels(taken) if taken else [],
        "shares": [(present.sector(one.sector), one) for one in taken.sectors] if taken else [],
        "figures": found,
        "too_few": found is not None and not found["answers"],
        "state": campaign.state,
    }
    if found and found["answers"]:
        context |= _figures(campaign, form, found, keeps=keeps)
    return render(request, "asking/report.html", context)


def _figures(
    campaign: Campaign, form: Questionnaire, found: dict[str, Any], *, keeps: bool
) -> dict[str, Any]:
    rule = rules.of(form)
    tracks = _tracks(form, found)
    gap = queries.compared(campaign)
    return {
        "tracks": tracks,
        "highest": present.score(str(rule.tracks.highest)) if rule.tracks else "",
        "plot": _radar(campaign, tracks, rule) if rule.tracks else "",
        "disagreements": [_disagreement(form, one) for one in found["disagreements"]],
        "organizations": _organizations(form, found),
        "ranked": [_ranked(form.item(link), found["items"][link]) for link in rule.ranked],
        "cut": _cut(form, found["cut"]) if found["cut"] else None,
        "compared": _compared(*gap) if gap else None,
        "answers": [_answers(item, found["items"][item.link_id]) for item in form.asked if _is_counted(item)],
        "themes": _themes(campaign, form) if keeps else [],
        "open_questions": [
            (item.link_id, item.text.in_(present.language())) for item in queries.open_questions(form)
        ],
    }


def _tracks(form: Questionnaire, found: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": form.item(group).text.in_(present.language()),
            "score": present.score(one["score"]),
            "exact": one["score"],
            "spread": present.score(one["spread"]),
            "ends": _ends(one["sectors"]),
            "sectors": [
                (present.sector(code), present.score(score)) for code, score in sorted(one["sectors"].items())
            ],
        }
        for group, one in _in_order(form, found["tracks"])
    ]


def _in_order(form: Questionnaire, found: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """As the form has them: JSON in the database keeps no order."""
    return [(link, found[link]) for link in form.places if link in found]


def _ends(sectors: dict[str, str]) -> str:
    """'Food organizations 25, Clinic or practice 80': the two between which the spread lies."""
    if len(sectors) < 2:
        return ""
    by = sorted(sectors, key=lambda code: Fraction(sectors[code]))
    return ", ".join(f"{present.sector(code)} {present.score(sectors[code])}" for code in (by[0], by[-1]))


def _radar(campaign: Campaign, tracks: list[dict[str, Any]], rule: rules.Rules) -> str:
    scored = [track for track in tracks if track["exact"] is not None]
    if len(tracks) < FEWEST_SPOKES or not scored or rule.tracks is None:
        return ""
    words = ", ".join(f"{track['name']} {track['score'] or _('no score')}" for track in tracks)
    description = _("{title}, by track: {scores}.").format(title=campaign.title, scores=words)
    spokes = [
        (track["name"], float(Fraction(track["exact"])) if track["exact"] else None) for track in tracks
    ]
    return plots.svg(plots.radar(description, spokes, highest=float(rule.tracks.highest)))


def _disagreement(form: Questionnaire, one: dict[str, Any]) -> dict[str, str]:
    return {
        "text": form.item(one["item"]).text.in_(present.language()), "gap": present.score(one["gap"]),
        "low": present.sector(one["low"]), "low_mean": present.score(one["low_mean"]),
        "high": present.sector(one["high"]), "high_mean": present.score(one["high_mean"]),
    }  # fmt: skip


def _organizations(form: Questionnaire, found: dict[str, Any]) -> dict[str, Any] | None:
    """Of a named campaign: each organization's score by track."""
    groups = [group for group, _one in _in_order(form, found["tracks"])]
    scores = {group: found["tracks"][group].get("organizations", {}) for group in groups}
    ids = sorted({one for by in scores.values() for one in by})
    if not ids:
        return None
    names = found.get("names", {})
    return {
        "head": [form.item(group).text.in_(present.language()) for group in groups],
        "rows": sorted(
            (
                names.get(one, _("An organization")),
                [present.score(scores[group].get(one)) for group in groups],
            )
            for one in ids
        ),
    }


def _is_counted(item: Item) -> bool:
    return bool(item.options) or item.kind in {Kind.BOOLEAN, Kind.INTEGER}


def _label(item: Item, key: str) -> str:
    if item.kind == Kind.BOOLEAN:
        return _("Yes") if key == "true" else _("No")
    return next((one.text.in_(present.language()) for one in item.options if one.key == key), key)


def _keys(item: Item) -> tuple[str, ...]:
    return BOOLEANS if item.kind == Kind.BOOLEAN else tuple(option.key for option in item.options)


def _answers(item: Item, found: dict[str, Any]) -> dict[str, Any]:
    """One question's table."""
    rows = (
        [(_label(item, key), found["options"].get(key)) for key in _keys(item)] if "options" in found else []
    )
    return {
        "text": item.text.in_(present.language()), "rows": rows, "mean": present.score(found.get("mean")),
        "median": present.score(found.get("median")), "of": found.get("answered"),
    }  # fmt: skip


def _ranked(item: Item, found: dict[str, Any]) -> dict[str, Any]:
    """The most chosen first; what is too few to show after them, what nobody chose last."""
    options, of = found.get("options", {}), found.get("answered")
    order = sorted(
        (key for key in _keys(item) if key in options),
        key=lambda key: (options[key] == 0, options[key] is None, -(options[key] or 0)),
    )
    most = max((count for count in options.values() if count), default=0)
    return {
        "id": item.link_id, "text": item.text.in_(present.language()), "of": of,
        "rows": [{"label": _label(item, key), "count": options[key], "share": _of(options[key], of or most)} for key in order],
    }  # fmt: skip


def _of(count: int | None, of: int | None) -> float:
    return count / of if count and of else 0.0


def _cut(form: Questionnaire, found: dict[str, Any]) -> dict[str, Any]:
    share = (
        Fraction(found["positive"], found["of"]) if found["positive"] is not None and found["of"] else None
    )
    text = form.item(found["item"]).text.in_(present.language())
    return {"text": text, "positive": found["positive"], "of": found["of"], "percent": present.percent(share)}


def _compared(other: Campaign, gaps: list[queries.Gap]) -> dict[str, Any]:
    """As a table, and as a plot that says the same."""
    rows = [_gap(one) for one in gaps]
    names = (_("Leaders who agree"), _("Residents who say so"))
    few = _("too few to show")
    words = "; ".join(
        f"{row['trouble']}: " + ", ".join(
            f"{name} {few if share is None else f'{share}%'}"
            for name, share in zip(names, (row["agree"], row["troubled"]), strict=True)
        )
        for row in rows
    )  # fmt: skip
    topics = [
        (
            row["trouble"],
            [None if share is None else share / 100 for share in (row["agree"], row["troubled"])],
        )
        for row in rows
    ]
    shown = any(share is not None for _topic, shares in topics for share in shares)
    description = _("Leaders and residents on the same topic. {words}.").format(words=words)
    plot = plots.svg(plots.sides(description, topics, names, few)) if shown else ""
    return {"title": other.title, "rows": rows, "plot": plot}


def _gap(one: queries.Gap) -> dict[str, Any]:
    return {
        "leaders": one.leaders.text.in_(present.language()), "agree": present.percent(one.agree_share),
        "trouble": _label(one.residents, one.trouble), "troubled": present.percent(one.troubled_share),
        "of_leaders": one.of_leaders, "of_residents": one.of_residents,
    }  # fmt: skip


def _themes(campaign: Campaign, form: Questionnaire) -> list[dict[str, Any]]:
    counts = queries.theme_counts(campaign)
    return [
        {
            "link_id": item.link_id, "text": item.text.in_(present.language()),
            "rows": [(name, count) for link, name, count in counts if link == item.link_id],
        }
        for item in queries.open_questions(form)
    ]  # fmt: skip


@permissions.for_(permissions.ROOM)
@require_safe
def table(request: Request, campaign_id: UUID) -> HttpResponse:
    """All figures as one table; what is too few to show says so."""
    campaign = queries.campaign(campaign_id)
    policies.check_is_counted(campaign)
    found = queries.figures(campaign)
    form = roster.reported(campaign, found)
    head = [_("Figure"), _("Question or track"), _("Answer or sector"), _("Value"), _("Of")]
    rows = _table(form, found) if found and found["answers"] else []
    return spreadsheet.table(f"survey-{campaign.opens_on}", head, rows)


def _table(form: Questionnaire, found: dict[str, Any]) -> list[list[Any]]:
    rows: list[list[Any]] = [[_("Answers"), "", "", found["answers"], ""]]
    for track in _tracks(form, found):
        rows.append([_("Score"), track["name"], "", track["score"] or _("no score"), ""])
        rows += [[_("Score"), track["name"], name, score, ""] for name, score in track["sectors"]]
    for item in form.asked:
        if _is_counted(item):
            one = _answers(item, found["items"][item.link_id])
            few = _("1–10, too few to show")
            rows += [
                [_("Count"), one["text"], label, few if n is None else n, one["of"] or ""]
                for label, n in one["rows"]
            ]
            rows += [[_("Median"), one["text"], "", one["median"], one["of"] or ""]] if one["median"] else []
    return rows


@permissions.for_(permissions.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def themes(request: Request, campaign_id: UUID, link_id: str) -> HttpResponse:
    """What people wrote to one question, and the themes that the backbone finds in it."""
    policies.check_can_keep(request.actor, accounts.community().hub_id)
    campaign = queries.campaign(campaign_id)
    policies.check_is_counted(campaign)
    form = shelf.questionnaire(campaign.form)
    item = next((one for one in queries.open_questions(form) if one.link_id == link_id), None)
    if item is None:
        raise queries.NoSuchCampaign(_("There is no such survey."))
    refusal = ""
    if request.method == "POST":
        try:
            theme = coding.add(
                campaign_id=campaign_id,
                link_id=link_id,
                name=request.POST.get("name", ""),
                actor=request.actor,
                at=request.at,
            )
            return redirect(f"{request.path}?theme={theme.pk}")
        except Invalid as said:
            refusal = str(said)
    known = [one for one in queries.themes(campaign) if one.link_id == link_id]
    chosen = next(
        (one for one in known if str(one.pk) == request.GET.get("theme", "")), known[0] if known else None
    )
    page = Paginator(queries.texts(campaign, link_id), A_PAGE).get_page(request.GET.get("page"))
    on = set(chosen.responses) if chosen else set()
    more = f"&theme={chosen.pk}" if chosen else ""
    context = {
        "campaign": campaign, "question": item.text.in_(present.language()), "link_id": link_id,
        "themes": known, "chosen": chosen,
        "lines": [(one, one.id in on) for one in page], "page": page, "refusal": refusal, "name": request.POST.get("name", ""),
        "newer": f"?page={page.previous_page_number()}{more}" if page.has_previous() else "",
        "older": f"?page={page.next_page_number()}{more}" if page.has_next() else "",
    }  # fmt: skip
    return render(request, "asking/themes.html", context, status=400 if refusal else 200)


@permissions.for_(permissions.HUB)
@require_POST
def tick(request: Request, theme_id: UUID) -> HttpResponse:
    """Which answers of a page have the theme."""
    theme = coding.tick(
        theme_id=theme_id, on=_ids(request, "on"), of=_ids(request, "of"), actor=request.actor, at=request.at
    )
    messages.success(request, _("{theme}: {n} answers.").format(theme=theme.name, n=len(theme.responses)))
    number = request.POST.get("page", "")[:6]
    page = f"&page={number}" if number.isdecimal() else ""
    return redirect(f"/asking/{theme.campaign_id}/themes/{theme.link_id}/?theme={theme.pk}{page}")


def _ids(request: Request, name: str) -> list[UUID]:
    try:
        return [UUID(said) for said in request.POST.getlist(name)]
    except ValueError:
        raise Invalid(_("These answers are not here.")) from None
