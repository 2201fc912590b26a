"""Private Redis: a unix socket and a password. It holds no fact, so nothing is written to disk."""

import socket
from urllib.parse import urlsplit

from gateways.cli.embedded.places import Places, give_folder, write
from gateways.cli.embedded.programs import Program
from kit.settings import Settings

USER = "redis"


def program(places: Places, settings: Settings) -> Program:
    """Prepare the configuration, and say how to run it."""
    folder = places.data / "redis"
    give_folder(folder, USER)
    give_folder(places.run / "redis", USER, 0o755)
    write(folder / "redis.conf", _configuration(places, settings), USER)
    return Program(
        name="redis",
        command=["redis-server", str(folder / "redis.conf")],
        user=USER,
        folder=folder,
        ready=lambda: _answers(settings),
    )


def _configuration(places: Places, settings: Settings) -> str:
    password = urlsplit(settings.redis.url.get_secret_value()).password
    return f"""# Written at each start by gateways/cli/embedded/redis.py.
port 0
unixsocket {places.run}/redis/redis.sock
unixsocketperm 700
requirepass {password}
dir {places.data}/redis
daemonize no
save ""
appendonly no
maxmemory 512mb
maxmemory-policy noeviction
"""


def _answers(settings: Settings) -> bool:
    address = urlsplit(settings.redis.url.get_secret_value())
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(address.path)
            connection.sendall(f"AUTH {address.password}\r\nPING\r\n".encode())
            with connection.makefile("rb") as answers:
                return [answers.readline(), answers.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
    except OSError:
        return False
