"""The same request happens once, whoever asks how often and when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tandem_desk.workspace.models import ApiKey, IdempotentAnswer
from tandem_desk.workspace.services.answers import Claimed, claim_answer, drop_answer, keep_answer, request_digest


@pytest.fixture
def key(owner):
    return ApiKey.objects.create(workspace=owner.workspace, member=owner, name="x", prefix="p", digest="d")


def claim(key, digest="d1", repeat_key="k", minutes=0):
    return claim_answer(
        key=key, repeat_key=repeat_key, digest=digest, at=timezone.now() + timedelta(minutes=minutes)
    ).claimed


def test_the_first_goes_on_the_second_waits_and_after_the_answer_it_is_repeated(key):
    assert claim(key) is Claimed.GO_ON
    assert claim(key) is Claimed.RUNNING
    keep_answer(key=key, repeat_key="k", status=201, body="{}", headers={"ETag": '"1"'})
    found = claim_answer(key=key, repeat_key="k", digest="d1", at=timezone.now())
    assert found.claimed is Claimed.REPEATED
    assert (found.answer.status, found.answer.body, found.answer.headers) == (201, "{}", {"ETag": '"1"'})


def test_another_request_with_the_same_key_is_told_apart(key):
    claim(key)
    assert claim(key, digest="d2") is Claimed.ANOTHER


def test_a_claim_whose_process_died_can_be_taken_over_once(key):
    claim(key)
    assert claim(key, minutes=11) is Claimed.GO_ON
    assert claim(key, minutes=12) is Claimed.RUNNING


def test_a_dropped_claim_is_free_again_but_a_kept_answer_stays(key):
    claim(key)
    drop_answer(key=key, repeat_key="k")
    assert claim(key) is Claimed.GO_ON
    keep_answer(key=key, repeat_key="k", status=200, body="", headers={})
    drop_answer(key=key, repeat_key="k")
    assert IdempotentAnswer.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        ("POST", "/b", b"x", "application/json"),
        ("PATCH", "/a", b"x", "application/json"),
        ("POST", "/a", b"y", ""),
        ("POST", "/a", b"x", "text/csv"),
    ],
)
def test_method_address_body_and_kind_of_body_all_count(other):
    assert request_digest("POST", "/a", b"x", "application/json") != request_digest(*other)
    assert request_digest("POST", "/a", b"x", "application/json") == request_digest(
        "POST", "/a", b"x", "application/json; charset=utf-8"
    )
