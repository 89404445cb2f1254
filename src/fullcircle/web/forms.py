"""Django forms in our own markup: `{{ form }}` is a whole form page's fields."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
