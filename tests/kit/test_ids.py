"""Keys sort by creation."""

from kit.ids import new_id


def test_keys_are_uuid_v7_and_sort_by_creation() -> None:
    made = [new_id() for _ in range(1000)]
    assert all(key.version == 7 for key in made)
    assert made == sorted(made)
    assert len(set(made)) == 1000
