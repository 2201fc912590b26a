"""What a patient is recognised by when somebody types a name again. Pure. Source: practice, rules 10, 13, 16."""

from datetime import date

from db.secrets import Purpose, normal_name

_NO_NAME = frozenset({
    "M", "MR", "MRS", "MS", "MME", "MLLE", "MADAME", "MONSIEUR", "MADEMOISELLE", "DR", "PR", "NE", "NEE", "EPOUSE", "EP", "VEUVE", "VVE",
    "D", "DE", "DES", "DU", "L", "LA", "LE", "LES", "DA", "DAS", "DEL", "DELLA", "DEN", "DER", "DI", "DO", "DOS", "VAN", "VON", "Y", "ZU",
})  # fmt: skip
"""Titles and particles: said once, left out the next time. Parameter of ours."""

NOBODY = "X"
"""First word of an identity while nobody knows the name: "X homme ~40 ans"."""

Mark = tuple[Purpose, str]
"""One thing a patient is found by, in the clear: what it is of, and its text."""


def parts(label: str) -> frozenset[str]:
    """Give the words of a name that count: in capitals, without accents, hyphens, titles and particles. None while nobody knows it.

    A name made of nothing else (Le, Van) is its words.
    """
    words = normal_name(label).split()
    if words[:1] == [NOBODY]:
        return frozenset()
    named = frozenset(word for word in words if not any(map(str.isdigit, word)))
    return named - _NO_NAME or named


def marks(label: str, birth_date: date | None) -> frozenset[Mark]:
    """Give everything a patient is found by: each part of the name; the birth date; each part with the birth date."""
    named = parts(label)
    kept: set[Mark] = {("name", part) for part in named}
    if birth_date is not None:
        kept |= {("birth", birth_date.isoformat()), *born(named, birth_date)}
    return frozenset(kept)


def sought(name: str, birth_date: date | None) -> frozenset[Mark]:
    """Give what somebody who types a name, a birth date or both looks for: a patient has to have all of it."""
    named = parts(name)
    if birth_date is None:
        return frozenset(("name", part) for part in named)
    return born(named, birth_date) or frozenset({("birth", birth_date.isoformat())})


def born(named: frozenset[str], birth_date: date) -> frozenset[Mark]:
    """Give the parts of a name, each with the birth date: two patients who share one are perhaps the same."""
    return frozenset(("birth", f"{birth_date.isoformat()} {part}") for part in named)


def age_on(day: date, birth_date: date) -> str:
    """Give an age in the national form, in the largest unit that counts one: `P72Y`, `P3M`, `P10D`."""
    months = 12 * (day.year - birth_date.year) + day.month - birth_date.month - (day.day < birth_date.day)
    if months >= 12:  # noqa: PLR2004 - a year
        return f"P{months // 12}Y"
    return f"P{months}M" if months else f"P{(day - birth_date).days}D"
