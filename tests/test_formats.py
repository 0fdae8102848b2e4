"""The same act in every format gives the same facts; what cannot be read is refused with the remedy."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import tarfile
import zipfile

import pytest

import documents
from conftest import environment
from policygraph.errors import ReadError
from policygraph.pipeline import extract
from policygraph.reading import apart, archives
from policygraph.reading.sources import Raw, count, from_bytes, load, read, read_file

FILES = {
    "act.txt": lambda: documents.as_text().encode("utf-8"), "act.md": lambda: documents.as_markdown().encode("utf-8"),
    "act.html": documents.as_page, "act-gb.html": lambda: documents.as_page("gb2312"), "act.docx": documents.as_word,
    "act.pdf": documents.as_pdf,
}


def facts(extraction) -> dict:
    """Everything that the one act states, without the places where it stands."""
    assert not extraction.failures, extraction.failures
    (document,) = extraction.documents
    return {
        "head": (
            document.title, document.enclosed_title, document.number, document.type, document.issuers, document.addressees,
            document.signed, document.effective, document.expires, document.place, document.level),
        "provisions": [(p.id, p.heading, p.text, p.part) for p in document.provisions],
        "citations": [(c.relation, c.target, c.provision, c.rule, c.resolution) for c in document.citations],
        "agencies": [(m.agency, m.printed, m.provision) for m in document.agencies if m.provision],
        "responsibilities": [(r.agency, r.role, r.printed, r.provision, r.action) for r in document.responsibilities],
        "duties": [(d.agency, d.action, d.provision) for d in document.duties],
        "programmes": [(p.name, p.printed, p.provision) for p in document.programmes],
        "targets": [(t.indicator, t.value, t.unit, t.comparator, t.deadline, t.provision) for t in document.targets],
        "funding": [(f.purpose, f.value, f.unit, f.period, f.provision) for f in document.funding],
    }


@pytest.fixture(scope="module")
def expected() -> dict:
    found = facts(extract(from_bytes(FILES["act.txt"](), "act.txt")))
    assert found["head"][:2] == (documents.TITLE, documents.ENCLOSED) and found["head"][6] == "2021-06-20"
    assert len(found["provisions"]) == 11 and len(found["responsibilities"]) >= 8 and len(found["targets"]) == 5
    assert found["citations"] and found["duties"] and found["programmes"] and found["funding"]
    return found


@pytest.mark.parametrize("name", FILES)
def test_the_same_act_gives_the_same_facts(name, expected):
    source = from_bytes(FILES[name](), name)
    extraction = extract(source)
    assert facts(extraction) == expected
    for document in extraction.documents:
        for item in (*document.citations, *document.responsibilities, *document.duties, *document.targets, *document.programmes):
            assert source.text[item.evidence.start : item.evidence.end] == item.evidence.exact


@pytest.mark.parametrize("name", FILES)
def test_content_tells_the_format_where_the_name_does_not(name, expected):
    if name != "act.md":  # the headings of Markdown are read in plain text too
        assert from_bytes(FILES[name](), "unknown").media_type == from_bytes(FILES[name](), name).media_type
    assert facts(extract(from_bytes(FILES[name](), "standard input"))) == expected


def test_metadata_of_a_page_is_read_as_metadata():
    (document,) = extract(from_bytes(documents.as_page(), "act.html")).documents
    assert document.printed == "2021-06-28"


# ---- web pages


def page(body: str, head: str = "") -> str:
    return from_bytes(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "page.html").text


PROSE = "为加强消防安全管理，根据有关规定，现就有关事项通知如下，请认真贯彻执行。" * 3


def test_a_page_is_read_without_what_is_around_the_act():
    text = from_bytes(documents.as_page(), "act.html").text
    for chrome in ("首页", "当前位置", "打印", "分享", "扫一扫", "上一篇", "防汛", "版权所有", "网站标识码", "var menu"):
        assert chrome not in text
    for line in ("索 引 号：003-2021-00012", "发文机关：云山市人民政府", f"发文字号：{documents.NUMBER}", "发布日期：2021-06-28"):
        assert line in text.splitlines()


@pytest.mark.parametrize("block", [
    "<dl><dt>索引号：</dt><dd>A-1</dd><dt>成文日期：</dt><dd>2020-01-03</dd></dl>",
    "<ul><li>索引号：A-1</li><li><label>成文日期：</label><span>2020-01-03</span></li></ul>",
    "<p><span>索引号：A-1</span><span>成文日期：2020-01-03</span><span>【字号：<a>大</a> <a>小</a>】</span></p>",
    "<table><tr><th>索引号</th><td>A-1</td><th>成文日期</th><td>2020-01-03</td></tr></table>",
    "<table><tr><td>索引号：</td><td>A-1</td></tr><tr><td>有效性：</td><td></td></tr><tr><td>成文日期：</td><td>2020-01-03</td></tr></table>",
    "<div>【索引号】A-1<br>【成文日期】2020-01-03</div>",
])
def test_metadata_blocks_of_many_shapes_become_lines(block):
    lines = page(f"{block}<h1>某市关于加强消防工作的通知</h1><div><p>{PROSE}</p></div>").splitlines()
    assert [line.replace("【", "").replace("】", "：") for line in lines if "索引号" in line] == ["索引号：A-1"]
    assert [line.replace("【", "").replace("】", "：") for line in lines if "成文日期" in line] == ["成文日期：2020-01-03"]
    assert "某市关于加强消防工作的通知" in lines and not any("字号" in line for line in lines)


def test_the_title_comes_from_the_head_of_the_page_where_the_body_has_none():
    text = page(f"<div><p>{PROSE}</p></div>", "<title>某市关于加强消防工作的通知_某市人民政府</title>")
    assert text.splitlines()[0] == "某市关于加强消防工作的通知"


def test_tables_breaks_and_paragraphs():
    table = "<table><tr><td>序号</td><td><p>任务</p></td></tr><tr><td>1</td><td><p>修路，</p><p>架桥</p></td></tr></table>"
    text = page(f"<div><p>{PROSE}</p>一、要求<br/>二、期限\n　　三、分工{table}</div>")
    assert text.splitlines()[1:] == ["一、要求", "二、期限", "　　三、分工", "序号 | 任务", "1 | 修路， 架桥"]


def test_a_table_that_lays_out_the_page_is_no_table():
    rows = "".join(f"<tr><td>{n}</td><td>甲局</td></tr>" for n in (1, 2))
    text = page(f"<table><tr><td><a href=1>菜单</a></td><td><p>{PROSE}</p><p>一、分工</p><table>{rows}</table></td></tr></table>")
    assert text.splitlines() == [PROSE, "一、分工", "1 | 甲局", "2 | 甲局"]


def test_text_that_is_not_shown_is_not_read():
    text = page(f"<div><p>{PROSE}</p><div style='display: none'>密</div><textarea>密</textarea><!-- 密 --><select><option>密</select></div>")
    assert "密" not in text


def test_deep_nesting_does_no_harm():
    assert "通知如下" in page("<div>" * 220 + PROSE + "</div>" * 220)
    assert "通知如下" in page(f"<p>{PROSE}</p>" + "<div>" * 50_000 + "x")


@pytest.mark.parametrize("data", ["<html></html>", "<html><body><script>fill()</script></body></html>"])
def test_a_page_without_text_is_refused(data):
    with pytest.raises(ReadError, match="no text on the page"):
        from_bytes(data.encode(), "page.html")


# ---- Markdown


@pytest.mark.parametrize(("printed", "read_as"), [
    ("# **一、总体要求**", ["一、总体要求"]), ("> 某市人民政府", ["某市人民政府"]), ("- 一、要求", ["一、要求"]), ("1\\. 目标", ["1.目标"]),
    ("| 任务 | 牵头单位 |\n|---|:--:|\n| 修路 | 市交通局 |", ["任务|牵头单位", "修路|市交通局"]), ("达到 $98\\%$ 以上", ["达到98%以上"]),
    ("<table><tr><td>任务</td><td>单位</td></tr><tr><td>修路</td><td>交通局</td></tr></table>", ["任务|单位", "修路|交通局"]),
    ("![](images/1.jpg)", []), ("见[通知](https://example.org/a)", ["见通知"]), ("甲&nbsp;乙&amp;丙&#12288;丁", ["甲乙&丙丁"]),
    ("第二章　管理\ue004", ["第二章管理"]), ("价格<100元", ["价格〈100元"]), ("— 3 —", []),
])
def test_markdown_is_folded_and_its_text_kept(printed, read_as):
    from policygraph.segmenting.lines import is_noise, read_lines

    source = from_bytes(printed.encode("utf-8"), "a.md")
    assert source.text == printed
    lines = [line for line in read_lines(source.text) if not is_noise(line)]
    assert [line.text for line in lines] == read_as
    for line in lines:
        assert list(line.offsets) == sorted(set(line.offsets)) and line.end <= len(printed)


# ---- Word


def word(build) -> str:
    from docx import Document

    document, out = Document(), io.BytesIO()
    build(document)
    document.save(out)
    return from_bytes(out.getvalue(), "a.docx").text


def test_word_numbers_are_text_and_pages_are_not():
    lines = from_bytes(documents.as_word(), "act.docx").text.splitlines()
    assert lines[-len(documents.BODY) :] == documents.paragraphs()
    assert not any("页眉" in line for line in lines)


def test_word_tables_changes_and_boxes():
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    def build(document):
        paragraph = document.add_paragraph("保留")
        for tag, inner in (("ins", "<w:t>新增</w:t>"), ("del", "<w:delText>删去</w:delText>")):
            paragraph._p.append(parse_xml(f'<w:{tag} {nsdecls("w")} w:id="1"><w:r>{inner}</w:r></w:{tag}>'))
        table = document.add_table(2, 3)
        for k, text in enumerate(("任务", "牵头单位", "期限", "修路", "市交通局", "")):
            table.cell(k // 3, k % 3).text = text
        table.cell(0, 0).merge(table.cell(0, 1))
        box = document.add_paragraph("正文")
        box.add_run()._r.append(parse_xml(
            f'<w:pict {nsdecls("w")}><w:txbxContent><w:p><w:r><w:t>某市人民政府文件</w:t></w:r></w:p></w:txbxContent></w:pict>'))

    assert [line for line in word(build).splitlines() if line] == [
        "保留新增", "任务 牵头单位 |  | 期限", "| 修路 | 市交通局 |  |", "某市人民政府文件", "正文"]


def test_numbers_in_the_forms_of_word():
    from policygraph.reading.word import _count

    forms = {"chineseCountingThousand": "二十一", "decimal": "21", "decimalZero": "21", "upperLetter": "U", "lowerRoman": "xxi",
             "decimalFullWidth": "２１", "unknownForm": "21"}
    assert {form: _count(21, form) for form in forms} == forms
    assert [_count(n, "chineseCounting") for n in (1, 10, 11, 20, 105, 110)] == ["一", "十", "十一", "二十", "一百零五", "一百一十"]
    assert _count(3, "decimalEnclosedCircle") == "③" and _count(2, "ideographTraditional") == "乙"


# ---- PDF


def test_a_pdf_has_neither_heads_nor_page_numbers_and_whole_paragraphs():
    lines = from_bytes(documents.as_pdf(), "act.pdf").text.splitlines()
    assert not any("公报" in line or "—" in line for line in lines)
    assert [line for line in lines if line][-len(documents.BODY) :] == documents.paragraphs()


def test_two_columns_are_read_one_after_the_other():
    left = [f"左栏第{n}行的文字排满了这一栏的宽度" for n in range(12)]
    right = [f"右栏第{n}行的文字排满了这一栏的宽度" for n in range(12)]
    out = io.BytesIO()
    canvas = documents._canvas(out)
    canvas.setFont("STSong-Light", 12)
    canvas.drawCentredString(297, 780, "某市人民政府公报目录与各项文件的标题横跨两栏")
    for n in range(12):
        canvas.drawString(80, 740 - 20 * n, left[n])
        canvas.drawString(312, 740 - 20 * n, right[n])
    canvas.showPage()
    canvas.save()
    text = from_bytes(out.getvalue(), "a.pdf").text.replace("\n", "")
    assert text == "某市人民政府公报目录与各项文件的标题横跨两栏" + "".join(left) + "".join(right)


def test_pages_without_text_are_reported():
    import pypdfium2

    with pypdfium2.PdfDocument(documents.as_pdf()) as whole, pypdfium2.PdfDocument(documents.as_scan()) as scan:
        whole.import_pages(scan, index=1)
        out = io.BytesIO()
        whole.save(out)
    extraction = extract(from_bytes(out.getvalue(), "act.pdf"))
    assert extraction.documents and "page 2" in extraction.problems[0].message


def test_a_locked_pdf_is_refused():
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    locked = canvas.Canvas(out, encrypt=StandardEncryption("secret", ownerPassword="owner"))
    locked.drawString(100, 100, "text")
    locked.save()
    with pytest.raises(ReadError, match="password"):
        from_bytes(out.getvalue(), "locked.pdf")


# ---- what is not read


@pytest.mark.parametrize(("name", "data", "says"), [
    ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Word"),
    ("locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password"),
    ("old.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Word or WPS"),
    ("a.rtf", b"{\\rtf1 text}", "RTF"), ("scan.png", b"\x89PNG\r\n\x1a\n" + bytes(60), "picture"),
    ("scan.pdf", None, "scan"), ("cut.pdf", b"%PDF-1.7\n1 0 obj\n", "damaged"), ("a.rar", b"Rar!\x1a\x07\x00", "RAR"),
    ("cut.docx", None, "damaged"), ("page.mht", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x", "web archive"),
    ("a.ofd", None, "OFD"), ("a.xlsx", None, "spreadsheet"), ("a.bin", bytes(range(256)) * 8, "binary"),
])
def test_what_is_not_read_is_refused_with_the_remedy(name, data, says, tmp_path):
    made = {"scan.pdf": documents.as_scan, "cut.docx": lambda: zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<"}),
            "a.ofd": lambda: zipped({"OFD.xml": b""}), "a.xlsx": lambda: zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""})}
    (tmp_path / name).write_bytes(data if data is not None else made[name]())
    with pytest.raises(ReadError, match=says) as caught:
        read_file(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value) and caught.value.remedy and "\n" not in str(caught.value)


@pytest.mark.parametrize(("name", "library", "extra"), [
    ("act.html", "lxml", "html"), ("act.pdf", "pypdfium2", "pdf"), ("act.docx", "docx", "word")])
def test_a_missing_library_is_named_with_its_extra(name, library, extra, monkeypatch, tmp_path):
    data = FILES[name]()
    (tmp_path / f"{library}.py").write_text("raise ImportError", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(apart, "_READER", apart.Reader())  # one that starts now
    with pytest.raises(ReadError, match=rf"policygraph\[{extra}\]"):
        from_bytes(data, name)
    apart._READER.close()


def test_libraries_are_loaded_when_they_are_needed(tmp_path):
    (tmp_path / "a.txt").write_bytes(FILES["act.txt"]())
    code = f"import sys\nfrom policygraph.reading.sources import read_file\nread_file({str(tmp_path / 'a.txt')!r})\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment())
    assert not {"lxml", "docx", "pypdfium2"} & set(done.stdout.split())


def test_text_is_read_without_another_process(tmp_path):
    (tmp_path / "a.txt").write_bytes(FILES["act.txt"]())
    code = f"import subprocess\nsubprocess.Popen = None\nfrom policygraph.reading.sources import read_file\nprint(len(read_file({str(tmp_path / 'a.txt')!r}).text))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment())
    assert int(done.stdout) > 100


# ---- archives


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: dict[str, bytes], mode: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


BUNDLE = {"2021/通知.txt": b"a", "2021/page.html": b"", "2021/logo.png": b"x", "__MACOSX/2021/._page.html": b"x", "2021/page_files/ad.html": b"x"}


@pytest.mark.parametrize("name", ["b.zip", "b.tar", "b.tar.gz", "b.tar.xz", "b.tar.bz2"])
def test_the_members_of_archives_are_sources(name, tmp_path, expected):
    files = {**BUNDLE, "2021/通知.txt": FILES["act.txt"](), "2021/page.html": FILES["act.html"]()}
    data = zipped(files) if name == "b.zip" else tarred(files, "w:" + name.partition(".tar")[2].lstrip("."))
    (tmp_path / name).write_bytes(data)
    assert count(tmp_path) == 2
    done: list[str] = []
    extraction = extract(tmp_path / name, on_done=done.append)
    assert [r.source.name for r in extraction.readings] == [f"{name}/2021/通知.txt", f"{name}/2021/page.html"]
    assert not extraction.failures and not extraction.problems and done == [f"{tmp_path / name}/2021/通知.txt", f"{tmp_path / name}/2021/page.html"]
    assert [s.sha256 for s in read(tmp_path)] == [r.source.sha256 for r in extraction.readings]


def test_an_archive_of_a_version_to_come_is_damaged_no_fault(tmp_path):
    data = bytearray(zipped({"a.txt": FILES["act.txt"]()}))
    needed = data.rindex(b"PK\x01\x02") + 6  # the version that is needed to unpack the first entry of the list
    data[needed : needed + 2] = (149).to_bytes(2, "little")
    (tmp_path / "a.zip").write_bytes(data)
    (failure,) = extract(tmp_path / "a.zip").failures
    assert "the archive is damaged" in str(failure) and "14.9" in str(failure)


def test_one_compressed_file_is_no_archive(tmp_path, expected):
    import gzip

    (tmp_path / "act.txt.gz").write_bytes(gzip.compress(FILES["act.txt"]()))
    assert facts(extract(tmp_path / "act.txt.gz")) == expected


def test_names_in_gb18030_are_shown_right(tmp_path):
    data = zipped({"XXXXXXXX.txt": FILES["act.txt"]()}).replace(b"XXXXXXXX", "济政通知".encode("gb18030"))
    (tmp_path / "b.zip").write_bytes(data)
    assert [s.name for s in read(tmp_path / "b.zip")] == ["b.zip/济政通知.txt"]


def test_a_bad_member_does_not_stop_the_others(tmp_path):
    files = {"a.txt": b"", "b.doc": b"\xd0\xcf\x11\xe0" + bytes(600), "act.txt": FILES["act.txt"](), "c.txt": "今天天气很好。\n".encode()}
    (tmp_path / "b.zip").write_bytes(zipped(files))
    extraction = extract(tmp_path / "b.zip")
    assert len(extraction.documents) == 1
    assert sorted(f.message for f in extraction.failures) == sorted(
        ["the file is empty", "an old Word or WPS file is not read", "no official act was found in it"])
    assert all("b.zip/" in f.source for f in extraction.failures)


def test_paths_that_lead_out_are_shown_only(tmp_path):
    act = FILES["act.txt"]()
    for name, data in (("b.zip", zipped({"../../etc/a.txt": act, "/srv/b.txt": act, "C:\\x\\c.txt": act})),
                       ("b.tar", tarred({"../../etc/a.txt": act, "/srv/b.txt": act}, "w"))):
        (tmp_path / name).write_bytes(data)
        assert [s.name for s in read(tmp_path / name)] == [f"{name}/etc/a.txt", f"{name}/srv/b.txt", f"{name}/x/c.txt"][: 3 if name == "b.zip" else 2]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.tar", "b.zip"]


def test_links_and_devices_are_passed_over(tmp_path):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo("a.txt")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    (tmp_path / "b.tar").write_bytes(out.getvalue())
    (failure,) = extract(tmp_path / "b.tar").failures
    assert "holds no" in failure.message


def test_archives_in_archives(tmp_path):
    act = FILES["act.txt"]()
    inner = zipped({"a.txt": act})
    (tmp_path / "b.zip").write_bytes(zipped({"in.zip": inner, "deep.zip": zipped({"in.zip": inner})}))
    found = list(load(tmp_path / "b.zip"))
    assert [f.name for f in found if isinstance(f, Raw)] == ["b.zip/in.zip/a.txt"]
    (error,) = [f for f in found if isinstance(f, ReadError)]
    assert "deep.zip/in.zip" in error.name and error.remedy


@pytest.mark.parametrize("limit", ["MAX_MEMBER", "MAX_TOTAL", "MAX_MEMBERS"])
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_an_archive_that_unpacks_to_too_much_is_stopped(limit, kind, monkeypatch, tmp_path):
    files = {f"{n}.txt": b"0" * 100_000 for n in range(5)}
    data = zipped(files) if kind == "zip" else tarred(files, "w:gz")
    assert len(data) < 5000
    monkeypatch.setattr(archives, limit, {"MAX_MEMBER": 50_000, "MAX_TOTAL": 250_000, "MAX_MEMBERS": 2}[limit])
    budget = archives.Budget(archives.MAX_TOTAL, archives.MAX_MEMBERS)
    found = list(archives.members(io.BytesIO(data), kind, "b", budget))
    assert "unpacks to more than" in str(found[-1]) and len(found) <= 3


@pytest.mark.parametrize("data", [
    zipped({"a.txt": b"text" * 1000})[:60], zipped({"a.txt": b"text" * 1000}).replace(b"PK\x01\x02", b"PK\x09\x09"),
    tarred({"a.txt": b"text" * 1000}, "w:gz")[:40], tarred({"a.txt": b"text" * 1000}, "w:xz")[:60], b"\x1f\x8b\x08" + bytes(20),
], ids=["cut zip", "zip without a list", "cut gz", "cut xz", "empty gz"])
def test_a_broken_archive_is_one_error(data, tmp_path):
    (tmp_path / "b.zip").write_bytes(data)
    found = list(load(tmp_path / "b.zip"))
    assert found and isinstance(found[-1], ReadError) and found[-1].remedy and "\n" not in str(found[-1])


def tar_with(kind: bytes, data: bytes) -> bytes:
    """A tar file with a header of some kind in front of a document."""
    info = tarfile.TarInfo("././@PaxHeader")
    info.type, info.size = kind, len(data)
    return info.tobuf() + data + bytes(-len(data) % 512) + tarred({"a.txt": b"text"}, "w")


@pytest.mark.parametrize(("kind", "data"), [
    (tarfile.XHDTYPE, b"9" * 20_000), (tarfile.XGLTYPE, b"9" * 200), (tarfile.GNUTYPE_LONGNAME, b"a" * 20_000),
    (tarfile.XHDTYPE, b"22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n"), (tarfile.GNUTYPE_SPARSE, b""),
])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_what_tarfile_takes_for_itself_is_bounded(kind, data, pack, tmp_path):
    (tmp_path / "b.tar").write_bytes(pack(tar_with(kind, data)))
    (error,) = load(tmp_path / "b.tar")
    assert isinstance(error, ReadError) and "damaged" in str(error) and error.remedy


@pytest.mark.parametrize(("kind", "data", "name"), [
    (tarfile.XHDTYPE, b"14 path=b.txt\n", "b.txt"), (tarfile.GNUTYPE_LONGNAME, b"b" * 5000 + b".txt\0", "b" * 5000 + ".txt")])
def test_long_names_in_a_tar_are_read(kind, data, name, tmp_path):
    (tmp_path / "b.tar").write_bytes(tar_with(kind, data))
    assert [raw.name for raw in load(tmp_path / "b.tar")] == [f"b.tar/{name}"]


def test_a_member_with_a_password_is_named(tmp_path):
    data = bytearray(zipped({"a.txt": b"text"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    (tmp_path / "b.zip").write_bytes(bytes(data))
    (error,) = load(tmp_path / "b.zip")
    assert "password" in str(error) and "b.zip/a.txt" in str(error)


# ---- the graph and the command line


def test_the_text_as_read_is_in_the_graph_and_evidence_counts_in_it():
    from rdflib import RDF, Graph

    from policygraph.keeping.building import build_graph
    from policygraph.stating.terms import OA, PG

    extraction = extract(from_bytes(documents.as_pdf(), "act.pdf"))
    graph = Graph().parse(data=build_graph(extraction).serialize(format="turtle"), format="turtle")
    (source,) = graph.subjects(RDF.type, PG.Source)
    text = str(graph.value(source, PG.text))
    assert text == extraction.readings[0].source.text
    found = list(graph.subjects(RDF.type, PG.Evidence))
    assert len(found) > 20
    for evidence in found:
        start, end = (int(graph.value(evidence, term)) for term in (OA.start, OA.end))
        assert text[start:end] == str(graph.value(evidence, OA.exact))


@pytest.mark.parametrize(("name", "options", "kept"), [
    ("act.pdf", [], True), ("act.txt", [], True), ("act.txt", ["--keep-text"], True), ("act.pdf", ["--no-keep-text"], False)])
def test_which_texts_are_kept(call, tmp_path, name, options, kept):
    from rdflib import RDF

    from policygraph.stating.formats import load as load_graph
    from policygraph.stating.terms import PG

    (tmp_path / name).write_bytes(FILES[name]())
    done = call("build", tmp_path / name, *options, "-o", tmp_path / "g.ttl")
    assert done.returncode == 0, done.stderr.decode()
    graph = load_graph(tmp_path / "g.ttl")
    (source,) = graph.subjects(RDF.type, PG.Source)
    assert ((source, PG.text, None) in graph) == kept


@pytest.mark.parametrize("name", ["act.html", "act.docx", "act.pdf", "b.zip"])
def test_standard_input_in_every_format(call, name):
    data = zipped({"act.txt": FILES["act.txt"]()}) if name == "b.zip" else FILES[name]()
    done = call("extract", "-", stdin=data)
    assert done.returncode == 0 and documents.NUMBER in done.stdout.decode(), done.stderr.decode()


def test_a_folder_of_all_formats(call, tmp_path):
    for name, make in FILES.items():
        (tmp_path / name).write_bytes(make())
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(60))
    done = call("build", tmp_path, "-o", tmp_path / "g.ttl")
    said = done.stderr.decode()
    assert done.returncode == 1 and "old.doc" in said and "docx" in said and "logo.png" not in said
    assert f"{len(FILES)} acts" in said
