"""Charts as SVG made on the server: attributes only, direct labels, the table beside them."""

from dataclasses import dataclass
from math import sqrt

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

__all__ = ["bar_chart", "calibration_chart", "outlook_bar"]

WIDTH, HEIGHT = 420, 300
LEFT, BOTTOM, TOP, RIGHT = 44, 36, 12, 16
_Z_80 = 1.2816


@dataclass(frozen=True)
class Plane:
    """Where values in [0, top] land on the drawing."""

    top: float

    def x(self, value: float) -> float:
        """Return the place across."""
        return round(LEFT + (WIDTH - LEFT - RIGHT) * value / self.top, 1)

    def y(self, value: float) -> float:
        """Return the place down."""
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / self.top, 1)


def calibration_chart(rows: "list[tuple[int, float, float]]", title: str) -> SafeString:
    """Draw what was said against what happened, with the 80% interval of each share.

    Parameters
    ----------
    rows
        (n, mean probability said, share that happened) for each group, n > 0, both in [0, 1].
    title
        The finding, for those who cannot see the drawing.
    """
    highest = max([0.1, *(max(said, min(1.0, was + _half_width(n, was))) for n, said, was in rows)])
    plane = Plane(min(1.0, round(highest + 0.049, 1)))
    dots = format_html_join(
        "",
        '<line class="interval" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/><circle class="dot" cx="{0}" cy="{3}" r="4"/>',
        (
            (
                plane.x(said),
                plane.y(max(0.0, was - _half_width(n, was))),
                plane.y(min(plane.top, was + _half_width(n, was))),
                plane.y(was),
            )
            for n, said, was in rows
        ),
    )
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}'
        '<line class="ideal" x1="{}" y1="{}" x2="{}" y2="{}"/>{}'
        '<text x="{}" y="{}" text-anchor="end">what was said</text><text x="{}" y="{}">what happened</text></svg>',
        WIDTH,
        HEIGHT,
        title,
        _axes(plane),
        plane.x(0),
        plane.y(0),
        plane.x(plane.top),
        plane.y(plane.top),
        dots,
        WIDTH - RIGHT,
        HEIGHT - 4,
        LEFT + 6,
        TOP + 6,
    )


def _half_width(n: int, share: float) -> float:
    # Agresti and Coull's added two, so that shares of nought and one have an interval as well.
    p = (share * n + 1) / (n + 2)
    return _Z_80 * sqrt(p * (1 - p) / (n + 2))


def _axes(plane: Plane) -> SafeString:
    ticks = [plane.top * step / 4 for step in range(5)]
    return format_html_join(
        "",
        '<line class="gridline" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/><text x="{3}" y="{4}" text-anchor="end">{5}</text>'
        '<text x="{6}" y="{7}" text-anchor="middle">{5}</text>',
        (
            (
                LEFT,
                WIDTH - RIGHT,
                plane.y(tick),
                LEFT - 6,
                plane.y(tick) + 4,
                f"{100 * tick:.0f}%",
                plane.x(tick),
                HEIGHT - BOTTOM + 16,
            )
            for tick in ticks
        ),
    )


def bar_chart(rows: "list[tuple[str, float]]", ours: str, title: str, *, digits: int = 3) -> SafeString:
    """Draw one bar for each name from zero, the figure beside it; the bar named `ours` in the accent colour."""
    top = max([value for _, value in rows] + [1e-9])
    height, label = 30, 190
    bars = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="end" class="{}">{}</text>'
        '<rect class="{}" x="{}" y="{}" width="{}" height="16" rx="2"/>'
        '<text x="{}" y="{}" class="strong">{}</text>',
        (
            (
                label - 8,
                height * place + 17,
                "strong" if name == ours else "",
                name,
                "bar-fill" if name == ours else "bar-other",
                label,
                height * place + 4,
                max(round((WIDTH - label - 60) * value / top, 1), 1),
                label + max(round((WIDTH - label - 60) * value / top, 1), 1) + 6,
                height * place + 17,
                f"{value:.{digits}f}",
            )
            for place, (name, value) in enumerate(rows)
        ),
    )
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        height * len(rows),
        title,
        bars,
    )


def outlook_bar(shares: "list[float]") -> SafeString:
    """Draw shares that sum to one as a bar cut into won, no decision, lost and still open; figures stand beside it."""
    parts, x = [], 0.0
    for name, share in zip(("won", "undecided", "lost", "open"), shares, strict=True):
        parts.append((name, round(100 * x, 2), round(100 * share, 2)))
        x += share
    rects = format_html_join("", '<rect class="{}" x="{}" width="{}" height="10"/>', parts)
    return format_html(
        '<svg class="outlook-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{}</svg>', rects
    )
