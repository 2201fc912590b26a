"""The topics of the broker: who writes, who reads, what is in it. A box has its own space, a tracker its partition, nobody else any.

The broker's access list says the same (`gateways/cli/embedded/mosquitto.py`); tests keep the two, and the grammar of the topics, together.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

Party = Literal["box", "tracker"]


class Topic(NamedTuple):
    """A topic below `fleet/{partition}/{box}/`. The box is the one named by the topic, the tracker the one that owns the partition."""

    writer: Party
    reader: Party
    french: str


TOPICS: Mapping[str, Topic] = MappingProxyType({
    "up/live": Topic("box", "tracker", "dernière position"),
    "up/track": Topic("box", "tracker", "positions"),
    "up/status": Topic("box", "tracker", "boutons de l’équipage, disponibilité"),
    "up/receipt": Topic("box", "tracker", "ce qu’est devenu un ordre"),
    "up/health": Topic("box", "tracker", "état du boîtier"),
    "up/presence": Topic("box", "tracker", "présence"),
    "down/orders": Topic("tracker", "box", "ordres de mission, tels que l’équipage les voit"),
    "down/stored": Topic("tracker", "box", "accusés de réception"),
    "down/refused": Topic("tracker", "box", "refus, avec leur motif"),
    "down/settings": Topic("tracker", "box", "réglages du boîtier"),
})  # fmt: skip
