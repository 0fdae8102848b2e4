"""PDFs: the text is that of the file, whatever fonts the machine has and however its letters are written."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
import reportlab

import documents
import pdfs
from conftest import ROOT, environment
from policygraph.reading.sources import from_bytes

#: A font that reportlab brings; its letters stand for Chinese ones in some files, whose tables say so.
VERA = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
LINES = documents.wrapped("　　各县区要把修路架桥列入2021年重点工作，明确责任单位，按月报送进展，年底前完成验收。", 16)
SENTENCE = "".join(LINES).strip("　")


def read_pdf(data: bytes) -> str:
    return from_bytes(data, "a.pdf").text


def letters(lines: list[str], size: float = 16) -> list[tuple[float, float, str]]:
    """Each letter as a piece of its own, as many programs write them."""
    found = []
    for n, line in enumerate(lines):
        x = 90.0
        for letter in line:
            found += [(x, 700 - 28.0 * n, letter)] if letter != "　" else []
            x += size / 2 if letter.isascii() else size
    return found


def in_letters() -> bytes:
    """A font that is only named, each letter a piece of its own."""
    out = io.BytesIO()
    canvas = documents._canvas(out)
    canvas.setFont("STSong-Light", 16)
    for x, y, letter in letters(LINES):
        canvas.drawString(x, y, letter)
    canvas.save()
    return out.getvalue()


def in_columns() -> bytes:
    out = io.BytesIO()
    canvas = documents._canvas(out)
    canvas.setFont("STSong-Light", 12)
    for n in range(12):
        canvas.drawString(80, 740 - 20 * n, f"左栏第{n}行的文字排满了这一栏的宽度")
        canvas.drawString(312, 740 - 20 * n, f"右栏第{n}行的文字排满了这一栏的宽度")
    canvas.save()
    return out.getvalue()


def justified(embedded: bool) -> bytes:
    """A paragraph set to both margins, in Chinese, or in English with the font in the file."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    documents._canvas(io.BytesIO())  # makes the Chinese font known
    pdfmetrics.registerFont(TTFont("Vera", VERA))
    style = ParagraphStyle("body", fontName="Vera" if embedded else "STSong-Light", fontSize=14, leading=24, alignment=4, firstLineIndent=28,
                           wordWrap=None if embedded else "CJK")
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=(documents.WIDTH, documents.HEIGHT), invariant=1).build([Paragraph(text, style) for text in paragraphs(embedded)])
    return out.getvalue()


def paragraphs(english: bool) -> list[str]:
    if english:
        return ["The county shall mend the roads and the bridges that the flood has broken, and shall report to the city every month."] * 3
    return [SENTENCE * 4, SENTENCE * 2, SENTENCE * 3]


def in_standard_font() -> bytes:
    """One of the fonts whose widths a PDF may leave out."""
    out = io.BytesIO()
    canvas = documents._canvas(out)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(90, 700, "Gazette of the county, willing millimetres")
    canvas.save()
    return out.getvalue()


#: Files, and their text without blanks.
FILES = {
    "named font": (documents.as_pdf, "".join([documents.TITLE, documents.NUMBER, documents.ADDRESSEES, *documents.NOTICE, documents.SIGNER,
                                              documents.DAY, documents.ENCLOSED, *documents.paragraphs()])),
    "named font, letter by letter": (in_letters, SENTENCE),
    "unknown collection, letter by letter": (lambda: pdfs.composite(letters(LINES), widths=HALVES), SENTENCE),
    "Chinese collection, letter by letter": (lambda: pdfs.composite(letters(LINES), widths=HALVES, ordering="GB1"), SENTENCE),
    "embedded, letter by letter": (lambda: pdfs.composite(letters(LINES), widths=HALVES, font_file=VERA.read_bytes()), SENTENCE),
    "two columns": (in_columns, "".join(f"{side}栏第{n}行的文字排满了这一栏的宽度" for side in "左右" for n in range(12))),
    "justified": (lambda: justified(False), "".join(paragraphs(False))),
    "justified, embedded": (lambda: justified(True), "".join(paragraphs(True)).replace(" ", "")),
    "standard font": (in_standard_font, "Gazetteofthecounty,willingmillimetres"),
}
HALVES = "/DW 1000/W[{}]".format(" ".join(f"{5 + n}[500]" for n, c in enumerate(dict.fromkeys("".join(LINES).replace("　", ""))) if c.isascii()))


@pytest.mark.parametrize("name", FILES)
def test_the_text_of_a_pdf(name):
    make, text = FILES[name]
    assert read_pdf(make()).replace("\n", "").replace(" ", "") == text


@pytest.fixture(scope="module")
def without_fonts(tmp_path_factory) -> dict[str, str]:
    """The texts as they are read where no font is."""
    folder = tmp_path_factory.mktemp("pdf")
    for name, (make, _) in FILES.items():
        (folder / f"{name}.pdf").write_bytes(make())
    code = (
        "import glob, json, pathlib, sys\nfrom policygraph.reading.sources import read_file\n"
        "assert not [p for p in glob.glob('/usr/share/fonts/**', recursive=True) if pathlib.Path(p).is_file()]\n"
        "print(json.dumps({p.stem: read_file(p).text for p in pathlib.Path(sys.argv[1]).iterdir()}))")
    done = subprocess.run(["sh", ROOT / "tests" / "without_fonts.sh", sys.executable, "-c", code, folder], capture_output=True, env=environment(), timeout=120)
    if done.returncode == 125:
        pytest.skip(done.stderr.decode().strip())
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", FILES)
def test_the_text_is_the_same_where_no_font_is(name, without_fonts):
    assert without_fonts[name] == read_pdf(FILES[name][0]())


@pytest.mark.parametrize("embedded", [True, False])
def test_letters_are_as_wide_as_the_file_says(embedded):
    """Two ems from letter to letter are a gap, unless the letters are two ems wide."""
    pieces = [(90 + 32.0 * n, 700.0, letter) for n, letter in enumerate("修路架桥")]
    for widths, text in (("/DW 1000", "修 路 架 桥\n"), ("/DW 2000", "修路架桥\n"), ("/DW 500/W[5[2000 2000] 7 8 2000]", "修路架桥\n")):
        assert read_pdf(pdfs.composite(pieces, widths=widths, font_file=VERA.read_bytes() if embedded else None)) == text


@pytest.mark.parametrize(("letters", "says", "text"), [
    ("修𠀀路𠮷", {}, "修𠀀路𠮷"),
    ("修路", {"修": "d840", "路": "dc00"}, "𠀀"),  # the halves of a pair in two letters
    ("修路架", {"路": "d840"}, "修\ufffd架"),
    ("修路架", {"修": "dc00", "路": "d840"}, "\ufffd\ufffd架"),
    ("修路架桥", {"修": "d840", "路": "d840", "架": "dc00"}, "\ufffd𠀀桥"),
])
def test_halves_of_characters_are_joined(letters, says, text):
    others = [f"{n}、各县区要明确责任单位，按月报送工作进展。" for n in "一二三四五六七八九十"] * 2  # more than one lost letter in a hundred is damage
    rows = [(90.0, 780 - 30.0 * n, row) for n, row in enumerate([*others, letters])]
    assert read_pdf(pdfs.composite(rows, unicode=says)).splitlines() == [*others, text]


def test_a_page_that_lies_on_its_side():
    out = io.BytesIO()
    canvas = documents._canvas(out)
    canvas.setFont("STSong-Light", 16)
    canvas.translate(300, 100)
    canvas.rotate(90)
    for n, line in enumerate(("修路工作表", "架桥工作表")):
        canvas.drawString(0, -28 * n, line)
    canvas.save()
    assert read_pdf(out.getvalue()) == "修路工作表\n架桥工作表\n"


def test_slanted_letters_stand_upright():
    """A font without italics is slanted by the program that writes the file."""
    out = io.BytesIO()
    canvas = documents._canvas(out)
    text = canvas.beginText()
    text.setFont("STSong-Light", 16)
    text.setTextTransform(1, 0, 0.33, 1, 90, 700)
    text.textOut("修路工作表")
    canvas.drawText(text)
    canvas.setFont("STSong-Light", 16)
    canvas.drawString(90, 600, "一、架桥工作。")
    canvas.save()
    assert read_pdf(out.getvalue()) == "修路工作表\n一、架桥工作。\n"
