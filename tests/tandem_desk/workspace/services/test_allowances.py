"""An allowance is spent, comes back with time, and is never more than full."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tandem_desk.workspace.models import Allowance, ApiKey, Member, Workspace
from tandem_desk.workspace.services.allowances import spend


@pytest.fixture
def key(owner):
    return ApiKey.objects.create(workspace=owner.workspace, member=owner, name="x", prefix="p", digest="d")


def test_a_full_bucket_holds_the_burst_and_then_says_how_long_to_wait(key, now):
    spent = [spend(key=key, at=now, burst=3, per_second=0.5) for _ in range(4)]
    assert [one.allowed for one in spent] == [True, True, True, False]
    assert [one.n_left for one in spent] == [2, 1, 0, 0]
    assert spent[-1].wait_seconds == 2
    assert spent[-1].full_in_seconds == 6


def test_tokens_come_back_with_time_but_never_more_than_the_burst(key, now):
    for _ in range(3):
        spend(key=key, at=now, burst=3, per_second=0.5)
    assert not spend(key=key, at=now + timedelta(seconds=1), burst=3, per_second=0.5).allowed
    assert spend(key=key, at=now + timedelta(seconds=2), burst=3, per_second=0.5).allowed
    assert spend(key=key, at=now + timedelta(days=9), burst=3, per_second=0.5).n_left == 2


def test_each_key_has_a_bucket_of_its_own(key, owner, now):
    other = ApiKey.objects.create(workspace=owner.workspace, member=owner, name="y", prefix="q", digest="d")
    spend(key=key, at=now, burst=1)
    assert spend(key=other, at=now, burst=1).allowed


class AnyRhythm(TestCase):
    @given(st.lists(st.floats(0, 30), min_size=1, max_size=15))
    @bounds(max_examples=15, deadline=None)
    def test_never_more_than_burst_plus_what_came_back(self, pauses):
        from datetime import UTC, datetime

        workspace = Workspace.objects.create(name="Any")
        member = Member.objects.create(workspace=workspace, name="Any", email="any@any.example")
        key = ApiKey.objects.create(workspace=workspace, member=member, name="x", prefix="p", digest="d")
        at, n_allowed = datetime(2026, 3, 2, tzinfo=UTC), 0
        for pause in pauses:
            at += timedelta(seconds=pause)
            n_allowed += spend(key=key, at=at, burst=3, per_second=0.1).allowed
        assert n_allowed <= 3 + sum(pauses[1:]) * 0.1 + 1e-6
        assert Allowance.objects.get(api_key=key).n_tokens >= -1e-6
