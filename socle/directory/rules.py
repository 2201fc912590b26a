"""How names are compared: as somebody in a hurry types them. Pure."""

import re
import unicodedata

_SHORT = {"st": "saint", "ste": "sainte"}
_BETWEEN = re.compile(r"[^a-z0-9.]+")


def fold(text: str) -> str:
    """Give a text as it is searched: no accents, lower case, words apart by one space, *st* and *ste* written out.

    `Saint-Lô`, `ST LO` and `st-lô` are the same.
    """
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    words = _BETWEEN.split("".join(letter for letter in plain if not unicodedata.combining(letter)))
    return " ".join(_SHORT.get(word, word) for word in words if word)
