"""`./rramu migrate`: bring the schema up to date."""

import os

from db.migrate import upgrade
from gateways.cli import embedded
from gateways.cli.console import step
from gateways.cli.options import DEMO, Instance
from kit.settings import SETTINGS_FILE_VARIABLE, Settings


def migrate(instance: Instance = DEMO) -> None:
    """Run the migrations not yet run: on the database of RRAMU_SETTINGS_FILE when it is set, else of a private instance."""
    if os.environ.get(SETTINGS_FILE_VARIABLE):
        with step("schema"):
            upgrade(Settings.read())
    else:
        embedded.start(instance, only={"postgres"})
