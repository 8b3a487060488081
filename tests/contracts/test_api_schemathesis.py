"""Every operation of the interface keeps to its description, whatever is sent to it."""

from datetime import timedelta

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounds
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tandem.tables.schema import RECORD_TABLES
from tandem_desk.config.api import described
from tandem_desk.records.selectors.kinds import model_of
from tandem_desk.review.models import SuggestionEntry
from tandem_desk.touchpoints.models import Touchpoint
from tandem_desk.workspace.models import Member, Role, Workspace
from tandem_desk.workspace.services.keys import SCOPES, issue_key

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
OPERATIONS = sorted(one["operationId"] for methods in described()["paths"].values() for one in methods.values())
EXAMPLES = 3


@pytest.fixture
def key(db):
    """A key with every scope of an operator whose workspace has one of everything."""
    now = timezone.now()
    workspace = Workspace.objects.create(name="Any")
    member = Member.objects.create(workspace=workspace, name="Any", email="any@any.example", role=Role.OPERATOR)
    made = {
        table.name: model_of(table.kind).objects.create(workspace=workspace, owner=member, recorded_at=now)
        for table in RECORD_TABLES
    }
    lead = made["leads"]
    Touchpoint.objects.create(workspace=workspace, kind="call", lead=lead, occurred_at=now, recorded_at=now)
    SuggestionEntry.objects.create(
        workspace=workspace, function="prospecting/lead_scoring", subject_kind="lead", subject_id=lead.pk, proposal={},
        probability=0.4, low=0.2, high=0.6, level=0.8, fingerprint="0" * 32, made_at=now,
        expires_at=now + timedelta(days=9),
    )  # fmt: skip
    return issue_key(member=member, name="any", scopes=SCOPES)[1]


@pytest.fixture(scope="module", autouse=True)
def one_connection():
    """Keep the test's own connection and its open transaction through every request, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def schema(one_connection, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_keeps_to_its_description(name, schema, key, settings, tmp_path):
    settings.TANDEM_HOME = tmp_path
    operation = schema.find_operation_by_id(name)

    @given(case=operation.as_strategy())
    @_bounded()
    def check(case):
        response = case.call(headers={"Authorization": f"Bearer {key}"})
        case.validate_response(response, checks=CHECKS)

    check()


def _bounded():
    return bounds(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
