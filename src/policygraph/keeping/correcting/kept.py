"""The corrections that a corpus keeps: a file in its folder, which every run applies, and what each came to."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

from ...corrections import Correction, distinct, expanded, read_corrections
from ...files import write_whole
from ...language import Phrase
from ...stating.terms import BASE
from ..manifest import Manifest
from .corrector import Corrector
from .fits import NOTHING, Fit, merged

#: The file in the folder of a corpus.
FILE = "corrections.toml"


def corrections_of(path: Path) -> tuple[Correction, ...]:
    """The corrections of a corpus, none where it has no such file.

    Raises:
        TableError: The file is malformed.
    """
    return read_corrections(path / FILE) if (path / FILE).is_file() else ()


def keep(path: Path, file: str | Path) -> None:
    """Take a file of corrections into a corpus, in place of the one that it has.

    Raises:
        TableError: It is malformed, or cannot be read.
        OutputError: The folder cannot be written.
    """
    read_corrections(file)
    text = Path(file).read_bytes()
    if not (path / FILE).is_file() or (path / FILE).read_bytes() != text:
        write_whole(path / FILE, text)


class Correcting:
    """The corrections of a corpus while a state of it is made."""

    def __init__(self, path: Path, manifest: Manifest):
        """Raises: TableError: The file of corrections is malformed."""
        self.manifest = manifest
        self.corrector = Corrector(corrections_of(path), manifest.get("base") or BASE)
        self.fits: list[tuple[str, Fit]] = []

    def mark(self) -> None:
        """Where the corrections are others than those of the last state: mark the sources that they touch, or did."""
        known = _hash(self.corrector.index.corrections)
        if known == (self.manifest.get("corrections") or ""):
            return
        touched = {graph for graph, facts in self.manifest.all_facts() if self.corrector.touches(zlib.decompress(facts))}
        with self.manifest.changing():
            self.manifest.mark({*touched, *(graph for graph, *_ in self.manifest.fits())})
            self.manifest.set("corrections", known)

    def corrected(self, graph: str, facts: bytes) -> bytes:
        """The facts of a source (N-Triples) as they are to be read."""
        found, fits = self.corrector.corrected(facts)
        self.fits += ((graph, fit) for fit in fits)
        return found

    def note(self, graphs: Iterable[str] | None) -> None:
        """Note what the corrections came to in these graphs, or in all."""
        rows = [(graph, fit.correction.id, fit.state, list(fit.changes), [other.id for other in fit.others]) for graph, fit in self.fits]
        with self.manifest.changing():
            self.manifest.put_fits(graphs, rows)


def _hash(corrections: Iterable[Correction]) -> str:
    """What the outcome depends on beside the facts: the corrections, and the code that applies them; "" for none."""
    digest = hashlib.sha256("\n".join(each.id for each in corrections).encode())
    if not corrections:
        return ""
    package = files("policygraph")
    for each in (package / "corrections.py", *sorted((package / "keeping" / "correcting").iterdir(), key=lambda entry: entry.name)):
        if each.name.endswith(".py"):
            digest.update(each.read_bytes())
    return digest.hexdigest()


def noted(path: Path, manifest: Manifest) -> list[Fit]:
    """What each correction of a corpus came to when its state was made, by hash.

    Raises:
        TableError: The file of corrections is malformed.
    """
    base = manifest.get("base") or BASE
    known = {each.id: each for each in distinct(expanded(each, base) for each in corrections_of(path))}
    rows = ((id, state, changes, others) for _, id, state, changes, others in manifest.fits() if id in known)
    found = [Fit(known[id], state, tuple(changes), tuple(known[other] for other in others if other in known)) for id, state, changes, others in rows]
    return whole(known.values(), found)


def whole(corrections: Iterable[Correction], fits: Iterable[Fit]) -> list[Fit]:
    """One outcome for each correction: that over all sources, or that nothing fits it."""
    found = {fit.correction.id: fit for fit in merged(fits)}
    return [found.get(each.id) or Fit(each, NOTHING, (Phrase("it is about nothing that is held"),)) for each in distinct(corrections)]


def check(corrections: Iterable[Correction], manifest: Manifest) -> list[Fit]:
    """What corrections would come to in a corpus, each with its outcome, by hash; nothing is changed.

    The facts of the sources are read one after the other, as the rules stated them.
    """
    corrector = Corrector(corrections, manifest.get("base") or BASE)
    return whole(corrector.index.corrections, _fits(corrector, manifest))


def _fits(corrector: Corrector, manifest: Manifest) -> Iterator[Fit]:
    for _, facts in manifest.all_facts():
        yield from corrector.corrected(zlib.decompress(facts))[1]
