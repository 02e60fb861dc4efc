"""The breaker against a model of it: open after so many failures in a row, then one try a pause."""

from __future__ import annotations

import threading

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mlbcore.breaker import Breaker, BreakerState

FAILURES = 3
PAUSE = 10.0


class BreakerMachine(RuleBasedStateMachine):
    """The model knows no states: only the failures since the last success, and when to try."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 100.0
        self.breaker = Breaker(FAILURES, PAUSE, lambda: self.now)
        self.failed = 0
        self.trying = False
        self.next_try: float | None = None  # None: anybody may, at any time

    @rule(seconds=st.sampled_from([0.0, 0.1, PAUSE / 2, PAUSE, 3 * PAUSE]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def somebody_asks(self) -> None:
        allowed = self.next_try is None or self.now >= self.next_try
        assert self.breaker.allows() is allowed
        if allowed and self.next_try is not None:
            self.trying = True
            self.next_try = self.now + PAUSE

    @rule()
    def a_try_succeeds(self) -> None:
        self.breaker.succeeded()
        self.failed, self.trying, self.next_try = 0, False, None

    @rule()
    def a_try_fails(self) -> None:
        self.breaker.failed()
        self.failed += 1
        if self.trying or (self.next_try is None and self.failed >= FAILURES):
            self.next_try = self.now + PAUSE
            self.trying = False

    @invariant()
    def it_says_for_how_long_it_rests(self) -> None:
        left = 0.0 if self.next_try is None else self.next_try - self.now
        assert abs(self.breaker.rest() - max(0.0, left)) < 1e-6

    @precondition(lambda self: self.next_try is None)
    @invariant()
    def it_is_closed_while_all_may_pass(self) -> None:
        assert self.breaker.state is BreakerState.CLOSED

    @precondition(lambda self: self.next_try is not None)
    @invariant()
    def it_is_not_closed_while_few_may(self) -> None:
        expected = BreakerState.HALF_OPEN if self.trying else BreakerState.OPEN
        assert self.breaker.state is expected


TestBreaker = BreakerMachine.TestCase


def test_of_many_threads_only_one_is_let_through_to_try() -> None:
    now = 0.0
    breaker = Breaker(1, PAUSE, lambda: now)
    breaker.failed()
    now = PAUSE
    allowed: list[bool] = []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait()
        allowed.append(breaker.allows())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(allowed) == [False] * 7 + [True]
