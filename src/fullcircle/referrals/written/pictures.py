"""Pictures that people hand in, written anew: upright, small enough, and without what a camera adds to them.

What was handed in is never kept or served: a JPEG of our own has no place, time, device or thumbnail in it (Exif, XMP), and
none of the surprises that a file made by hand may hold.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from PIL import Image
from PIL.ExifTags import Base
from PIL.Image import Transpose

from fullcircle.access.errors import Invalid

READ = ("JPEG", "PNG", "WEBP")
MOST_BYTES_IN = 15_000_000  # what a phone's camera writes
MOST_PIXELS_IN = 25_000_000
MOST_SCANS = 20  # of a progressive JPEG: a camera writes about ten, and each costs a pass over the picture
MOST_BYTES, LONGEST_SIDE = 2_000_000, 2000  # what is kept
QUALITIES = (85, 70, 50, 30)
# By Exif's orientation. Pillow's own exif_transpose writes the whole Exif anew, and fails at what some cameras put there.
UPRIGHT: dict[object, Transpose] = {
    2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG; width and height in pixels."""

    content: bytes
    width: int
    height: int


def written_anew(content: bytes) -> Picture:
    """The same picture as a JPEG of our own. Raises Invalid."""
    if len(content) > MOST_BYTES_IN:
        raise Invalid(_("This photo is too large. Send one of at most 15 MB."), field="photos")
    if content.startswith(b"\xff\xd8") and content.count(b"\xff\xda") > MOST_SCANS:
        raise Invalid(_("This is not a photo that we can read: JPEG, PNG or WebP."), field="photos")
    try:
        with Image.open(io.BytesIO(content), formats=READ) as handed_in:
            if handed_in.width * handed_in.height > MOST_PIXELS_IN:
                raise Invalid(
                    _("This photo is too large. Send one of at most 25 megapixels."), field="photos"
                )
            handed_in.thumbnail(
                (LONGEST_SIDE, LONGEST_SIDE)
            )  # first: a plain JPEG is then never whole in memory
            shown = _on_white(_upright(handed_in))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Invalid(_("This is not a photo that we can read: JPEG, PNG or WebP."), field="photos") from None
    for quality in QUALITIES:
        written = io.BytesIO()
        shown.save(written, "JPEG", quality=quality, optimize=True)
        if written.tell() <= MOST_BYTES:
            return Picture(written.getvalue(), shown.width, shown.height)
    raise Invalid(_("This photo cannot be made small enough. Send another one."), field="photos")


def _upright(image: Image.Image) -> Image.Image:
    turn = UPRIGHT.get(image.getexif().get(Base.Orientation))
    return image if turn is None else image.transpose(turn)


def _on_white(image: Image.Image) -> Image.Image:
    """A new picture of the same pixels: what a file says of itself, comments too, stays behind. What was transparent is white."""
    white = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        see_through = image.convert("RGBA")
        white.paste(see_through, mask=see_through.getchannel("A"))
    else:
        white.paste(image.convert("RGB"))
    return white
