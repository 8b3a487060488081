"""Reading a SQLite file beside Django's own connection leaves that connection's locks alone."""

import sqlite3
import subprocess
import sys
from contextlib import closing

from tandem_desk.records.services.snapshots import readers

OTHER_PROCESS = """
import sqlite3, sys
file = sqlite3.connect(sys.argv[1])
file.execute("SELECT count(*) FROM one").fetchone()
file.close()
"""


def test_another_process_never_takes_the_log_away_from_under_an_open_connection(tmp_path):
    path = tmp_path / "store.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as ours:
        ours.execute("PRAGMA journal_mode=WAL")
        ours.execute("CREATE TABLE one (id INTEGER PRIMARY KEY)")
        ours.execute("INSERT INTO one VALUES (1)")
        log = path.with_name("store.sqlite3-wal")
        before = log.stat().st_ino
        with readers._driver({"NAME": path}, "sqlite") as driver:
            assert [
                row
                for batch in driver.batches("SELECT id FROM one", readers._numbers("id"))
                for row in batch.to_pylist()
            ]
        # Were our locks gone now, this process would be the last one out, and the log would go with it.
        subprocess.run([sys.executable, "-c", OTHER_PROCESS, str(path)], check=True, timeout=60)
        assert log.exists()
        assert log.stat().st_ino == before
        ours.execute("INSERT INTO one VALUES (2)")
        with closing(sqlite3.connect(path)) as later:
            assert later.execute("SELECT count(*) FROM one").fetchone() == (2,)


def test_a_reader_sees_one_state_to_its_end(tmp_path):
    path = tmp_path / "store.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as ours:
        ours.execute("PRAGMA journal_mode=WAL")
        ours.execute("CREATE TABLE one (id INTEGER PRIMARY KEY)")
        with readers._driver({"NAME": path}, "sqlite") as driver:
            first = next(driver.batches("SELECT count(*) AS n FROM one", readers._numbers("n"))).to_pylist()
            ours.execute("INSERT INTO one VALUES (1)")
            second = next(driver.batches("SELECT count(*) AS n FROM one", readers._numbers("n"))).to_pylist()
        assert first == second == [{"n": 0}]
