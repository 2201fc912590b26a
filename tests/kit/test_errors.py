"""Each refusal names its own problem type."""

from kit.errors import Conflict, RegulationError, StaleVersion


class VehicleOnFire(Conflict):
    """A refusal made up here."""

    title = "Vehicle on fire"


def test_a_problem_type_is_the_class_name_in_kebab_case() -> None:
    assert VehicleOnFire.code() == "vehicle-on-fire"
    assert StaleVersion.code() == "stale-version"


def test_a_subclass_keeps_the_status_of_its_family() -> None:
    assert VehicleOnFire().status == 409
    assert RegulationError().status == 500


def test_the_detail_defaults_to_the_title_in_text_only() -> None:
    assert str(VehicleOnFire()) == "Vehicle on fire"
    assert VehicleOnFire("it burns", current=1).extra == {"current": 1}
