"""A QR code as a drawing in the page: black squares of one path, no style and no script."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode


def drawing(text: str) -> SafeString:
    """Of a text that readers and phones type back; a quarter of it may be worn (level Q, ISO/IEC 18004)."""
    code = QRCode(error_correction=ERROR_CORRECT_Q, border=4)
    code.add_data(text)
    rows = code.get_matrix()
    squares = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return format_html(
        '<svg class="fc-qr" viewBox="0 0 {size} {size}" aria-hidden="true" focusable="false" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{squares}"/></svg>',
        size=len(rows), squares=squares,
    )  # fmt: skip
