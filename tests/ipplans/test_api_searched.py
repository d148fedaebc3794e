"""schemathesis asks the API whatever its description allows, and what it does not: no fault, no answer out of shape."""

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from pytest_django.live_server_helper import LiveServer
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection

from plans.models import ApiToken, User
from tests.demonstration import load_demonstration

EXAMPLES = int(os.environ.get("API_EXAMPLES", "15"))  # an address; more in `make stateful`


@pytest.fixture
def described(transactional_db: None, live_server: LiveServer) -> Any:
    """The API as it describes itself, on a server with the demonstration."""
    if not User.objects.exists():
        load_demonstration()
    return schemathesis.openapi.from_url(f"{live_server.url}/api/v1/openapi.json")


@pytest.fixture
def headers(described: Any) -> dict[str, str]:
    leader = User.objects.get(username="leader")
    return {"Authorization": f"Bearer {ApiToken(person=leader, name='search').give()}"}


@pytest.mark.parametrize(
    "path",
    ["/regions", "/plans", "/plans/{slug}", "/plans/{slug}/indicators", "/plans/{slug}/tasks", "/agencies", "/figures",
     "/changes"],
)  # fmt: skip
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_nothing_asked_of_it_is_a_fault(
    described: Any, headers: dict[str, str], path: str, mode: GenerationMode
) -> None:
    operation = described[f"/api/v1{path}"]["GET"]

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: Any) -> None:
        if "slug" in case.path_parameters and mode == GenerationMode.POSITIVE and len(case.path_parameters["slug"]) % 2:
            case.path_parameters["slug"] = "wenzhou-2022"
        # Who asks is put in afterwards, and a name without a value is not sent: what is left may be a good question.
        case.call_and_validate(headers=headers, excluded_checks=[negative_data_rejection])

    asked()


def test_every_address_is_asked(described: Any) -> None:
    assert sum(1 for _operation in described.get_all_operations()) == 8
