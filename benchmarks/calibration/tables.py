"""Tables as docs/calibration.md shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mlbcore.analysis.calibration import Calibration, Gain

Row = Sequence[object]


def table(head: Row, rows: Iterable[Row]) -> str:
    """A table in Markdown whose columns stand under one another, numbers to the right."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    rule = ["-" * (width - 1) + ":" for width in widths]
    return "\n".join(
        "| " + " | ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in (cells[0], rule, *cells[1:])
    )


def bins(found: Calibration) -> str:
    head = ("forecast of", "games", "mean forecast", "came true", "gap", "scatter by chance")
    return table(
        head,
        (
            (
                f"{one.low:.3f} to {one.high:.3f}",
                one.count,
                f"{one.forecast:.4f}",
                f"{one.observed:.4f}",
                f"{one.gap:+.4f}",
                f"{one.scatter:.4f}",
            )
            for one in found.bins
        ),
    )


def interval(found: Gain) -> tuple[str, str]:
    """A gain and its interval, in thousandths."""
    return f"{found.gain * 1000:+.2f}", f"{found.low * 1000:+.2f} to {found.high * 1000:+.2f}"


def percent(share: float) -> str:
    return f"{share:.2%}".replace("%", " %")
