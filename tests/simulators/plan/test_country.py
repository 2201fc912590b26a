"""Where people are: on land, in their commune, and the old at the same homes every day."""

from random import Random

import shapely

from simulators import plan
from simulators.plan import Caller, Scene
from simulators.plan.country import Country
from simulators.plan.laws import LAWS
from tests.country import region
from tests.simulators.plan.test_drawing import SATURDAY, events


def test_everything_happens_inside_its_commune() -> None:
    communes = {commune.insee_code: commune for commune in region().communes}
    for event in events(plan.day(region(), SATURDAY, seed=2).stories):
        outline = shapely.from_wkb(region().outlines[event.insee_code])
        assert shapely.dwithin(outline, shapely.Point(event.lon_deg, event.lat_deg), 1e-4), event
        assert event.centre_code == communes[event.insee_code].centre_code


def test_a_towns_people_live_near_its_centre() -> None:
    country, chance = Country(region(), LAWS.size, summer=False), Random(1)
    town = next(commune for commune in region().communes if commune.name == "Lisieux")
    away = sorted(
        (abs(lon_deg - town.lon_deg) + abs(lat_deg - town.lat_deg))
        for lon_deg, lat_deg in (country.inside(chance, town) for _ in range(300))
    )
    anywhere = sorted(
        (abs(lon_deg - town.lon_deg) + abs(lat_deg - town.lat_deg))
        for (lon_deg, lat_deg), _ in (country.on_a_road(chance, town) for _ in range(300))
    )
    assert away[150] < anywhere[150]


def test_a_beach_is_where_the_land_ends() -> None:
    country, chance = Country(region(), LAWS.size, summer=True), Random(1)
    resort = next(commune for commune in region().communes if commune.name == "Cabourg")
    outlines = [shapely.from_wkb(one) for one in region().outlines.values()]
    land = shapely.union_all(outlines)
    for _ in range(5):
        place = shapely.Point(country.on_the_shore(chance, resort))
        assert shapely.dwithin(land.boundary, place, 1e-4)


def test_a_road_is_named_by_where_it_leads() -> None:
    country, chance = Country(region(), LAWS.size, summer=False), Random(1)
    names = {commune.name for commune in region().communes}
    for _ in range(20):
        commune = country.commune(chance)
        _, towards = country.on_a_road(chance, commune)
        assert towards in names - {commune.name}


def test_nursing_homes_are_the_same_every_day_and_call_from_their_own_number() -> None:
    homes: dict[str, set[str]] = {}
    for seed in range(3):
        for story in plan.day(region(), SATURDAY, seed).stories:
            if story.caller is Caller.NURSING_HOME and story.event is not None:
                assert story.event.scene is Scene.NURSING_HOME
                assert story.phone is not None
                place = f"{story.event.insee_code} {story.event.lon_deg} {story.event.lat_deg}"
                homes.setdefault(place, set()).add(f"{story.phone} {story.event.place}")
    assert len(homes) > 50
    assert all(len(known) == 1 for known in homes.values())
