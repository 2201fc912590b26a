"""No door without a row: every route's answer, live topic, and topic of the boxes is in the tables of rights."""

from typing import get_args

import msgspec
import pytest
from fastapi.routing import APIRoute

from gateways.http.app import PRIVATE, PUBLIC
from gateways.http.watching import TOPICS
from kit.http import look, transaction
from kit.problems import Problem
from kit.wire.live import Subscribe
from socle.accounts.field_table import FIELDS
from socle.accounts.fields import groups_of, veil
from socle.accounts.rights import ACTIONS
from tests.gateways.http.routes import action_of, actions_of, answers_of, name_of, routes

KINDS = {kind.__name__: kind for kind in FIELDS}


@pytest.mark.parametrize("route", routes(*PUBLIC, *PRIVATE), ids=name_of)
def test_the_answer_of_every_route_is_in_the_table_of_fields(route: APIRoute) -> None:
    assert {name for name in answers_of(route) if name != Problem.__name__} <= set(KINDS)


@pytest.mark.parametrize("route", routes(*PRIVATE), ids=name_of)
def test_whoever_may_ask_a_route_may_have_its_answer(route: APIRoute) -> None:
    for role in ACTIONS[action_of(route)]:
        for name in answers_of(route):
            veil(groups_of(frozenset({role})), KINDS[name])  # or it says why not


def test_every_live_topic_asks_for_an_action_of_the_table() -> None:
    (topics,) = (field.type for field in msgspec.structs.fields(Subscribe) if field.name == "topics")
    assert set(get_args(get_args(topics)[0])) == set(TOPICS)
    assert set(TOPICS.values()) <= set(ACTIONS)


@pytest.mark.parametrize("route", routes(*PRIVATE), ids=name_of)
def test_the_right_is_asked_before_the_transaction_that_depends_on_it(route: APIRoute) -> None:
    opens = [place for place, inner in enumerate(route.dependant.dependencies) if inner.call in {look, transaction}]
    asks = [place for place, inner in enumerate(route.dependant.dependencies) if actions_of(inner)]
    assert not opens or min(asks) < min(opens)
