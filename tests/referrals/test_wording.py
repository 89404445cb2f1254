"""The sentences that we send: all listed, none that asks for STOP, each short, and reviewed as it was."""

import ast
import inspect
import re

import pytest
from django.test import Client
from django.utils import translation

import make
import signing
from fullcircle.access.errors import Denied, Invalid
from fullcircle.referrals import telling, wording
from fullcircle.referrals.texts import asking, automatic, questions

# Parts of sentences that are listed, and what is read on a page and not sent.
PARTS = {"Request {code}:", "To answer, reply {how}.", "{code}Y, {code}S or {code}N", "An account would help you",
         "{code} 1 accept, {code} 2 wait list, {code} 3 full, {code} 4 call us"}  # fmt: skip


def literals(module) -> set[str]:
    """What stands in `_(…)` of a module."""
    calls = (node for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Call))
    return {
        node.args[0].value
        for node in calls
        if isinstance(node.func, ast.Name)
        and node.func.id in {"_", "gettext_lazy"}
        and isinstance(node.args[0], ast.Constant)
    }


@pytest.mark.parametrize(
    "module", [automatic, questions, asking, telling], ids=lambda module: module.__name__
)
def test_every_sentence_of_these_modules_is_listed(world, module):
    shown = [one.text for one in listed(world, "en")]

    for text in literals(module) - PARTS:
        pattern = ".+".join(re.escape(part) for part in re.split(r"\{\w+\}", text.strip()))
        assert any(re.search(pattern, one, re.DOTALL) for one in shown), text


def listed(world, language):
    with world.acting(world.hub_manager):
        return wording.listed(language)


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_sentence_asks_for_stop_as_an_answer_and_texts_are_short(world, language):
    ways_out = ("Reply STOP to stop texts", "Responda STOP para no recibir más")
    with translation.override("en"):
        lines = [(one, str(one.channel)) for one in listed(world, language)]

    for one, channel in lines:
        left = one.text
        for way in ways_out:
            left = left.replace(way, "")
        assert "STOP" not in left, one.text
        assert channel == "mail" or len(one.text) <= 240, one.text


def test_a_machines_draft_is_marked_until_somebody_read_it(world):
    assert not any(one.draft for one in listed(world, "en"))
    drafts = [one for one in listed(world, "es") if one.draft]
    assert len(drafts) == len(listed(world, "es")) > 25

    with world.acting(world.hub_manager):
        keys = [drafts[0].key, "nonsense"]
        read = wording.review(
            keys=keys, language="es", reviewer=" Ana  Ruiz ", actor=world.hub_manager, at=make.AT
        )

    first = next(one for one in listed(world, "es") if one.key == drafts[0].key)
    assert (read, first.reviewer, first.reviewed_at, first.draft) == (1, "Ana Ruiz", make.AT, False)


@pytest.mark.parametrize(("keys", "reviewer"), [([], "Ana"), (["nonsense"], "Ana"), (None, "  ")])
def test_a_review_names_sentences_and_a_reader(world, keys, reviewer):
    keys = [listed(world, "es")[0].key] if keys is None else keys
    with world.acting(world.hub_manager), pytest.raises(Invalid):
        wording.review(keys=keys, language="es", reviewer=reviewer, actor=world.hub_manager, at=make.AT)


def test_the_hub_alone_signs(world):
    keys = [listed(world, "es")[0].key]
    with world.acting(world.navigator), pytest.raises(Denied):
        wording.review(keys=keys, language="es", reviewer="Ana", actor=world.navigator, at=make.AT)


def test_the_page_lists_and_signs(world, pages_at):
    client = Client()
    signing.enter(client, world, "hub_manager")
    shown = client.get("/wording/?language=es").content.decode()
    key = re.search(r'name="key" value="(\w+)"', shown)[1]
    assert "Machine draft, nobody read it yet" in shown

    assert client.post("/wording/review/", {"language": "es", "reviewer": "Ana Ruiz"}).status_code == 400
    said = {"language": "es", "reviewer": "Ana Ruiz", "key": key}
    assert client.post("/wording/review/", said).status_code == 302
    assert "Read by Ana Ruiz, March 10, 2026" in client.get("/wording/?language=es").content.decode()
