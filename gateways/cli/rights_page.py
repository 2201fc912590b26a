"""Writes `docs/rights.md` from the tables of rights: who may do what, who sees which field, who speaks on which topic. In French."""

from collections.abc import Iterable, Sequence

from kit.wire.codes.people import Role
from socle.accounts import words
from socle.accounts.field_groups import GROUPS, Group
from socle.accounts.field_table import FIELDS
from socle.accounts.rights import ACTIONS
from socle.accounts.topics import TOPICS

YES, NO = "●", ""

HEAD = """# Qui peut quoi, qui voit quoi

Page écrite par `./rramu generate` à partir des tables du logiciel (`rights.py`, `field_groups.py`, `field_table.py`, `topics.py` dans
`socle/accounts`) : ce qui est
écrit ici est ce qui est appliqué. Un droit vaut au centre où il est tenu. ● : oui ; rien : non.
"""


def page() -> str:
    """Give the whole text."""
    parts = [HEAD, "## Les postes\n", _roles(), "## Les actes\n", _actions(), "## Les champs\n", _groups()]
    parts += ["## Ce que contient chaque groupe\n", _fields(), "## Les messages des boîtiers\n", _topics()]
    return "\n".join(parts)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *[":-:"] * (len(head) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _marks(roles: frozenset[Role]) -> list[str]:
    return [YES if role in roles else NO for role in Role]


def _roles() -> str:
    return _table(["Code", "Poste"], [[f"`{role}`", words.ROLES[role]] for role in Role])


def _actions() -> str:
    rows = [
        [f"{words.ACTIONS.get(action, '')} `{action}`".strip(), *_marks(roles)] for action, roles in ACTIONS.items()
    ]
    return _table(["Acte", *Role], rows)


def _groups() -> str:
    return _table(
        ["Groupe", *Role], [[f"{seen.french} `{group}`", *_marks(seen.roles)] for group, seen in GROUPS.items()]
    )


def _fields() -> str:
    rows = [
        [f"`{kind.__name__}`", f"`{group}`", names]
        for kind, groups in FIELDS.items()
        for group, names in ({groups: "tout"} if isinstance(groups, Group) else groups).items()
    ]
    return _table(["Message", "Groupe", "Champs"], rows)


def _topics() -> str:
    named = {"box": "le boîtier", "tracker": "le traceur"}
    rows = [
        [f"`fleet/…/{name}`", named[topic.writer], named[topic.reader], topic.french] for name, topic in TOPICS.items()
    ]
    return _table(["Sujet", "Écrit", "Lit", "Contenu"], rows)
