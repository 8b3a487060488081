"""Charts: what they draw, and that they draw it by attributes alone."""

import re

import pytest

from tandem_desk.stages.views.charts import Plane, bar_chart, calibration_chart


def test_the_plane_puts_nought_at_the_lower_left_and_the_top_at_the_upper_right() -> None:
    plane = Plane(0.5)
    assert plane.x(0) < plane.x(0.5)
    assert plane.y(0) > plane.y(0.5)


def test_a_dot_on_the_ideal_lies_on_the_dashed_line() -> None:
    drawn = calibration_chart([(100, 0.5, 0.5)], "On the line")
    cx, cy = map(float, re.search(r'<circle class="dot" cx="([\d.]+)" cy="([\d.]+)"', drawn).groups())
    x1, y1, x2, y2 = map(
        float, re.search(r'class="ideal" x1="([\d.]+)" y1="([\d.]+)" x2="([\d.]+)" y2="([\d.]+)"', drawn).groups()
    )
    assert (cx - x1) / (x2 - x1) == pytest.approx((cy - y1) / (y2 - y1), abs=0.01)


def test_fewer_rows_have_a_wider_band() -> None:
    def height(n: int) -> float:
        y1, y2 = re.search(
            r'class="interval"[^>]*y1="([\d.]+)" y2="([\d.]+)"', calibration_chart([(n, 0.3, 0.3)], "")
        ).groups()
        return abs(float(y1) - float(y2))

    assert height(20) > 2 * height(500)


def test_bars_start_at_nought_and_names_are_escaped() -> None:
    drawn = bar_chart([("Tandem", 0.4), ("<b>", 0.8)], "Tandem", "Losses")
    widths = [float(one) for one in re.findall(r'width="([\d.]+)" height="16"', drawn)]
    assert widths[1] == pytest.approx(2 * widths[0], rel=0.01)
    assert "<b>" not in drawn
    assert "style" not in drawn
