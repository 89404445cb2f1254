"""What every page knows."""

from django.http import HttpRequest

from fullcircle.web import languages as all_languages


def languages(request: HttpRequest) -> dict[str, list[all_languages.Choice]]:
    return {"languages": list(all_languages.choices(request))}
