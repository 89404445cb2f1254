from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class AccessConfig(AppConfig):
    name = "fullcircle.access"
    label = "access"

    def ready(self) -> None:
        from fullcircle.access import session
        from fullcircle.infra import outbox

        outbox.as_the_jobs = session.as_the_jobs
        connection_created.connect(put_guard_on, dispatch_uid="fullcircle.access.guard")


def put_guard_on(connection: Any, **kwargs: Any) -> None:
    from fullcircle.access import wall

    if connection.alias == "default" and wall.guard not in connection.execute_wrappers:
        connection.execute_wrappers.append(wall.guard)
