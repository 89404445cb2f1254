"""Where a ZIP code lies, and how far things are apart."""

from __future__ import annotations

from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

import zipcodes

EARTH_RADIUS_MILES = 3958.8
Point = tuple[float, float]


@lru_cache(maxsize=50_000)
def centroid(zip_code: str) -> Point | None:
    """Latitude and longitude of a ZIP code's centre, from bundled data; None where it is unknown."""
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
