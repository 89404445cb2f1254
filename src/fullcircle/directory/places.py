"""Where a ZIP code lies, and how far things are apart."""

from __future__ import annotations

import time
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

import zipcodes

from fullcircle.directory.models import Zip

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


def forget() -> None:
    """After a change of our own table."""
    _Own.read_at = -FRESH_SECONDS


@lru_cache(maxsize=50_000)
def _bundled(zip_code: str) -> Point | None:
    try:
        found = zipcodes.matching(zip_code)  # type: ignore[no-untyped-call]
    except ValueError:
        return None
    return (float(found[0]["lat"]), float(found[0]["long"])) if found else None


def miles(a: Point, b: Point) -> float:
    """Great-circle distance (haversine) in statute miles."""
    (lat1, lon1), (lat2, lon2) = ((radians(x), radians(y)) for x, y in (a, b))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_MILES * asin(sqrt(half))
