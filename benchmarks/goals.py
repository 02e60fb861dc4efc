"""Goals of speed and size: each printed with its figure, then how many are met."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

Job = Callable[[], object]


class Goal(NamedTuple):
    name: str
    figure: float
    limit: float
    least: bool
    unit: str = "times"

    @property
    def met(self) -> bool:
        return self.figure >= self.limit if self.least else self.figure <= self.limit

    @property
    def measured(self) -> str:
        bound = "at least" if self.least else "at most"
        return f"{self.name}: {self.figure:.2f} {self.unit}, goal {bound} {self.limit:g}"

    def __str__(self) -> str:
        return f"{'met' if self.met else 'not met':8}{self.measured}"


def judge(goals: Iterable[Goal]) -> None:
    """Print each goal as soon as it is measured."""
    judged = []
    for goal in goals:
        print(goal, flush=True)
        judged.append(goal)
    print(f"met {sum(goal.met for goal in judged)} of {len(judged)}")
