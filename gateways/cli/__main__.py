"""`./rramu VERB`: parse the words, run the verb, turn every trouble into one line and a non-zero exit."""

import signal
import sys
from typing import NoReturn

import asyncpg
import sqlalchemy.exc
import typer

from db.key_folder import KeyTrouble
from db.migrate import LockNeverGiven
from gateways.cli.errors import CommandError, explain
from gateways.cli.options import PASS_ON
from gateways.cli.verbs import (
    audit,
    backup,
    bench,
    check,
    demo,
    down,
    generate,
    hold,
    keys,
    logs,
    migrate,
    reset,
    roads,
    simulate,
    status,
    test,
    up,
)

app = typer.Typer(
    name="rramu", add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None
)
app.command()(demo.demo)
app.command()(up.up)
app.command()(down.down)
app.command()(reset.reset)
app.command()(status.status)
app.command()(logs.logs)
app.command(context_settings={"allow_extra_args": True})(test.test)
app.command()(check.check)
app.command()(generate.generate)
app.command()(migrate.migrate)
app.add_typer(simulate.app, name="simulate")
app.add_typer(roads.app, name="roads")
app.add_typer(audit.app, name="audit")
app.add_typer(keys.app, name="keys")
app.add_typer(backup.app, name="backup")
app.command()(backup.restore)
app.command()(hold.hold)
app.command(context_settings=PASS_ON)(bench.bench)


@app.command("help")
def show_help(context: typer.Context) -> None:
    """Show this list."""
    print(context.find_root().get_help())


def main() -> None:
    """Run one verb. A request to end is treated like Ctrl-C, so that what must be tidied up is."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app(prog_name="./rramu")
    except CommandError as error:
        _fail(str(error))
    except (KeyTrouble, LockNeverGiven) as error:
        _fail(str(error))
    except OSError as error:
        _fail(explain(error))
    except (asyncpg.PostgresError, sqlalchemy.exc.DBAPIError) as error:
        _fail(f"PostgreSQL refuses: {str(error).splitlines()[0]}")


def _fail(sentence: str) -> NoReturn:
    print(f"rramu: {sentence}", file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main()
