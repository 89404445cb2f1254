"""The pages by themselves: no database, a made-up community, and the pseudo-language beside the real ones."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse

ROOT = Path(__file__).resolve().parents[2]


def load_tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def translations() -> ModuleType:
    return load_tool("translations")


@pytest.fixture(scope="session")
def compiled(translations, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("locale")
    for language, path in translations.translations().items():
        translations.write(language, translations.read(language, path), folder)
    spanish = translations.read("es", translations.translations()["es"])
    translations.write(translations.PSEUDO, translations.pseudo(spanish), folder)
    return folder


@pytest.fixture(autouse=True)
def site(settings, compiled):
    settings.ROOT_URLCONF = "frame_pages"
    settings.MIDDLEWARE = [
        "fullcircle.web.middleware.SafeHeaders",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ]
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.messages.context_processors.messages",
                    "fullcircle.web.context.languages",
                    "frame_pages.community",
                ]
            },
        }
    ]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.FORM_RENDERER = "fullcircle.web.forms.Renderer"
    settings.LANGUAGE_CODE = "en"
    settings.LANGUAGES = [("en", "English"), ("es", "Spanish"), ("ar-xb", "Pseudo-language")]
    settings.LOCALE_PATHS = [compiled]
    settings.QUICK_EXIT_URL = "https://elsewhere.example/"


@pytest.fixture
def asked(rf):
    """A request as the views see it."""

    def make(path: str = "/", **attributes):
        request = rf.get(path)
        SessionMiddleware(lambda _: HttpResponse()).process_request(request)
        vars(request).update(attributes)
        return request

    return make
