"""Headers of every page that the application writes itself."""

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

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
