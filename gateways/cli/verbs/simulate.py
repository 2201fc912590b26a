"""`./rramu simulate`: vehicles, callers and staff, in the foreground."""

from collections.abc import Iterable

import typer

from gateways.cli import embedded
from gateways.cli.errors import CommandError
from gateways.cli.options import DEMO, PASS_ON, Instance
from gateways.cli.running import module, run
from gateways.cli.verbs.drives import drives
from gateways.cli.verbs.fleet import fleet
from gateways.cli.verbs.offline import offline, report

app = typer.Typer(no_args_is_help=True, help="Run a simulation against an instance.")
app.command()(drives)
app.command()(fleet)
app.command(context_settings=PASS_ON, add_help_option=False)(offline)
app.command(context_settings=PASS_ON, add_help_option=False)(report)


@app.command(context_settings=PASS_ON, add_help_option=False)
def day(context: typer.Context, instance: Instance = DEMO) -> None:
    """Let the fleet drive, people call and staff regulate, until stopped; `./rramu simulate day --help` lists its own options."""
    if "--help" not in context.args:
        check_alone(instance, embedded.states(instance))
    raise typer.Exit(run(module("simulators", "day", *context.args), environment=embedded.environment(instance)))


def check_alone(instance: str, programs: Iterable[embedded.ProcessState]) -> None:
    """Refuse a second day beside the one that is played: boxes and staff would be the same ones twice.

    Raises: CommandError.
    """
    if any(program.name == "simulators" and program.is_live for program in programs):
        message = f"a day of '{instance}' is played already: stop it with ./rramu down, start the rest with ./rramu up"
        raise CommandError(message)
