"""Where an embedded instance lives.

`state` is in the checkout, for its owner only: settings, logs, supervisor. `data` holds what the services write: as root in
/var/lib/rramu, because PostgreSQL refuses to run as root and the `postgres` user cannot enter a checkout under a closed home;
else in `state`. `run` holds sockets, in a path short enough for them (108 bytes).
"""

import fcntl
import os
import pwd
import re
import secrets
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from gateways.cli.errors import CommandError

CHECKOUT = Path(__file__).resolve().parents[3]
REGION = CHECKOUT / ".rramu" / "region"
"""The prepared country, shared by all embedded instances of the checkout."""
INSTANCE_FORM = re.compile(r"[a-z][a-z0-9-]{0,31}")
ROOT_DATA = Path("/var/lib/rramu")
ROOT_RUN = Path("/run/rramu")
MARK = "mark"


def is_root() -> bool:
    """Tell whether services can be given users of their own."""
    return os.geteuid() == 0


@dataclass(frozen=True, slots=True)
class Places:
    """The folders and files of one instance."""

    instance: str
    state: Path
    data: Path
    run: Path

    @property
    def settings_file(self) -> Path:
        """Every `RRAMU_SECTION__NAME` value of the instance, mode 600."""
        return self.state / "settings.env"

    @property
    def is_attached(self) -> bool:
        """Tell whether the servers are existing ones, named by a settings file elsewhere."""
        return self.settings_file.is_symlink()

    @property
    def accounts_file(self) -> Path:
        """The invented accounts of a demo with their passwords, mode 600."""
        return self.state / "accounts.json"

    @property
    def backups(self) -> Path:
        """Leads to the folder PostgreSQL archives to; there from the first backup on."""
        return self.state / "backups"

    @property
    def keys(self) -> Path:
        """The keys of patient data, mode 700: beside the settings, outside the services' data."""
        return self.state / "keys"

    @property
    def authority(self) -> Path:
        """The authority of the boxes' certificates, mode 700: beside the settings, out of the broker's reach."""
        return self.state / "authority"

    @property
    def logs(self) -> Path:
        """One rotated file per program."""
        return self.state / "logs"

    @property
    def pids(self) -> Path:
        """One file per program: the process started last."""
        return self.state / "pids"

    @property
    def started_mark(self) -> Path:
        """There once the instance has come up: from then on its ports are known to others and kept."""
        return self.state / "started"

    def log(self, program: str) -> Path:
        """Give the log file of a program."""
        return self.logs / f"{program}.log"

    def exists(self) -> bool:
        """Tell whether the instance has settings."""
        return self.settings_file.is_file()

    def remove(self) -> None:
        """Delete everything of the instance, also while another does. Its programs must be stopped."""
        for folder in (self.run, self.data, self.state):
            shutil.rmtree(folder, onerror=_unless_gone)


def _unless_gone(_: object, __: str, why: tuple[type[BaseException], BaseException, object]) -> None:
    """Raise what kept `rmtree` from deleting something, unless it is gone already."""
    if not isinstance(why[1], FileNotFoundError):
        raise why[1]


def places(instance: str) -> Places:
    """Find the places of an instance, whether or not it exists yet.

    A random mark, kept in the state folder, names the folders outside the checkout: a new clone at the same path never
    meets the data of an old one.

    Raises:
        CommandError: the name is not 1 to 32 small letters, digits and hyphens.
    """
    if not INSTANCE_FORM.fullmatch(instance):
        raise CommandError(f"'{instance}' cannot name an instance: small letters, digits and hyphens, at most 32")
    state = CHECKOUT / ".rramu" / instance
    mark = state / MARK
    name = f"{mark.read_text(encoding='ascii') if mark.is_file() else 'unmade'}-{instance}"
    if is_root():
        return Places(instance, state, ROOT_DATA / name, ROOT_RUN / name)
    return Places(instance, state, state / "data", Path(f"/tmp/rramu-{os.geteuid()}") / name)  # noqa: S108 - closed and checked when made


def make(instance: str) -> Places:
    """Create the folders of an instance, and give its places; repeated at each start since /run empties at reboot.

    Raises:
        CommandError: the name cannot name an instance, or somebody else holds the folder for sockets.
    """
    state = places(instance).state
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (state / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (state / MARK).is_file():
            write(state / MARK, secrets.token_hex(4))
    made = places(instance)
    _make_folders(made)
    return made


def instances() -> list[str]:
    """List the instances of this checkout that have settings."""
    return sorted(file.parent.name for file in (CHECKOUT / ".rramu").glob("*/settings.env"))


def give(path: Path, user: str, mode: int) -> None:
    """Hand a file or folder to a service's user (as root) and set its mode."""
    if is_root():
        account = pwd.getpwnam(user)
        os.chown(path, account.pw_uid, account.pw_gid)
    path.chmod(mode)


def give_folder(path: Path, user: str, mode: int = 0o700) -> None:
    """Create a folder for a service's user."""
    path.mkdir(parents=True, exist_ok=True)
    give(path, user, mode)


def write(path: Path, text: str | bytes, user: str | None = None, mode: int = 0o600) -> None:
    """Replace a file at once, so that an interruption never leaves half of it; `user` as in `give`."""
    content = text.encode() if isinstance(text, str) else text
    beside = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if user is None:
        beside.chmod(mode)
    else:
        give(beside, user, mode)
    beside.replace(path)


def link(name: Path, target: Path) -> None:
    """Make `name` a link to `target`, whatever it led to."""
    if name.is_symlink() and name.readlink() == target:
        return
    name.unlink(missing_ok=True)
    name.symlink_to(target)


def _make_folders(where: Places) -> None:
    for folder in (where.state, where.logs, where.pids, where.authority):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    where.data.mkdir(mode=0o755, parents=True, exist_ok=True)
    where.run.parent.mkdir(mode=0o755 if is_root() else 0o700, parents=True, exist_ok=True)
    _refuse_foreign(where.run.parent)
    where.run.mkdir(mode=0o755, exist_ok=True)
    if is_root():
        # The checkout's umask must not close the way of the services' users.
        for folder in (where.data.parent, where.data, where.run.parent, where.run):
            folder.chmod(0o755)
        link(where.state / "data", where.data)
    link(where.state / "run", where.run)


def _refuse_foreign(folder: Path) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise CommandError(f"{folder} belongs to someone else: remove it, it is needed for sockets")
