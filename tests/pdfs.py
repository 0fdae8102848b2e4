"""PDFs that no library writes: put together object by object."""

from __future__ import annotations


def pdf(*objects: bytes | str) -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body.encode() if isinstance(body, str) else body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(places) + 1, table, len(places) + 1, len(out))


def stream(content: bytes | str, head: str = "") -> bytes:
    content = content.encode() if isinstance(content, str) else content
    return f"<<{head}/Length {len(content)}>>\nstream\n".encode() + content + b"\nendstream"


def page(content: str, resources: str, *objects: bytes | str) -> bytes:
    """One page with such content; the objects are numbered from 5."""
    return pdf(
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<{resources}>>>>", stream(content), *objects)


def calling_itself() -> bytes:
    """A form that shows itself thirty times, over and over: pdfium runs out of memory."""
    form = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>"
    return page("/X Do", "/XObject<</X 5 0 R>>", stream("/X Do " * 30, form))


def composite(
    pieces: list[tuple[float, float, str]], *, ordering: str = "Identity", widths: str = "", size: float = 16,
    font_file: bytes | None = None, unicode: dict[str, str] | None = None,
) -> bytes:
    """Pieces of text (x, y, characters) in a composite font, each character by a number of its own.

    Args:
        ordering: The character collection that the font names.
        widths: ``/DW`` and ``/W`` of the font.
        font_file: A TrueType font to embed; without it the font is only named.
        unicode: What the table of characters says for some of them, as hexadecimal UTF-16, in place of what is right.
    """
    codes = {c: number for number, c in enumerate(dict.fromkeys("".join(text for *_, text in pieces)), 5)}
    named = {c: (unicode or {}).get(c, c.encode("utf-16-be").hex()) for c in codes}
    table = "\n".join(f"1 beginbfchar <{codes[c]:04x}> <{name}> endbfchar" for c, name in named.items())
    shown = " ".join(f"1 0 0 1 {x:g} {y:g} Tm <{''.join(f'{codes[c]:04x}' for c in text)}> Tj" for x, y, text in pieces)
    return page(
        f"BT /F {size:g} Tf {shown} ET", "/Font<</F 5 0 R>>",
        "<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/FontDescriptor 8 0 R/CIDToGIDMap/Identity{widths}"
        f"/CIDSystemInfo<</Registry(Adobe)/Ordering({ordering})/Supplement 0>>>>",
        stream(f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange\n{table}\nendcmap end end"),
        "<</Type/FontDescriptor/FontName/SimSun/Flags 4/FontBBox[0 -140 1000 860]/Ascent 860/Descent -140/ItalicAngle 0/CapHeight 700/StemV 80"
        + ("/FontFile2 9 0 R" if font_file else "") + ">>",
        stream(font_file or b"", f"/Length1 {len(font_file or b'')}"))
