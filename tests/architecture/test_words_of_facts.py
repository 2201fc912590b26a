"""Each kind of fact a case's log or the past can show has its words on screen, and no words stand for a kind nothing writes."""

import ast
import re
from collections.abc import Iterator, Sequence

from kit.wire.codes.calls import CallBack, CallState
from kit.wire.codes.missions import ReceiptState
from socle.accounts.rights import ACTIONS
from tests.architecture.source import ROOT, code_files

WORDS = ROOT / "regulation_ui" / "src" / "i18n" / "fr_facts.ts"
"""`words.test.ts` holds the English to the same kinds."""
STEPS = r"(?:call|case|task|decision|assignment|orientation|mission)"
KIND = re.compile(rf"{STEPS}\.[a-z_]+")
BUILT = re.compile(rf"{STEPS}\.[a-z_]*")
NO_FACT = re.compile(r"log\.|(audit\.|_)look")
"""Calls that tell the process's own log, or who looked."""
ENDS: dict[str, Sequence[str]] = {
    "call.": [*(set(CallState) - {CallState.RINGING}), "RESUMED"],
    "call.call_back_": [*(set(CallBack) - {CallBack.DUE})],
    "mission.order_": [*ReceiptState],
}
"""Kinds made of a code, by what stands before it; nothing moves to the state each begins in."""


def test_every_kind_written_has_its_words() -> None:
    written, built = _kinds()
    assert built == set(ENDS)
    worded = set(re.findall(r'^  "([\w.]+)": "', WORDS.read_text(encoding="utf-8"), re.MULTILINE))
    assert len(written) > 50
    coded = {f"{start}{code.lower()}" for start, codes in ENDS.items() for code in codes}
    assert worded == written | coded


def _kinds() -> tuple[set[str], set[str]]:
    """Give the kinds written out in the steps of regulation, and the beginnings of those made of a code."""
    written: set[str] = set()
    built: set[str] = set()
    for path in code_files("dispatch"):
        for node in _told(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                start = node.values[0]
                if isinstance(start, ast.Constant) and BUILT.fullmatch(str(start.value)):
                    built.add(str(start.value))
            elif isinstance(node, ast.Constant) and KIND.fullmatch(str(node.value)):
                written.add(str(node.value))
    return written - set(ACTIONS), built


def _told(node: ast.AST) -> Iterator[ast.AST]:
    """Give the nodes of a tree that can name a fact."""
    if isinstance(node, ast.Call) and NO_FACT.match(ast.unparse(node.func)):
        return
    yield node
    if isinstance(node, ast.JoinedStr):
        return
    for child in ast.iter_child_nodes(node):
        yield from _told(child)
