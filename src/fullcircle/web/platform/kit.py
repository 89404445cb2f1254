"""Examples of every part. The kit page shows them, and the tests fill them with hostile text."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from fullcircle.web import icons

EXAMPLES = Path(__file__).with_name("parts.json")


@dataclass(frozen=True)
class Part:
    title: str
    template: str
    examples: list[dict[str, Any]]

    def drawn(self) -> list[SafeString]:
        return [render_to_string(f"components/{self.template}.html", example) for example in self.examples]


class KitForm(forms.Form):
    zip = forms.CharField(
        label="Your ZIP code",
        min_length=5,
        error_messages={"min_length": "Type 5 numbers, like 00412"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code"}),
    )
    how = forms.ChoiceField(
        label="How can we reach you?",
        choices=[("text", "Text"), ("call", "Phone call")],
        error_messages={"required": "Choose one way to reach you"},
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Anything else?",
        required=False,
        help_text="A few words are enough.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(label="Language", choices=[("en", "English"), ("es", "Spanish")])
    leave = forms.BooleanField(label="You may leave a voicemail", required=False)


def parts() -> list[Part]:
    return [Part(**part) for part in json.loads(EXAMPLES.read_text(encoding="utf-8"))]


def icon_names() -> list[str]:
    return [name for name in icons.drawings() if not name.startswith("ring")]
