"""Which commune belongs to which garde sector: that of the nearest seat, among those of its department and centre. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from kit.geo import distance_m
from region.authored import Seats
from region.country import Commune, Sector


def sectors_of(seats: Sequence[Seats], communes: Mapping[str, Commune]) -> tuple[Sector, ...]:
    """Share the communes out; each is in exactly one sector, except where its department and centre have none."""
    near: defaultdict[tuple[str, str], list[tuple[str, Commune]]] = defaultdict(list)
    for sector in seats:
        for seat in map(communes.__getitem__, sector.insee_codes):
            near[seat.department_code, seat.centre_code].append((sector.code, seat))
    members: defaultdict[str, list[str]] = defaultdict(list)
    for commune in communes.values():
        if there := near[commune.department_code, commune.centre_code]:
            code, _ = min(there, key=lambda one: _apart_m(commune, one[1]))
            members[code].append(commune.insee_code)
    return tuple(
        Sector(
            code=sector.code,
            name=sector.name,
            department_code=communes[sector.insee_codes[0]].department_code,
            centre_code=communes[sector.insee_codes[0]].centre_code,
            insee_codes=tuple(members[sector.code]),
            day_lines=sector.day_lines,
            night_lines=sector.night_lines,
        )
        for sector in seats
    )


def _apart_m(commune: Commune, seat: Commune) -> float:
    return distance_m(commune.lon_deg, commune.lat_deg, seat.lon_deg, seat.lat_deg)
