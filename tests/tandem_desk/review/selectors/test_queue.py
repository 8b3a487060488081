"""The queue: theirs, their team's and nobody's, best first, a page at a time."""

from datetime import timedelta

from tandem_desk.review.selectors.queue import (
    Place,
    open_suggestions_of,
    queue_for,
    queue_length,
    suggestion_for,
    suggestion_seen_by,
)
from tandem_desk.review.services.opening import Assignment, open_suggestions
from tandem_desk.workspace.models import Role

NAME = "test/status"


def open_to(workspace, suggest, lead, to, priority=0.5):
    open_suggestions(
        workspace=workspace, suggestions=[suggest(lead.pk)], assign=lambda _: to, priority=lambda _: priority
    )
    return suggestion_for(workspace=workspace, function=NAME, subject_kind="lead", subject_id=lead.pk)


def test_a_member_is_meant_theirs_their_teams_and_nobodys(
    plug, workspace, suggest, make_lead, owner, team_mate, stranger, outsider, team, other_team, now
) -> None:
    rows = {
        name: open_to(workspace, suggest, make_lead(), to).pk
        for name, to in (
            ("owner's", Assignment(owner.pk, team.pk)),
            ("team's", Assignment(None, team.pk)),
            ("other team's", Assignment(None, other_team.pk)),
            ("nobody's", Assignment()),
        )
    }
    seen = {
        member.name: {name for name, pk in rows.items() if pk in [one.pk for one in queue_for(member=member, now=now)]}
        for member in (owner, team_mate, stranger, outsider)
    }
    assert seen == {
        "Alice Owner": {"owner's", "team's", "nobody's"},
        "Bob Mate": {"team's", "nobody's"},
        "Sam Stranger": {"other team's", "nobody's"},
        "Charlie Outsider": set(),
    }
    assert [queue_length(member=one, now=now) for one in (owner, team_mate, stranger, outsider)] == [3, 2, 2, 0]


def test_pages_follow_without_gap_or_repeat_where_priorities_are_equal(
    plug, workspace, suggest, make_lead, owner, now
) -> None:
    for priority in (0.1, 0.5, 0.5, 0.5, 0.9):
        open_to(workspace, suggest, make_lead(), Assignment(owner.pk), priority)
    whole = [one.pk for one in queue_for(member=owner, now=now)]
    walked, after = [], None
    while page := queue_for(member=owner, now=now, limit=2, after=after):
        walked += [one.pk for one in page]
        after = Place(page[-1].priority, page[-1].pk)
    assert walked == whole
    assert [one.priority for one in queue_for(member=owner, now=now)] == [0.9, 0.5, 0.5, 0.5, 0.1]
    assert [one.pk for one in open_suggestions_of(workspace=workspace, function=NAME)] == whole


def test_what_has_expired_is_no_longer_queued(opened, owner, now) -> None:
    row = opened()
    assert [one.pk for one in queue_for(member=owner, now=row.expires_at - timedelta(seconds=1))] == [row.pk]
    assert queue_for(member=owner, now=row.expires_at) == []
    assert queue_for(member=owner, now=now, function="test/other") == []


def test_one_is_found_by_its_id_by_those_who_see_it(opened, workspace, owner, stranger, outsider) -> None:
    workspace.visibility = "team"
    workspace.save()
    row = opened()
    seen = [suggestion_seen_by(member=one, suggestion_id=row.pk) for one in (owner, stranger, outsider)]
    assert seen == [row, None, None]


def test_a_manager_sees_what_waits_for_the_team_and_one_without_a_team_what_waits_for_all(
    make_suggestion, make_member, owner, manager, stranger, now
) -> None:
    ours = make_suggestion(assigned_to=owner, team=owner.team, priority=2)
    theirs = make_suggestion(assigned_to=stranger, team=stranger.team, priority=1)
    head = make_member(Role.MANAGER)
    assert queue_for(member=manager, now=now) == [ours]
    assert queue_for(member=head, now=now) == [ours, theirs]
    assert queue_for(member=owner, now=now) == [ours]
