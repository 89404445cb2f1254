"""Each step of a person's timeline as a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fullcircle.caseload.kinds import Result
from fullcircle.directory import domains
from fullcircle.referrals import choices
from fullcircle.referrals.states import OUTCOME_LABELS
from fullcircle.referrals.time import clocks
from fullcircle.web import words

if TYPE_CHECKING:
    from fullcircle.referrals.queries import Happened

# By what was done; {place} is the organization that a request was sent to.
PLAIN = {
    "person.add": gettext_lazy("Added to the record"),
    "person.correct": gettext_lazy("Corrected the record"),
    "person.hand-over": gettext_lazy("Handed the record to another organization"),
    "person.take-on": gettext_lazy("Became the navigator"),
    "person.assign": gettext_lazy("Gave the person to a colleague"),
    "person.add-proxy": gettext_lazy("Wrote down who acts for the person"),
    "consent.agree": gettext_lazy("Wrote down what the person said about who may see their information"),
    "consent.decline": gettext_lazy("Asked for permissions: the person said yes to none"),
    "consent.withdraw": gettext_lazy("Stopped a permission"),
    "consent.renew": gettext_lazy("Kept a permission for another year"),
    "question.ask": gettext_lazy("Asked something about the record"),
    "question.answer": gettext_lazy("Answered a question about the record"),
    "question.decline": gettext_lazy("Declined a question about the record, with the reason"),
    "emergency.open": gettext_lazy("Opened name and number in an emergency"),
    "emergency.end": gettext_lazy("Closed what was opened in an emergency"),
    "emergency.review": gettext_lazy("Reviewed what was opened in an emergency"),
    "need.leave-unconfirmed": gettext_lazy("No reply in a week: met, unconfirmed"),
    "thread.write": gettext_lazy("Wrote a message"),
    "thread.settle": gettext_lazy("Said that a message needs no answer"),
    "person.stop-texts": gettext_lazy("Said STOP to texts"),
    "person.print-plan": gettext_lazy("Printed a plan on paper"),
    "need.snooze": gettext_lazy("Put the need aside until a day"),
    "need.bring-back": gettext_lazy("Brought the need back into the lists"),
    "goal.add": gettext_lazy("Wrote down a goal"),
    "goal.add-step": gettext_lazy("Added a step to a goal"),
    "goal.step-done": gettext_lazy("A step of a goal is done"),
    "goal.step-open": gettext_lazy("A step of a goal is not done after all"),
    "need.heard": gettext_lazy("Told the person how things stand"),
    "aid.give": gettext_lazy("Help given"),
    "aid.undo": gettext_lazy("Help taken back that was written down by mistake"),
    "aid.make-card": gettext_lazy("Made a card for the front desk"),
    "aid.ask-others": gettext_lazy("Asked whether other places gave the same help lately"),
    "assessment.finish": gettext_lazy("Answered a screening"),
    "assessment.stop": gettext_lazy("Ended a screening early"),
    "referral.draft": gettext_lazy("Prepared a request to {place}"),
    "referral.send": gettext_lazy("Sent to {place}"),
    "referral.ask-in-turn": gettext_lazy("{place} was asked, now that its week has room"),
    "referral.goes-on": gettext_lazy("{place} says that they are still at it"),
    "need.name-next": gettext_lazy("Named who is asked next"),
    "need.stop-next": gettext_lazy("Said that nobody else is asked by itself"),
    "need.nobody-next": gettext_lazy("Nobody of those named could be asked"),
    "referral.review": gettext_lazy("{place} is looking at it"),
    "referral.accept": gettext_lazy("{place} said yes"),
    "referral.wait-list": gettext_lazy("{place} put it on the wait list"),
    "referral.not-reached": gettext_lazy("{place} could not reach the person"),
    "referral.redirect": gettext_lazy("Sent on from {place}"),
    "referral.start": gettext_lazy("{place} started"),
    "referral.pause": gettext_lazy("{place} paused"),
    "referral.complete": gettext_lazy("{place} says it is done"),
    "referral.recall": gettext_lazy("Taken back from {place}"),
    "referral.cancel": gettext_lazy("Request to {place} cancelled"),
    "referral.expire": gettext_lazy("{place} did not answer in time"),
    "referral.enter-in-error": gettext_lazy("Request to {place} was entered in error"),
    "referral.ask": gettext_lazy("{place} asked a question"),
    "referral.ask-person": gettext_lazy("{place} needs something from the person"),
    "referral.person-answers": gettext_lazy("Answered what {place} asked of the person"),
    "referral.call": gettext_lazy("The hub called {place}"),
    "referral.take-at-desk": gettext_lazy("Somebody at the hub sees to it"),
    "referral.introduce": gettext_lazy("Named a day to bring the person and {place} together"),
    "referral.introduction-agreed": gettext_lazy(
        "Said yes to a day to bring the person and {place} together"
    ),
    "referral.rate": gettext_lazy("{place} said how good the request was"),
    "appointment.plan": gettext_lazy("{place} planned an appointment"),
    "appointment.move": gettext_lazy("{place} moved an appointment"),
    "appointment.cancel": gettext_lazy("An appointment at {place} was cancelled"),
    "appointment.came": gettext_lazy("Came to an appointment at {place}"),
    "appointment.did-not-come": gettext_lazy("Did not come to an appointment at {place}"),
    "appointment.remind": gettext_lazy("Reminded of an appointment at {place}"),
    "wait.move": gettext_lazy("{place} gave it another place on its wait list"),
    "wait.by-rule": gettext_lazy("{place} put it back where the rule of its wait list puts it"),
    "intake.write-down": gettext_lazy("{place} asked its own questions"),
    "referral.assign": gettext_lazy("{place} said who sees to it"),
    "referral.reply": gettext_lazy("Answered the question of {place}"),
}


def sentence(event: Happened) -> str:
    place = event.organization
    reason = words.reason(event.detail.get("reason", "")) if event.detail.get("reason") else ""
    with_more = {
        "consent.remind": _("Told the person that a permission ends soon") if event.detail.get("told")
        else _("A permission ends soon, and no way to tell the person is safe: call them"),
        "need.add": _("Need written down: {domain}").format(domain=domains.label(event.detail.get("domain", ""))),
        "need.confirm": {
            "yes": _("Said: yes, I got it"), "some": _("Said: I got some of it"), "no": _("Said: no, I did not get it"),
        }.get(event.detail.get("reply", ""), ""),
        "need.settle": _("Need ended: {outcome}").format(
            outcome=OUTCOME_LABELS.get(event.detail.get("outcome", ""), "")
        ),
        "referral.clock": _("Time passed: {what}").format(what=clocks.LABELS.get(event.detail.get("clock", ""), "")),
        "thread.allow-words": _("Texts may hold the words of messages")
        if event.detail.get("allow") else _("Texts only say that there is a message"),
        "need.go-on": _("Passed over: {why}").format(why=choices.ENDED.get(event.detail["why"], ""))
        if event.detail.get("why") else _("Asked the next place that the person named"),
        "need.told-by-clock": _("Told the person how it stands") if event.detail.get("told")
        else _("Nobody told the person anything, and no way is safe: call them"),
        "call.log": _("Tried to speak with the person: {result}").format(
            result=Result(event.detail.get("result", Result.NO_ANSWER)).label
        ),
        "goal.end": _("Reached a goal") if event.detail.get("how") == "reached" else _("Let a goal go"),
        "referral.introduction-ended": {
            "happened": _("The person and {place} met"), "missed": _("The introduction to {place} did not happen"),
        }.get(event.detail.get("how", ""), _("The introduction to {place} was called off")).format(place=place),
        "referral.decline": _("{place} cannot help: {reason}").format(place=place, reason=reason),
    }  # fmt: skip
    if event.did in with_more:
        return str(with_more[event.did])
    return str(PLAIN.get(event.did, event.did)).format(place=place)
