"""Options that several verbs share."""

from typing import Annotated

import typer

DEMO = "demo"
"""The instance meant when none is named."""

PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}
"""Context of a verb that hands its further words to another program."""

Instance = Annotated[str, typer.Option("--instance", "-i", help="Which private instance.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
