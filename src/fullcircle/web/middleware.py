"""Headers of every page that the application writes itself; and a page for whoever opens an address that has none."""

from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

GetResponse = Callable[[HttpRequest], HttpResponse]

NOT_ALLOWED = 405
HEADERS = {
    # Not "no-referrer": with it browsers send "Origin: null" with our own forms, and the check against
    # forged requests refuses them. Nothing leaves for other sites with either.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    # Phones are shared. A page for everybody says so itself with its own Cache-Control.
    "Cache-Control": "no-store",
}


def content_security_policy(form_targets: Iterable[str] = ()) -> str:
    """No inline script or style, nothing from elsewhere. A sign-in elsewhere is named in `form_targets`."""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            " ".join(["form-action 'self'", *form_targets]),
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


class SafeHeaders:
    """A view's own header wins."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.headers = {**HEADERS, "Content-Security-Policy": content_security_policy()}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.setdefault(name, value)
        return response


class BackToThePage:
    """An address that takes a form alone, opened: on to the page above it. A form that was refused is drawn at its own
    address, and whoever reloads it there, or changes its language, must not stand before nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != NOT_ALLOWED or request.method != "GET" or _is_a_machines(request):
            return response
        return redirect(next(page for page in _above(request.path) if _resolves(page)))


def _is_a_machines(request: HttpRequest) -> bool:
    """Providers post to it from elsewhere."""
    match = request.resolver_match
    return match is None or getattr(match.func, "csrf_exempt", False)


def _above(path: str) -> Iterator[str]:
    """The addresses above it, the nearest first: some end with a slash, and some do not."""
    while path := path.rstrip("/"):
        path = path[: path.rindex("/") + 1]
        yield path
        yield path.rstrip("/") or "/"


def _resolves(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
