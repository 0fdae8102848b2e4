"""Spark: an engine for many machines, where there is one already.

A worker that is lost costs time: Spark gives its batches to another one. It
does so with the masters ``spark://…``, ``yarn``, ``k8s://…``, ``local-cluster[…]``
and ``local[2,4]``; not with plain ``local[2]``.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from .errors import CorpusError
from .keeping.parts import Outcome, Tally
from .language import Phrase
from .mapping import Batch, Read, Write

#: Tasks that write parts, at most: a task writes one or more of the 256 parts.
_WRITERS = 64
#: How often a batch is tried before the run ends.
_TRIES = 4

Keyed = tuple[tuple[str, str, str], Outcome]


@dataclass(frozen=True, slots=True)
class Spark:
    """A cluster. ``master`` is what ``spark-submit --master`` takes; what else is to be set stands in ``SPARK_CONF_DIR``, as ever."""

    master: str

    def run(self, batches: Sequence[Batch], read: Read, write: Write) -> list[Tally]:
        """As `mapping.Map` says.

        Raises:
            CorpusError: Spark or Java is not installed, the cluster cannot be reached, or a batch failed several times.
        """
        context = self._context()
        try:
            found = context.parallelize(list(batches), max(1, len(batches))).flatMap(read).map(_keyed)
            writers = max(1, min(_WRITERS, len(batches)))
            sorted_out = found.repartitionAndSortWithinPartitions(writers, partitionFunc=_place, keyfunc=_same)
            tallies: list[Tally] = sorted_out.mapPartitions(lambda rows: _written(rows, write)).collect()
            return tallies
        except Exception as error:
            raise CorpusError(Phrase("{master}: Spark ended without a result ({said}); see its log, and run again", master=self.master, said=_said(error))) from error
        finally:
            context.stop()

    def _context(self) -> Any:
        try:
            from pyspark import SparkConf, SparkContext
        except ImportError as error:
            raise CorpusError(Phrase("the engine spark is not installed ({error}); pip install 'policygraph[spark]'", error=error)) from error
        if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
            raise CorpusError("the engine spark needs Java 17 or newer, and there is none: apt-get install openjdk-17-jre-headless, or set JAVA_HOME")
        settings = SparkConf().setMaster(self.master).setAppName("policygraph").set("spark.task.maxFailures", str(_TRIES))
        settings = settings.set("spark.ui.enabled", "false").set("spark.ui.showConsoleProgress", "false")
        if self.master.startswith("local"):  # the workers of this machine find what this process finds
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
            settings = settings.setExecutorEnv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
        try:
            context = SparkContext(conf=settings)
            context.setLogLevel("ERROR")
            return context
        except Exception as error:
            raise CorpusError(Phrase("{master}: Spark cannot be started ({said}); check the master", master=self.master, said=_said(error))) from error


def _keyed(outcome: Outcome) -> Keyed:
    return outcome.key, outcome


def _same(key: Any) -> Any:
    return key


def _place(key: tuple[str, str, str]) -> int:
    """The task that writes a part, as a number of which Spark takes the rest."""
    return int(key[0], 16)


def _written(rows: Iterable[Keyed], write: Write) -> Iterator[Tally]:
    for part, group in groupby(rows, key=lambda row: row[0][0]):
        yield write(part, (outcome for _, outcome in group))


def _said(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (next((line for line in reversed(lines) if "Error" in line), lines[0]) if lines else type(error).__name__)[:300]
