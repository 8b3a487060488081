"""What is mended when the site or a worker starts: all that was registered, and only what was broken is told."""

import pytest

from tandem.kernel.errors import InputError
from tandem_desk.workspace import sockets
from tandem_desk.workspace.services.jobs import Worker
from tandem_desk.workspace.services.serving import prepare_database
from tandem_desk.workspace.sockets import mend_at_start, mends_at_start


@pytest.fixture
def menders(monkeypatch):
    """A list of its own, so that nothing of the desk is mended here."""
    own = {}
    monkeypatch.setattr(sockets, "MENDERS", own)
    return own


def test_only_what_was_put_right_is_told(menders):
    mends_at_start("whole", list)
    mends_at_start("broken", lambda: ["a", "b"])
    assert mend_at_start() == {"broken": ["a", "b"]}


def test_a_name_stands_for_one_mender_that_may_be_registered_again(menders):
    mends_at_start("one", list)
    mends_at_start("one", list)
    with pytest.raises(InputError, match="name of its own"):
        mends_at_start("one", tuple)
    assert menders == {"one": list}


def test_the_worker_and_the_site_mend_before_anything_else(menders, db):
    def fail():
        raise RuntimeError("nothing may be done before this")

    mends_at_start("first", fail)
    with pytest.raises(RuntimeError, match="before this"):
        Worker().run(until_empty=True)
    with pytest.raises(RuntimeError, match="before this"):
        prepare_database()


def test_the_desk_itself_registers_the_indexes_of_imports():
    assert "indexes left out by a stopped import" in sockets.MENDERS
