"""Django forms in our own markup and voice: `{{ form }}` is a whole form page's fields."""

from django.forms import Field
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


class Renderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


def speak_plainly() -> None:
    """Say what to do, in every form of ours and of the libraries."""
    Field.default_error_messages["required"] = _("Please fill this in.")
