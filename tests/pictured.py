"""Photos as a phone writes them."""

from __future__ import annotations

import io

from PIL import Image


def photo(width: int = 60, height: int = 40, *, kind: str = "JPEG", turned: bool = False) -> bytes:
    """With the place, the device and a comment in its metadata; `turned` lies on its side."""
    image = Image.new("RGB", (width, height), (200, 40, 40))
    image.paste((20, 20, 200), (0, 0, width // 2, height))
    exif = image.getexif()
    exif[0x010F] = "A Phone Maker"
    exif[0x0112] = 6 if turned else 1  # orientation
    exif.get_ifd(0x8825)[2] = (42.0, 16.0, 30.0)  # GPS latitude
    written = io.BytesIO()
    extra = {"comment": b"at home"} if kind == "JPEG" else {}
    image.save(written, kind, exif=exif, **extra)
    return written.getvalue()
