"""The grammar of the topics: `fleet/{partition}/{box}/up|down/{what}`. A box's name and partition are opaque to its maker."""

from functools import lru_cache
from typing import Literal, NamedTuple, get_args

Up = Literal["live", "track", "status", "receipt", "health", "presence"]
Down = Literal["orders", "stored", "refused", "settings"]

_UPS: tuple[Up, ...] = get_args(Up)


class UpTopic(NamedTuple):
    """Where a message came from. `what` is none when the last part is not one we know."""

    partition: str
    box: str
    what: Up | None


@lru_cache(maxsize=65536)
def read(topic: str) -> UpTopic:
    """Read a topic that matched `fleet/{partition}/+/up/#`."""
    _, partition, box, _, rest = topic.split("/", 4)
    return UpTopic(partition, box, next((up for up in _UPS if up == rest), None))


def up_filter(partition: str) -> str:
    """Give the subscription that gets everything the boxes of a partition send."""
    return f"fleet/{partition}/+/up/#"


def up(partition: str, box: str, what: Up) -> str:
    """Name a topic a box writes."""
    return f"fleet/{partition}/{box}/up/{what}"


def down(partition: str, box: str, what: Down) -> str:
    """Name a topic a box reads."""
    return f"fleet/{partition}/{box}/down/{what}"
