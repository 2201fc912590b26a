"""The diagrams of docs/architecture.md show the real imports: no arrow missing, none invented."""

import re

import grimp
import pytest

from tests.architecture.source import PACKAGES, ROOT

ARROW = re.compile(r"^\s*(\w+) --> (\w+)\s*$", re.MULTILINE)
DIAGRAM = re.compile(r"<!-- diagram: (\w+) -->\s*```mermaid\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES)


def _drawn(name: str) -> set[tuple[str, str]]:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    bodies = dict(DIAGRAM.findall(page))
    return {(importer, imported) for importer, imported in ARROW.findall(bodies[name])}


def _imports(graph: grimp.ImportGraph, modules: dict[str, str]) -> set[tuple[str, str]]:
    """Give the pairs of names whose modules, or modules below them, import each other directly."""
    pairs = set[tuple[str, str]]()
    for importer, importing in modules.items():
        for imported, module in modules.items():
            if importer != imported and graph.direct_import_exists(
                importer=importing, imported=module, as_packages=True
            ):
                pairs.add((importer, imported))
    return pairs


def test_packages(graph: grimp.ImportGraph) -> None:
    assert _drawn("packages") == _imports(graph, {name: name for name in PACKAGES})


def test_steps_of_dispatch(graph: grimp.ImportGraph) -> None:
    steps = {module.rpartition(".")[2]: module for module in graph.find_children("dispatch")}
    assert _drawn("dispatch") == _imports(graph, steps)
