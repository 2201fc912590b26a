"""The one settings object, built once by the process that starts and handed down as arguments.

Every value can be given as an environment variable `RRAMU_SECTION__NAME` or in the file named by `RRAMU_SETTINGS_FILE`
(the same lines, `NAME=value`). The embedded instance writes such a file; pointing it at existing servers needs nothing else.
"""

import os
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from kit.wire.codes.people import Role

SETTINGS_FILE_VARIABLE = "RRAMU_SETTINGS_FILE"

Port = Annotated[int, Field(ge=1, le=65535)]
DatabaseRole = Literal["rramu_owner", "rramu_api", "rramu_worker", "rramu_tracker"]


class Section(BaseModel):
    """A frozen group of settings; an unknown name is refused, so that a typo never passes in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class InstanceSettings(Section):
    """What this installation is."""

    name: str = "demo"
    kind: Literal["production", "demo", "exercise"] = "production"
    """A clock rate other than 1, invented people and shown passwords are only possible on `demo` and `exercise`."""
    public_url: str = "http://127.0.0.1:8000"
    """The address people type; the Origin check of the websocket compares with it."""
    accounts_file: Path | None = None
    """The invented accounts of a demo with their passwords, as its seed wrote them; shown to whoever asks, never on `production`."""


class PostgresSettings(Section):
    """PostgreSQL 15 or newer with PostGIS 3. `host` is a name, an address, or the folder of a unix socket."""

    host: str = "127.0.0.1"
    port: Port = 5432
    database: str = "rramu"
    owner_password: SecretStr = SecretStr("")
    api_password: SecretStr = SecretStr("")
    worker_password: SecretStr = SecretStr("")
    tracker_password: SecretStr = SecretStr("")
    pool_size: Annotated[int, Field(ge=1, le=200)] = 10
    statement_timeout_s: float = 15.0

    def password(self, role: DatabaseRole) -> str:
        """Give the password of a database role."""
        by_role: dict[DatabaseRole, SecretStr] = {
            "rramu_owner": self.owner_password,
            "rramu_api": self.api_password,
            "rramu_worker": self.worker_password,
            "rramu_tracker": self.tracker_password,
        }
        return by_role[role].get_secret_value()


class RedisSettings(Section):
    """Redis 7 or newer: last states and feeds between processes; holds no fact."""

    url: SecretStr = SecretStr("redis://127.0.0.1:6379/0")
    prefix: str = "rramu:"
    """Put before every key and channel, so that instances can share a server."""


class MqttSettings(Section):
    """The MQTT 5 broker the vehicle boxes speak to."""

    host: str = "127.0.0.1"
    port: Port = 8883
    ca_file: Path | None = None
    """Authority that signed the broker's certificate; the system's own list when absent."""
    tls: bool = True
    tracker_password: SecretStr = SecretStr("")
    """Shared by the identities `tracker-p00` … `tracker-p15`."""
    keepalive_s: Annotated[int, Field(ge=5, le=3600)] = 30
    session_expiry_s: int = 7 * 24 * 3600
    certificate_port: Port | None = None
    """Where the broker takes boxes' certificates in place of passwords."""
    accounts_folder: Path | None = None
    """Where the broker reads `passwords` and `revoked.pem`: the worker writes them there. None: the broker is told by other means."""
    pid_file: Path | None = None
    """The broker's (its first word is taken), to which the worker sends SIGHUP after each change. None: whoever watches the folder does."""
    receive_maximum: Annotated[int, Field(ge=1, le=65535)] = 4000
    """Unacknowledged messages the broker may have under way to one partition session."""


class TrackerSettings(Section):
    """How the tracker batches and judges."""

    batch_fixes: int = 2000
    batch_interval_s: float = 0.05
    queue_fixes: int = 50_000
    """Bound of the fixes held in memory while the database is away."""
    full_interval_s: float = 5.0
    """How often a box whose vehicle the room may see sends a fix, real seconds."""
    presence_interval_s: float = 60.0
    """How often any other box says that it lives, real seconds."""
    backlog_fixes_per_s: float = 40.0
    """How fast a box sends what it could not send before."""


class BoxesSettings(Section):
    """How the park of boxes is kept."""

    rotation_hours: Annotated[int, Field(ge=1, le=720)] = 72
    """How long a box's old credential holds at most beside a new one, real hours."""
    authority_file: Path | None = None
    """Certificate of the authority that signs boxes' client certificates, PEM; without it boxes have passwords alone."""
    authority_key_file: Path | None = None
    """Its elliptic key, PEM, read by `api` and `worker`."""
    certificate_days: Annotated[int, Field(ge=1, le=3650)] = 730


class HttpSettings(Section):
    """The API, the live websocket and the built screen."""

    host: str = "127.0.0.1"
    port: Port = 8000
    screen_folder: Path | None = None
    """Folder of the built screen; served at `/` when given."""
    secure_cookies: bool = True
    body_limit_bytes: int = 256 * 1024
    session_idle_s: int = 12 * 3600


class AccountSettings(Section):
    """How people prove who they are."""

    second_factor_roles: frozenset[Role] | None = None
    """Who must have a second factor (a JSON list of roles). None: everybody but telephone exchanges on `production`, nobody elsewhere."""
    link_hours: Annotated[int, Field(ge=1, le=720)] = 72
    """How long a one-time link of a manager is good for, real hours."""


class OidcSettings(Section):
    """Sign-in through an identity provider (Pro Santé Connect). Off while `issuer` is empty."""

    issuer: str = ""
    """Exactly as the provider's description writes it; https, but for a test on loopback."""
    name: str = "Pro Santé Connect"
    """On the door's button."""
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    client_secret_file: Path | None = None
    """Holds the secret, where it is kept out of the environment."""
    scope: str = "openid scope_all"
    acr_values: str = "eidas1"
    """The level of assurance asked for; a sign-in of another level is refused."""
    account_claim: str = "SubjectNameID"
    """The claim of the user's description that accounts are linked by: the national identifier."""

    @model_validator(mode="after")
    def _in_the_clear_on_loopback_only(self) -> Self:
        if self.issuer and not self.issuer.startswith(("https://", "http://127.0.0.1:")):
            message = "the identity provider's issuer must be https"
            raise ValueError(message)
        return self

    def secret(self) -> str:
        """Give the client's secret."""
        if self.client_secret_file is not None:
            return self.client_secret_file.read_text(encoding="utf-8").strip()
        return self.client_secret.get_secret_value()


class LiveSettings(Section):
    """Fan-out to the screens."""

    tick_s: float = 0.1
    heartbeat_s: float = 2.0
    queue_frames: int = 32
    frozen_after_s: float = 8.0
    """A screen that takes nothing or answers nothing for so long is closed: it is gone within ten seconds."""


class CasesSettings(Section):
    """Who sees a case for how long."""

    opening_min: Annotated[float, Field(gt=0)] = 30.0
    """How long a restricted case stays open to the account that opened it, real minutes. Parameter of ours."""


class CentresSettings(Section):
    """What waits between centres, in domain seconds. Source: practice, rules 4, 28 and 29."""

    transfer_alarm_s: Annotated[float, Field(gt=0)] = 60.0
    """A transfer nobody answers for so long is told to both supervisors."""
    help_alarm_s: Annotated[float, Field(gt=0)] = 60.0
    """Likewise a vehicle asked for; an assumption of ours, after the transfer's."""
    p0_alarm_s: Annotated[float, Field(gt=0)] = 30.0
    """A P0 no doctor takes for so long is told to supervisors and to the pooled centre."""
    call_overflow_s: Annotated[float, Field(gt=0)] = 30.0
    """A call that rings for so long rings at the centres pooled for its own too; at once when nobody is at work there. Assumption."""


class PartnersSettings(Section):
    """What those outside the room are told, and how long their word is waited for, in domain time. Source: practice, rules 18, 25, 32."""

    crew_sees_h: Annotated[float, Field(ge=0)] = 12.0
    """After a mission its crew sees it for so many hours, then no more."""
    answer_s: Annotated[float, Field(gt=0)] = 90.0
    """How long an order waits for an ambulance's answer before the next may be called."""
    search_s: Annotated[float, Field(gt=0)] = 300.0
    """Longest search for an ambulance; a sixth of the doctor's delay when that is shorter."""
    seen_s: Annotated[float, Field(gt=0)] = 120.0
    """How long an emergency department may take to say that it has seen who comes, before it is called."""


class RegionSettings(Section):
    """The country driven in."""

    folder: Path = Path("/var/lib/rramu/region")
    """Where its communes, roads and map layers are prepared once; read by every process, written by `./rramu` alone."""


class KeysSettings(Section):
    """The keys of patient data. Kept outside the database and its backups; shared by the processes that read it."""

    folder: Path = Path("/var/lib/rramu/keys")
    """Holds `keys.json`: the centres' keys, wrapped by the master key. Written by `./rramu keys`, and by whoever meets a new centre."""
    master_file: Path | None = None
    """The master key, where it is kept apart from the folder; `master.key` in the folder when absent."""


class AuditSettings(Section):
    """Where the heads of the chains are signed, outside the database: best on another machine's disk, which nobody may change back."""

    heads_folder: Path | None = None
    """One file a day; nothing is signed without it."""
    key_file: Path | None = None
    """The Ed25519 key that signs, made at the first start; beside the heads, not in their folder, unless given."""
    heads_interval_s: Annotated[float, Field(ge=1, le=3600)] = 60.0

    def key(self, heads_folder: Path) -> Path:
        """Give the file of the key that signs."""
        return self.key_file or heads_folder.parent / "heads.key.pem"


class MetricsSettings(Section):
    """Where each process tells Prometheus how it is. The API always does, at `/api/metrics`."""

    token: SecretStr = SecretStr("")
    """Bearer token for `/api/metrics`; without one only the machine itself, or an account that may see the status, reads it."""
    tracker_port: Port | None = None
    """Port of the loopback for `/metrics` and `/health/…` of the tracker; none is opened unless given."""
    worker_port: Port | None = None
    """The same of the worker."""


class NtpSettings(Section):
    """The time every clock is compared with."""

    servers: tuple[str, ...] = ()
    """Names or addresses, `host` or `host:port`, as a JSON list; the system keeps the time, this only looks."""
    tolerance_s: Annotated[float, Field(gt=0, le=60)] = 1.0
    """A clock further off than this is told: in the logs, the metrics and `./rramu status`."""
    post_tolerance_s: Annotated[float, Field(gt=0, le=60)] = 2.0
    """The same for the machine a screen runs on, which its banner tells too. Parameter of ours."""


class LogSettings(Section):
    """Structured logs, one JSON object a line, without patient data."""

    level: Literal["debug", "info", "warning", "error"] = "info"


class Settings(BaseSettings):
    """Everything a process may be told, by section."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_prefix="RRAMU_", env_nested_delimiter="__", env_file_encoding="utf-8"
    )

    instance: InstanceSettings = InstanceSettings()
    postgres: PostgresSettings = PostgresSettings()
    redis: RedisSettings = RedisSettings()
    mqtt: MqttSettings = MqttSettings()
    tracker: TrackerSettings = TrackerSettings()
    boxes: BoxesSettings = BoxesSettings()
    http: HttpSettings = HttpSettings()
    accounts: AccountSettings = AccountSettings()
    oidc: OidcSettings = OidcSettings()
    live: LiveSettings = LiveSettings()
    cases: CasesSettings = CasesSettings()
    centres: CentresSettings = CentresSettings()
    partners: PartnersSettings = PartnersSettings()
    region: RegionSettings = RegionSettings()
    keys: KeysSettings = KeysSettings()
    audit: AuditSettings = AuditSettings()
    metrics: MetricsSettings = MetricsSettings()
    ntp: NtpSettings = NtpSettings()
    log: LogSettings = LogSettings()

    def second_factor_roles(self) -> frozenset[Role]:
        """Give the roles whose holders must have a second factor."""
        if self.accounts.second_factor_roles is not None:
            return self.accounts.second_factor_roles
        return frozenset(Role) - {Role.TELEPHONY} if self.instance.kind == "production" else frozenset()

    @classmethod
    def read(cls, file: Path | None = None) -> Self:
        """Build the settings from the environment and, under it, from `file` or the one `RRAMU_SETTINGS_FILE` names.

        Raises:
            pydantic.ValidationError: a value has the wrong form.
            FileNotFoundError: the named file does not exist.
        """
        named = os.environ.get(SETTINGS_FILE_VARIABLE)
        chosen = file or (Path(named) if named else None)
        if chosen is not None and not chosen.is_file():
            raise FileNotFoundError(f"settings file {chosen} does not exist")
        return cls(_env_file=chosen)  # type: ignore[call-arg]
