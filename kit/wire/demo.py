"""What the seed of a demo hands to the simulators, in files for their owner only: invented people and boxes, and the two doors."""

from msgspec import Struct

from kit.wire.accounts import DemoAccount
from kit.wire.codes.means import VehicleType


class DemoBox(Struct, frozen=True, kw_only=True):
    """A provisioned box and the vehicle it sits in. `boxes.json` is an array of these."""

    name: str
    partition: str
    """`p00` … `p15`, as in the topics."""
    credential: str
    call_sign: str
    type: VehicleType
    base_lon_deg: float
    base_lat_deg: float


class BrokerAddress(Struct, frozen=True, kw_only=True):
    """Where boxes connect."""

    host: str
    port: int
    tls: bool
    ca_file: str | None


class SimulationFile(Struct, frozen=True, kw_only=True):
    """`simulators.json`: the two doors, the accounts of programs (the exchanges, the simulated staff), and the prepared country."""

    public_url: str
    region_folder: str
    broker: BrokerAddress
    programs: list[DemoAccount]
