"""Media: what kind of file some bytes are, by their content first and their name second.

Names lie: a ``.doc`` of a government site may be a web page, a ``.txt`` a
PDF. What is known but not read is refused with the reason and the remedy.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import PurePath
from typing import BinaryIO

from ..errors import ReadError
from ..language import Phrase

#: The kinds that become text, and what the graph calls them.
MEDIA_TYPES = {
    "text": "text/plain",
    "markdown": "text/markdown",
    "html": "text/html",
    "json": "application/json",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
#: The kinds whose text needs a library: the function that gives it (bytes and label in; the text out, or the text and the
#: numbers of pages without text), and what a message calls such a file. Text and Markdown need none.
READERS = {
    "html": ("policygraph.reading.webpage:page_text", Phrase("the page")),
    "json": ("policygraph.reading.records:record_text", Phrase("the record")),
    "pdf": ("policygraph.reading.pdf.text:pdf_text", Phrase("the PDF")),
    "docx": ("policygraph.reading.word:document_text", Phrase("the Word file")),
}
#: Endings of the kinds that become text, and of archives of them.
ENDINGS = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html",
    ".shtml": "html", ".xhtml": "html", ".pdf": "pdf", ".docx": "docx", ".docm": "docx",
    ".zip": "zip", ".tar": "tar", ".tgz": "tar", ".gz": "tar", ".xz": "tar", ".txz": "tar", ".bz2": "tar", ".tbz2": "tar", ".jsonl": "records", ".ndjson": "records", ".jl": "records",
}
#: The kinds that hold documents.
CONTAINERS = ("zip", "tar", "records")
#: Endings of documents that are not read: in a folder or an archive they are reported, pictures are not.
UNREAD = {".doc": "doc", ".wps": "doc", ".rtf": "rtf", ".ofd": "ofd", ".ceb": "ceb", ".caj": "ceb", ".odt": "odt", ".rar": "rar", ".7z": "rar"}
#: Why a kind is not read, and what to do.
_WORD = Phrase("save it as .docx with Word, WPS or LibreOffice (soffice --headless --convert-to docx FILE)")
REFUSALS = {
    "doc": (Phrase("an old Word or WPS file is not read"), _WORD),
    "rtf": (Phrase("RTF is not read"), _WORD),
    "odt": (Phrase("OpenDocument is not read"), _WORD),
    "locked": (Phrase("the file is protected by a password"), Phrase("open it with its password, save it without one, and give that file")),
    "ofd": (Phrase("OFD is not read"), Phrase("export it as PDF with an OFD reader, or copy its text into a .txt")),
    "ceb": (Phrase("this kind of file is not read"), Phrase("export it as PDF with its reader, or copy its text into a .txt")),
    "image": (Phrase("a picture has no text"), Phrase("recognise its text (OCR, for example with ocrmypdf or tesseract) and give that as .pdf or .txt")),
    "sheet": (Phrase("a spreadsheet or presentation is not read"), Phrase("save it as PDF or copy its text into a .txt")),
    "rar": (Phrase("RAR and 7z archives are not read"), Phrase("unpack it and give the folder, or pack it as .zip")),
    "mht": (Phrase("a web archive (.mht) is not read"), Phrase("save the page as HTML and give that file")),
    "binary": (Phrase("this is a binary file, not text"), Phrase("give a gazette as .txt .md .html .pdf or .docx")),
}
_MAGIC = (
    (b"%PDF", "pdf"), (b"{\\rtf", "rtf"), (b"Rar!\x1a", "rar"), (b"7z\xbc\xaf\x27\x1c", "rar"), (b"\x1f\x8b", "tar"),
    (b"\xfd7zXZ\x00", "tar"), (b"BZh", "tar"), (b"\x89PNG", "image"), (b"\xff\xd8\xff", "image"), (b"GIF8", "image"),
    (b"II*\x00", "image"), (b"MM\x00*", "image"), (b"RIFF", "image"), (b"BM", "image"), (b"Founder CEB", "ceb"),
)
#: Comments in front of a page, each tried once: what is no page would else be tried with every way to part it.
_COMMENTS = rb"(?:(?><!--.*?-->)\s*+)*+"
#: How a whole page begins, and a piece of one.
_PAGE = re.compile(rb"\s*+(?:<\?xml[^>]*>\s*+)?" + _COMMENTS + rb"<(?:!doctype\s+html|html|head|body|meta|title)\b", re.IGNORECASE | re.DOTALL)
_PIECE = re.compile(rb"\s*+" + _COMMENTS + rb"<(?:table|tbody|div|p|span|h[1-6]|style|script|ucapcontent)\b", re.IGNORECASE | re.DOTALL)
#: How a record begins.
_RECORD = re.compile(rb'\s*+\{\s*+"[^"\n]{1,100}"\s*+:')


def recognise(file: BinaryIO, name: str, label: str) -> str:
    """The kind of a seekable file: a key of `MEDIA_TYPES`, or of `CONTAINERS`: a zip or tar file, or records of JSON, one a line.

    Args:
        file: Where to look; it stands at its beginning afterwards.
        name: The file name; its ending decides where the content does not.
        label: What an error calls the file.

    Raises:
        ReadError: The kind is known and not read.
    """
    start = file.read(8192)
    kind = _kind(file, start, PurePath(name).suffix.lower())
    file.seek(0)
    if kind in REFUSALS:
        raise ReadError(label, *REFUSALS[kind])
    return kind


def _kind(file: BinaryIO, start: bytes, ending: str) -> str:
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(file)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return _compound(file)
    for magic, kind in _MAGIC:
        if start.startswith(magic) and not (magic == b"BM" and b"\x00" not in start[:64]):
            return kind
    if b"%PDF-" in start[:1024]:
        return "pdf"  # some servers print a line in front of it
    if start[257:262] == b"ustar":
        return "tar"
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _textual(start.replace(b"\x00", b"")[2:], ending)
    if b"\x00" in start[:4096]:
        return UNREAD.get(ending, "binary")
    return _textual(start.removeprefix(b"\xef\xbb\xbf"), ending)


def _textual(start: bytes, ending: str) -> str:
    if ending == ".json":
        return "json"  # a record alone; in folders such files are for programs
    if ENDINGS.get(ending) == "records" or ending not in (".md", ".markdown") and _RECORD.match(start):
        return "records"
    if _PAGE.match(start) or ending not in (".md", ".markdown", ".txt") and _PIECE.match(start):
        return "html"  # a piece of a page in Markdown is a table that a text recogniser wrote
    if re.match(rb"(?:From|MIME-Version|Subject|Content-Type): ", start, re.IGNORECASE) and b"multipart/related" in start:
        return "mht"
    kind = ENDINGS.get(ending, "text")
    return kind if kind in ("markdown", "html") else "text"


def _zipped(file: BinaryIO) -> str:
    """A Word file, an OFD and a spreadsheet are zip files too."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):  # the last: of a version that zipfile does not know
        return "zip"  # broken; opening it will say so
    if "[Content_Types].xml" in names:
        return "docx" if any(name.startswith("word/") for name in names) else "sheet"
    if "OFD.xml" in names:
        return "ofd"
    return "odt" if "mimetype" in names and "content.xml" in names else "zip"


def _compound(file: BinaryIO) -> str:
    """OLE: an old Word file, or a new one that is encrypted."""
    file.seek(0)
    return "locked" if "EncryptedPackage".encode("utf-16-le") in file.read(1 << 22) else "doc"
