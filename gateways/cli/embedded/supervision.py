"""Our use of supervisord: it starts the programs, restarts those that die, and rotates their logs."""

import http.client
import resource
import shlex
import signal
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import cast

import psutil
from msgspec import Struct, convert

from gateways.cli.embedded import orphans, rpc
from gateways.cli.embedded.places import Places, is_root, write
from gateways.cli.embedded.programs import PROGRAMS, Program, ProgramName
from gateways.cli.errors import CommandError, tail

LAUNCH_WAIT_S = 20.0
HOPELESS_AFTER_S = 5.0
"""A program that still dies at once after this long will not come up by being started again."""
LIVE_STATES = frozenset({"STARTING", "RUNNING", "BACKOFF"})
OPEN_FILES = 65_536


class ProcessState(Struct, frozen=True, kw_only=True):
    """One program as the supervisor sees it; `state` is one of its words, or ORPHAN: alive without a supervisor."""

    name: ProgramName
    state: str
    pid: int | None = None
    uptime_s: int | None = None

    @property
    def is_live(self) -> bool:
        """Tell whether it runs, or is about to again."""
        return self.state in LIVE_STATES


class _Told(Struct, frozen=True):
    """The part we read of one entry of supervisor.getAllProcessInfo; instants are seconds since 1970."""

    name: ProgramName
    statename: str
    pid: int
    start: int
    now: int


class Supervisor:
    """The supervisor of one instance, running or not."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._configuration = places.state / "supervisord.conf"
        self._socket = places.run / "supervisor.sock"
        self._pid_file = places.pids / "supervisord"
        self._log = places.log("supervisord")

    def is_alive(self) -> bool:
        """Tell whether it answers."""
        try:
            self._call("getState")
        except (OSError, http.client.HTTPException):
            return False
        return True

    def launch(self, programs: Iterable[Program], environment: Mapping[str, str]) -> None:
        """Write the configuration, then start the supervisor, or tell the running one what changed. Starts no program."""
        write(self._configuration, self._text(programs))
        if self.is_alive():
            self._adopt_changes()
            return
        self._end_remains()
        self._socket.unlink(missing_ok=True)
        command = [sys.executable, "-m", "supervisor.supervisord", "-c", str(self._configuration)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", env=dict(environment))
        if done.returncode != 0:
            raise CommandError(f"the supervisor does not start: {(done.stderr or done.stdout).strip()}")
        deadline = time.monotonic() + LAUNCH_WAIT_S
        while not self.is_alive():
            if time.monotonic() > deadline:
                raise CommandError(f"the supervisor does not answer; its log ends with:\n{tail(self._log)}")
            time.sleep(0.02)

    def start(self, name: ProgramName) -> None:
        """Start a program unless it runs."""
        if not self.state(name).is_live:
            with suppress(xmlrpc.client.Fault):  # it may have come back by itself in between
                self._call("startProcess", name, False)

    def wait(self, program: Program) -> None:
        """Wait until a started program serves.

        Raises:
            CommandError: it does not, with the last lines of its log. It is then left stopped.
        """
        started = time.monotonic()
        while not self._serves(program):
            state, waited_s = self.state(program.name).state, time.monotonic() - started
            if state == "FATAL" or waited_s > program.wait_s or (state == "BACKOFF" and waited_s > HOPELESS_AFTER_S):
                self.stop(program.name)
                log = tail(self._places.log(program.name))
                raise CommandError(f"{program.name} does not come up; its log ends with:\n{log}")
            time.sleep(0.05)

    def stop(self, name: ProgramName) -> None:
        """Stop a program and wait for its end."""
        with suppress(xmlrpc.client.Fault):  # not running, or unknown
            self._call("stopProcess", name, True)

    def send(self, name: ProgramName, number: signal.Signals) -> None:
        """Send a signal to a program, if it runs."""
        if self.is_alive():
            with suppress(xmlrpc.client.Fault):  # not running
                self._call("signalProcess", name, number.name)

    def state(self, name: ProgramName) -> ProcessState:
        """Ask for one program."""
        return next(state for state in self.states() if state.name == name)

    def states(self) -> list[ProcessState]:
        """Ask for every program, in the order of starting."""
        states = {name: ProcessState(name=name, state="STOPPED") for name in PROGRAMS}
        if self.is_alive():
            for told in convert(self._call("getAllProcessInfo"), list[_Told]):
                runs = told.pid > 0
                states[told.name] = ProcessState(
                    name=told.name,
                    state=told.statename,
                    pid=told.pid if runs else None,
                    uptime_s=told.now - told.start if runs else None,
                )
        else:
            for orphan in orphans.recorded(self._places):
                states[orphan.name] = ProcessState(name=orphan.name, state="ORPHAN", pid=orphan.process.pid)
        return list(states.values())

    def shut_down(self) -> None:
        """Stop every program, last started first, then the supervisor; also what a killed supervisor left behind."""
        if self.is_alive():
            for name in reversed(PROGRAMS):
                self.stop(name)
            with suppress(OSError, http.client.HTTPException):
                self._call("shutdown")
        self._end_remains()

    def _serves(self, program: Program) -> bool:
        state = self.state(program.name)
        return state.state == "RUNNING" if program.ready is None else state.is_live and program.ready()

    def _end_remains(self) -> None:
        supervisor = self._recorded_supervisor()
        if supervisor is not None:
            orphans.end(supervisor, signal.SIGTERM)
        for orphan in reversed(orphans.recorded(self._places)):
            orphan.end()

    def _recorded_supervisor(self) -> psutil.Process | None:
        try:
            process = psutil.Process(int(self._pid_file.read_text(encoding="ascii")))
            return process if str(self._configuration) in process.cmdline() else None
        except (FileNotFoundError, ValueError, psutil.NoSuchProcess, psutil.AccessDenied):
            return None

    def _adopt_changes(self) -> None:
        [[added, changed, removed]] = cast("list[list[list[str]]]", self._call("reloadConfig"))
        for name in [*changed, *removed]:
            self._call("stopProcessGroup", name, True)
            self._call("removeProcessGroup", name)
        for name in [*added, *changed]:
            self._call("addProcessGroup", name)

    def _call(self, method: str, *arguments: str | bool) -> object:
        return rpc.call(self._socket, method, *arguments)

    def _text(self, programs: Iterable[Program]) -> str:
        """Give the configuration file. Nothing starts by itself: programs are started in order, each once the last serves."""
        _, hard_limit = resource.getrlimit(resource.RLIMIT_NOFILE)
        lines = [
            "[unix_http_server]",
            f"file={self._socket}",
            "chmod=0700",
            "[rpcinterface:supervisor]",
            "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
            "[supervisord]",
            f"logfile={self._log}",
            "logfile_maxbytes=5MB",
            "logfile_backups=2",
            f"pidfile={self._pid_file}",
            f"childlogdir={self._places.logs}",
            f"minfds={OPEN_FILES if hard_limit == resource.RLIM_INFINITY else min(OPEN_FILES, hard_limit)}",
            "umask=027",
            *(["user=root"] if is_root() else []),
        ]
        for program in programs:
            note = ["/bin/sh", "-c", orphans.NOTE_AND_BECOME, str(self._places.pids / program.name)]
            lines += [
                f"[program:{program.name}]",
                f"command={shlex.join([*note, *program.arguments()])}",
                f"directory={program.folder}",
                f"priority={PROGRAMS.index(program.name)}",
                "autostart=false",
                "autorestart=true",
                "startsecs=1",
                "startretries=30",
                f"stopsignal={program.stop_signal}",
                f"stopwaitsecs={program.stop_wait_s}",
                "redirect_stderr=true",
                f"stdout_logfile={self._places.log(program.name)}",
                "stdout_logfile_maxbytes=10MB",
                "stdout_logfile_backups=3",
            ]
        return "".join(line.replace("%", "%%") + "\n" for line in lines)
