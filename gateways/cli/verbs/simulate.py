"""`./rramu simulate`: vehicles, callers and staff, in the foreground."""

import typer

from gateways.cli import embedded
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


def _pass_on(name: str, what: str) -> None:
    """Offer a simulation that needs nothing prepared; further words are its own options."""

    @app.command(
        name, context_settings=PASS_ON, help=f"{what}; `./rramu simulate {name} --help` lists its own options."
    )
    def simulation(context: typer.Context, instance: Instance = DEMO) -> None:
        raise typer.Exit(run(module("simulators", name, *context.args), environment=embedded.environment(instance)))


_pass_on("day", "Let the fleet drive, people call and staff regulate, until stopped")
