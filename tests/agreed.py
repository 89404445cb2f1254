"""Temporary: what agreements will open, until they are there."""

import json
import uuid
from datetime import timedelta

from django.db import connection


def network(world, at):
    orgs = [world.hub, world.eastgate, world.riverlight, world.cupboard, world.breadline]
    agreement = str(uuid.uuid4())
    rows = []

    def add(clause, frm, to, classes, rule, purposes=("care-coordination",), labels=()):
        for kind in classes:
            for purpose in purposes:
                rows.append(
                    {
                        "id": str(uuid.uuid4()),
                        "agreement_id": agreement,
                        "clause_id": clause,
                        "effect": "permit",
                        "from_id": str(frm.id),
                        "to_id": str(to.id),
                        "data_class": kind,
                        "purpose": purpose,
                        "rule": rule,
                        "labels": list(labels),
                        "obligations": [],
                        "starts_at": (at - timedelta(days=400)).isoformat(),
                        "ends_at": None,
                    }
                )

    c = [str(uuid.uuid4()) for _ in range(5)]
    for a in orgs:
        for b in orgs:
            if a.id == b.id:
                continue
            add(c[0], a, b, ("identity", "contact", "address", "household", "need", "referral"), "opt_in")
            add(c[3], a, b, ("assessment",), "opt_in")
        if a.id != world.hub.id:
            add(
                c[1],
                a,
                world.hub,
                ("need", "need:write", "referral", "referral:write"),
                "none",
                ("care-coordination", "operations"),
            )
    with connection.cursor() as cursor:
        cursor.execute("select test_grants(%s::jsonb)", [json.dumps(rows)])
