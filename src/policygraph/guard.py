"""Guard: a fault or an endless piece of work costs the document it happens in, and no other.

Whatever goes wrong in a stage becomes a `DocumentError` that names the file, the
stage and how to report it. A document has a budget of time over all its stages.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

from .errors import DocumentError, PolicyGraphError, ReadError
from .language import Phrase, counted
from .model import Problem

Item = TypeVar("Item")
Result = TypeVar("Result")

#: Seconds of processor time that one document may take, unless told otherwise.
BUDGET = 60.0
_REPORT = "this is a fault of policygraph: please report it with the file and what `policygraph --debug build --strict FILE` prints"
_SLOW = "raise it with --budget SECONDS, or leave the file out"


class _Expired(BaseException):
    """The budget is spent; not an Exception, so that no handler on the way takes it for a fault of its own."""


class Budget:
    """The seconds of processor time that one document may take over all its stages; None is without end.

    Work is stopped in the middle where the system can do that (on Unix, in the
    main thread); elsewhere the stage that spends the budget is the last.
    """

    def __init__(self, seconds: float | None):
        self.seconds = self.left = seconds

    @contextmanager
    def spend(self) -> Iterator[None]:
        """Count the time of the body; raises `_Expired` when the budget is spent, in the middle or at its end."""
        if self.left is None:
            yield
            return
        if self.left <= 0:
            raise _Expired
        start = time.thread_time()
        try:
            with _alarm(start + self.left):
                yield
        finally:
            self.left -= time.thread_time() - start
        if self.left <= 0:
            raise _Expired


@contextmanager
def _alarm(end: float) -> Iterator[None]:
    """Raise `_Expired` in the body once this thread's time (`time.thread_time`) is past ``end``, where that can be done."""
    armed = threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer")
    if not armed or signal.getsignal(signal.SIGPROF) is not signal.SIG_DFL:
        yield
        return

    def expire(*_: object) -> None:
        if armed and time.thread_time() >= end:
            raise _Expired

    signal.signal(signal.SIGPROF, expire)
    # It comes back: other threads' time counts in it too, and a finaliser may swallow what it raises.
    signal.setitimer(signal.ITIMER_PROF, max(end - time.thread_time(), 0.001), 0.1)
    try:
        try:
            yield
        finally:
            armed = False
    finally:  # a second time, should the alarm have come in the line above
        armed = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)


@contextmanager
def guarded(name: str, stage: str, budget: Budget | None = None, document: str = "") -> Iterator[None]:
    """Run the body as one stage of the work on one document.

    Args:
        name: The source, as messages call it.
        stage: What is done, as in “failed while …”.
        budget: What the document may still take; None is without end.
        document: Which act of the source, where only that is lost.

    Raises:
        DocumentError: Anything unexpected happened, or the budget is spent. Errors of this package go through as they are.
    """
    budget = budget or Budget(None)
    try:
        with budget.spend():
            yield
    except PolicyGraphError:
        raise
    except _Expired:
        raise DocumentError(name, _of(document, counted("not done after {count:g} second while {stage}", "not done after {count:g} seconds while {stage}", budget.seconds or 0, stage=Phrase(stage))), _SLOW) from None
    except Exception as error:
        said = f"{type(error).__name__}: {' '.join(str(error).split())[:120]}".removesuffix(": ")
        raise DocumentError(
            name, _of(document, Phrase("failed while {stage} ({said})", stage=Phrase(stage), said=said)), _REPORT) from error


def _of(document: str, reason: str) -> str:
    """What happened, and to which act of the source where only that is lost."""
    return Phrase("{document}: {reason}", document=document, reason=reason) if document else reason


def problem(error: ReadError) -> Problem:
    """What was lost, as a value to be kept and reported."""
    return Problem(error.name, error.reason, error.remedy, lost=True)


class Guard:
    """Runs stages over the acts of one source; an act that is lost in one stage is not there for the next.

    ``failures`` are the errors of those that were lost, in the order of the stages.
    """

    def __init__(self, name: str, seconds: float | None = None, *, strict: bool = False):
        """``name`` is the source in messages, ``seconds`` the budget of each act; ``strict`` raises the first error."""
        self.name, self.seconds, self.strict = name, seconds, strict
        self.failures: list[DocumentError] = []
        self._budgets: dict[tuple[int, int], Budget] = {}

    def whole(self, stage: str) -> AbstractContextManager[None]:
        """A context for work on the whole source, with a budget of its own."""
        return guarded(self.name, stage, Budget(self.seconds))

    def each(
        self, stage: str, items: Iterable[Item], where: Callable[[Item], tuple[int, int]], work: Callable[[Item], Result],
    ) -> list[tuple[Item, Result]]:
        """Do some work on every act.

        Args:
            stage: What is done, as in “failed while …”.
            items: The acts, in any form.
            where: The span of an act in the source (code points), which tells it from the others.
            work: What is done with one.

        Returns:
            Each act that came through, with its result.

        Raises:
            DocumentError: The first that is lost, if ``strict``.
        """
        done = []
        for item in items:
            start, end = where(item)
            budget = self._budgets.setdefault((start, end), Budget(self.seconds))
            try:
                with guarded(self.name, stage, budget, Phrase("the act at characters {start} to {end}", start=start, end=end)):
                    result = work(item)
                done.append((item, result))
            except DocumentError as error:
                if self.strict:
                    raise
                self.failures.append(error)
        return done
