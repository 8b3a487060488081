"""Versions of a model: numbered as they come, one in force, by a member or a rule, with a word why."""

from threading import Thread

import pytest
from django.db import connection

from tandem.kernel.errors import InputError, NotPermitted
from tandem_desk.review.models import ModelSwitch, ModelVersion
from tandem_desk.review.selectors.versions import (
    artefact_of,
    earlier_version,
    find_version,
    version_in_force,
    versions_of,
)
from tandem_desk.review.services import Fitted, put_in_force, roll_back, store_version
from tandem_desk.workspace.models import AuditEntry, Job

NAME = "test/status"


@pytest.fixture
def store(workspace, now):
    def make(artefact: bytes = b"model", **values):
        fitted = Fitted({"n": 3}, artefact, now, 0, now, 1.5)
        return store_version(**{"workspace": workspace, "function": NAME, "fitted": fitted} | values)

    return make


def test_numbers_follow_one_another_for_each_function_and_workspace(store, outsider) -> None:
    numbers = [store().number, store().number, store(function="test/other").number]
    assert [*numbers, store(workspace=outsider.workspace).number] == [1, 2, 1, 1]


def test_keeping_a_version_puts_nothing_in_force_and_its_file_comes_back_byte_for_byte(store, workspace) -> None:
    version = store(bytes(range(256)))
    assert version_in_force(workspace=workspace, function=NAME) is None
    assert artefact_of(version) == bytes(range(256))
    assert "artefact" in find_version(workspace=workspace, function=NAME, number=1).get_deferred_fields()


def test_the_newest_switch_is_in_force_and_the_same_again_is_none(store, workspace, now) -> None:
    first, second = store(), store()
    put_in_force(version=first, rule="test", because="first", at=now)
    switch = put_in_force(version=second, rule="test", because=" better ", at=now, reranked={"n_moved": 3})
    assert put_in_force(version=second, rule="test", because="again", at=now) == switch
    assert (switch.because, switch.reranked, switch.actor) == ("better", {"n_moved": 3}, "test")
    assert version_in_force(workspace=workspace, function=NAME) == second
    assert earlier_version(workspace=workspace, function=NAME) == first
    assert [one.number for one in versions_of(workspace=workspace, function=NAME)] == [2, 1]
    assert AuditEntry.objects.filter(action="model put in force").count() == 2


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"rule": "", "because": "why"}, {"member"}),
        ({"rule": "test", "because": " "}, {"because"}),
        ({"rule": "", "because": ""}, {"member", "because"}),
    ],
)
def test_a_switch_by_nobody_or_without_a_word_why_is_refused(store, now, values, where) -> None:
    with pytest.raises(InputError) as error:
        put_in_force(version=store(), at=now, **values)
    assert {fault.where for fault in error.value.faults} == where
    assert not ModelSwitch.objects.exists()


def test_whose_workspace_it_is_not_switches_nothing(store, owner, operator, outsider, now) -> None:
    version = store()
    with pytest.raises(NotPermitted):
        put_in_force(version=version, member=owner, because="why", at=now)
    with pytest.raises(InputError, match="the member's workspace"):
        put_in_force(version=version, member=outsider, because="why", at=now)
    put_in_force(version=version, member=operator, because="why", at=now)
    assert ModelSwitch.objects.get().member == operator


def test_a_persons_switch_queues_the_scoring_and_a_rules_does_not(store, operator, plug, monkeypatch, now) -> None:
    from dataclasses import replace

    from tandem_desk.review import sockets

    monkeypatch.setitem(sockets.PLUGS, NAME, replace(plug, rescorer="stages.score"))
    monkeypatch.setattr("tandem_desk.review.services.versions.PLUGS", sockets.PLUGS)
    put_in_force(version=store(), rule="test", because="first", at=now)
    assert not Job.objects.exists()
    put_in_force(version=store(), member=operator, because="better", at=now)
    assert [job.name for job in Job.objects.all()] == ["stages.score"]


def test_rolling_back_goes_to_the_version_in_force_before_not_to_the_number_before(
    store, workspace, operator, now
) -> None:
    first, _, third = store(), store(), store()
    back = {"workspace": workspace, "function": NAME, "member": operator, "because": "worse", "at": now}
    with pytest.raises(InputError, match="must have had one before it"):
        roll_back(**back)
    put_in_force(version=first, rule="test", because="first", at=now)
    put_in_force(version=third, rule="test", because="third", at=now)
    assert roll_back(**back).version == first
    assert roll_back(**back).version == third


@pytest.mark.django_db(transaction=True)
def test_two_fits_at_once_get_two_numbers(store, workspace) -> None:
    def fit() -> None:
        try:
            store()
        finally:
            connection.close()

    threads = [Thread(target=fit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ModelVersion.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
