"""Names of invented ambulance companies, and telephone numbers kept for fiction. Any likeness is accidental."""

from collections.abc import Iterator
from itertools import count, product

MASCULINE = (
    "Pommier", "Colombage", "Granit", "Nymphéa", "Lieuvin", "Phare", "Haras", "Point d'Aiguille", "Galet", "Lin", "Bocage", "Pressoir",
    "Goéland", "Chenal", "Viaduc", "Beffroi", "Moulin", "Verger", "Hêtre", "Cormoran", "Tilleul", "Lavoir",
)  # fmt: skip
FEMININE = (
    "Marée", "Tapisserie", "Boucle", "Grève", "Valleuse", "Falaise", "Source", "Rive", "Cloche", "Porte", "Hirondelle", "Chaumière",
    "Prairie", "Lanterne", "Cascade", "Dune", "Roseraie", "Passerelle", "Futaie", "Mouette", "Colline", "Digue",
)  # fmt: skip
ADJECTIVES = (
    ("Bleu", "Bleue"), ("Vert", "Verte"), ("Blanc", "Blanche"), ("Clair", "Claire"), ("Doré", "Dorée"), ("d'Opale", "d'Opale"),
)  # fmt: skip
PHONE_PREFIX = "+3326191"
"""ARCEP keeps 02 61 91 00 00 to 02 61 91 99 99 for works of fiction."""


def names() -> Iterator[str]:
    """Give names, each once."""
    for adjectives, (masculine, feminine) in product(ADJECTIVES, zip(MASCULINE, FEMININE, strict=True)):
        yield f"Ambulances du {masculine} {adjectives[0]}"
        yield f"Ambulances de {_article(feminine)}{feminine} {adjectives[1]}"


def phones() -> Iterator[str]:
    """Give telephone numbers, each once."""
    return (f"{PHONE_PREFIX}{number:04}" for number in count())


def _article(noun: str) -> str:
    return "l'" if noun.startswith("H") else "la "  # of the nouns above, the one with an H has a silent one
