"""The migrations make the very tables that the models say."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState


def test_no_migration_is_missing():
    loader = MigrationLoader(None)
    wanted = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))

    missing = wanted.changes(graph=loader.graph)

    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("fullcircle.")}
    assert {
        label: [str(step) for one in made for step in one.operations]
        for label, made in missing.items()
        if label in ours
    } == {}
