"""Kinds from package data, the wall around signatures, frozen documents, and the functions that compile grants."""

import csv
from pathlib import Path
from typing import Any

from django.db import migrations

from fullcircle.access.functions import owned_by_definer
from fullcircle.agreements import functions

KINDS = Path(__file__).resolve().parents[1] / "kinds.csv"


def fill_kinds(apps: Any, schema_editor: Any) -> None:
    kind = apps.get_model("agreements", "Kind")
    with KINDS.open(encoding="utf-8", newline="") as file:
        rows = [{**row, "max_term_months": row["max_term_months"] or None} for row in csv.DictReader(file)]
    kind.objects.using(schema_editor.connection.alias).bulk_create(kind(**row) for row in rows)


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0001_initial"),
        ("accounts", "0002_grants"),
        ("directory", "0006_victim_services"),
    ]
    operations = [
        migrations.RunPython(fill_kinds, migrations.RunPython.noop),
        migrations.RunSQL(functions.GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL(functions.WRITERS + functions.FROZEN, migrations.RunSQL.noop),
        migrations.RunSQL(functions.SIGNATURES, migrations.RunSQL.noop),
        migrations.RunSQL("".join(functions.ALL), migrations.RunSQL.noop),
        migrations.RunSQL(owned_by_definer(*functions.OWNED), migrations.RunSQL.noop),
    ]
