from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from fullcircle.web import permissions
from fullcircle.web.acting import Request


@permissions.for_(permissions.PUBLIC)
@require_safe
def healthz(request: Request) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@permissions.for_(permissions.PUBLIC)
@require_safe
def readyz(request: Request) -> HttpResponse:
    """The database answers, its tables are there, and the queue can be read."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from django_migrations where app = 'referrals'")
            migrated = cursor.fetchone()[0] > 0
            cursor.execute("select 1 from procrastinate_jobs limit 1")
    except DatabaseError:
        connection.close()
        migrated = False
    return HttpResponse(
        "ready\n" if migrated else "not ready\n", status=200 if migrated else 503, content_type="text/plain"
    )
