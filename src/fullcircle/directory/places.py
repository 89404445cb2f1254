"""Where a ZIP code lies, and how far things are apart."""

from __future__ import annotations

import re
import time
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

import zipcodes

from fullcircle.directory.models import Zip

ZIP = re.compile(r"[0-9]{5}")
EARTH_RADIUS_MILES = 3958.8
FRESH_SECONDS = 60.0
Point = tuple[float, float]


class _Own:
    """Our own ZIP codes, kept for a minute: other processes learn of a new one within it."""

    points: dict[str, Point] = {}
    read_at = -FRESH_SECONDS


def centroid(zip_code: str) -> Point | None:
    """Latitude and longitude of a ZIP code's centre: our own table first, then bundled data; else None."""
    if time.monotonic() - _Own.read_at >= FRESH_SECONDS:
        rows = Zip.objects.values_list("code", "latitude", "longitude")
        _Own.points = {code: (latitude, longitude) for code, latitude, longitude in rows}
        _Own.read_at = time.monotonic()
    return _Own.points.get(zip_code) or _bundled(zip_code)


def located(
    latitude: float | None, longitude: float | None, postal_code: str
) -> dict[str, float | bool | None]:
    """A place's point, else its ZIP code's centre, which is said to be one."""
    if latitude is not None and longitude is not None:
        return {"latitude": latitude, "longitude": longitude, "by_zip": False}
    centre = centroid(postal_code[:5])
    return {"latitude": centre and centre[0], "longitude": centre and centre[1], "by_zip": centre is not None}


def forget() -> None:
    """After a change of our own table."""
    _Own.read_at = -FRESH_SECONDS


@lru_cache(maxsize=50_000)
def _bundled(zip_code: str) -> Point | None:
    if not ZIP.fullmatch(zip_code):
        return None
    found = zipcodes.matching(zip_code)  # type: ignore[no-untyped-call]
    return (float(found[0]["lat"]), float(found[0]["long"])) if found else None


def miles(a: Point, b: Point) -> float:
    """Great-circle distance (haversine) in statute miles."""
    (lat1, lon1), (lat2, lon2) = ((radians(x), radians(y)) for x, y in (a, b))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_MILES * asin(sqrt(half))
