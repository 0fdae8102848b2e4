"""The whole way from files to facts: read, segment, recognise, each stage in order.

The recognisers run one after the other (`steps`). They are components of a
spaCy pipeline too (`components`), so that a user of spaCy can add one between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from . import (
    markup,  # noqa: F401  it tells the types how a notebook shows them
    ownrules,
)
from .carrying import valid_text
from .errors import QueryError, ReadError
from .guard import BUDGET, Budget, Guard, guarded, problem
from .language import Phrase
from .model import Document, Extraction, Problem, Reading, Source
from .naming.codes import parse_number
from .reading.folding import title_key
from .reading.sources import Raw, check_paths, find_files, from_bytes, load, to_source

#: Acts that are named where none is the one that was asked for.
MOST_NAMED = 12


def extract(
    inputs: Source | str | Path | Iterable[Source | str | Path], *, on_done: Callable[[str], None] | None = None,
    strict: bool = False, budget: float | None = BUDGET, missing_ok: bool = False,
) -> Extraction:
    """Extract all facts from gazettes.

    Args:
        inputs: Sources, files, archives, or folders of these; ``-`` is standard input.
        on_done: Called with the name of each source when it is done, for a progress bar.
        strict: Stop at the first input that cannot be read, in place of going on with the rest.
        budget: Seconds of processor time that one document may take; None is without end.
        missing_ok: Take a path that is not there for an input that cannot be read, in place of an error.

    Returns:
        A reading per source in the order given. An input that cannot be read,
        that holds no official act, or that is lost to anything unexpected, is in
        ``failures`` with its reason, and the rest goes on.

    Raises:
        ReadError: A path is not there; the first failure, if ``strict``.
    """
    failures: list[Problem] = []
    readings = tuple(stream(inputs, on_done=on_done, on_failure=failures.append, strict=strict, budget=budget, missing_ok=missing_ok))
    return Extraction(readings, tuple(failures))


def stream(
    inputs: Source | str | Path | Iterable[Source | str | Path], *, on_done: Callable[[str], None] | None = None,
    on_failure: Callable[[Problem], None] | None = None, strict: bool = False, budget: float | None = BUDGET, missing_ok: bool = False,
) -> Iterator[Reading]:
    """Extract all facts from gazettes, one source after the other: nothing is kept of one when the next is read.

    Args:
        inputs: As `extract` takes them.
        on_done: Called with the name of each source when it is done.
        on_failure: Called with what was lost: a source, or an act of one.
        strict: Stop at the first input that cannot be read.
        budget: Seconds of processor time that one document may take; None is without end.
        missing_ok: Take a path that is not there for an input that cannot be read, in place of an error.

    Yields:
        A reading per source that holds an official act, in the order given.

    Raises:
        ReadError: A path is not there; the first failure, if ``strict``.
    """
    each_given = [inputs] if isinstance(inputs, Source | str | Path) else inputs
    if not missing_ok and isinstance(each_given, Sequence):  # what is made on the way is looked at when its turn comes
        check_paths(*(given for given in each_given if not isinstance(given, Source)))
    for given in each_given:
        if not missing_ok and not isinstance(given, Source):
            check_paths(given)
        for item in _expand(given):
            lost: tuple[Problem, ...] = ()
            try:
                reading = _extract_item(item, budget, strict)
                lost = reading.failures
                if reading.documents:
                    yield reading
            except ReadError as error:
                if strict:
                    raise
                lost = (problem(error),)
            for each in lost if on_failure else ():
                on_failure(each)  # type: ignore[misc]
            if on_done:
                on_done(item.label if isinstance(item, Raw) else item.name)


def facts(data: bytes, name: str, *, label: str | None = None, budget: float | None = BUDGET) -> Reading:
    """The facts of one file: nothing but its bytes, its name and the rules decides them.

    Args:
        data: The bytes of a document (no archive).
        name: The name that the graph keeps.
        label: What an error calls it; ``name`` if left out.
        budget: Seconds of processor time that reading it, and each act in it, may take; None is without end.

    Returns:
        The reading; acts that were lost to something unexpected are in its ``failures``.

    Raises:
        ReadError: It cannot be read, or holds no official act.
    """
    with guarded(label or name, "reading it", Budget(budget)):
        source = from_bytes(data, name, label=label)
    return extract_source(source, label=label, budget=budget)


def facts_by(mine: ownrules.Own | None, data: bytes, name: str) -> Reading:
    """As `facts`, with own rules, or none, in use from then on: for a process that reads for another one."""
    ownrules.use(mine)
    return facts(data, name)


def sources_of(path: str | Path) -> Iterator[tuple[str, Raw | ReadError]]:
    """The documents of a path, each with the file that it came in (an archive holds many), or why there is none."""
    try:
        with guarded(str(path), "looking for documents in it"):
            found = find_files(path)
    except ReadError as error:
        yield str(path), error
        return
    for file in found:
        try:
            with guarded(str(file), "opening it"):
                for item in load(file):
                    yield str(file), item
        except ReadError as error:
            yield str(file), error


def _expand(given: Source | str | Path) -> Iterator[Source | Raw | ReadError]:
    """The sources that an input stands for, each read only when its turn comes."""
    if isinstance(given, Source):
        yield given
        return
    for _, item in sources_of(given):
        yield item


def _extract_item(item: Source | Raw | ReadError, budget: float | None, strict: bool) -> Reading:
    if isinstance(item, ReadError):
        raise item
    if isinstance(item, Source):
        return extract_source(item, budget=budget, strict=strict)
    with guarded(item.label, "reading it", Budget(budget)):
        source = to_source(item)
    return extract_source(source, label=item.label, budget=budget, strict=strict)


def extract_source(source: Source, *, label: str | None = None, budget: float | None = None, strict: bool = False) -> Reading:
    """Extract all facts from one source.

    Args:
        source: The text; halves of surrogate pairs in it are mended first (`valid_text`).
        label: What errors and problems call it; its name if left out, which is the last part of a path.
        budget: Seconds of processor time that one act may take; None is without end.
        strict: Raise the error of an act that is lost, in place of keeping it in ``failures``.

    Raises:
        ReadError: The text holds no official act, or, if ``strict``, one was lost to something unexpected.
    """
    from .steps import default_pipeline

    label = label or source.name
    guard = Guard(label, budget, strict=strict)
    with guarded(label, "extracting its facts"):
        reading = default_pipeline()(replace(source, text=valid_text(source.text)), guard)
    if not reading.documents and not reading.failures:
        raise ReadError(
            label, "no official act was found in it",
            "give a gazette or a document with a title, a number or a signature",
        )
    return replace(reading, problems=tuple(replace(each, source=label) for each in reading.problems))


def acts_called(readings: Iterable[Reading], name: str) -> list[Reading]:
    """The readings with the acts alone that have this number, in any printed form, or this title; what was odd in the whole source is left out.

    Raises:
        QueryError: No act is called so; the message has the numbers and titles of those that were read.
    """
    number, title = parse_number(name) or parse_number(f"{name}号"), title_key(name.strip().removeprefix("《").removesuffix("》"))

    def is_meant(document: Document) -> bool:
        if number:
            return any(each.text == number.text for each in (document.number, *document.other_numbers) if each)
        return title in (title_key(each) for each in (document.title, document.enclosed_title) if each)

    readings = tuple(readings)
    found = [replace(reading, documents=tuple(filter(is_meant, reading.documents)), problems=()) for reading in readings]
    if left := [reading for reading in found if reading.documents]:
        return left
    known = [document.number.text if document.number else document.title or "—" for reading in readings for document in reading.documents]
    raise QueryError(Phrase(
        "{name}: no act that was read has this number or title; there are {known}", name=name, known=", ".join(known[:MOST_NAMED]) + (" …" if len(known) > MOST_NAMED else "")))
