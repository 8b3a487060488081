"""The Evidence page shows committed figures, and says so where there are none."""

import pytest

from tandem_desk.stages.views import evidence

RESULTS = """# Pages

All pages stay within **150 ms**.

| Page | p95 ms |
|---|---|
| Leads | `90` |
| <i>Map</i> | 12 |

More words.

| Size |
|---|
| 7 |
"""


@pytest.fixture
def benchmarks(tmp_path, monkeypatch):
    monkeypatch.setattr(evidence, "BENCHMARKS", tmp_path)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "results.md").write_text(RESULTS, encoding="utf-8")
    return tmp_path


def test_a_results_file_is_read_into_words_and_tables(benchmarks) -> None:
    result = evidence.read_result("pages")
    assert result.words == "All pages stay within **150 ms**."
    assert [table.head for table in result.tables] == [("Page", "p95 ms"), ("Size",)]
    assert result.tables[0].rows[0] == ("Leads", "90")


def test_where_nothing_is_committed_there_is_no_result(benchmarks) -> None:
    assert evidence.read_result("leakage") is None


@pytest.mark.django_db
def test_the_page_shows_the_figures_and_calls_the_rest_unproven(benchmarks, owner, client_of) -> None:
    page = client_of(owner).get("/evidence/").content.decode()
    assert "<td>90</td>" in page
    assert "&lt;i&gt;Map" in page
    assert "treat it as unproven" in page
    assert "python -m benchmarks pages" in page
