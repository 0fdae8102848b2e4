"""Records of crawlers: JSON lines with the text of an act and what the site says of it."""

import gzip
import json
import random
import string
import subprocess
import sys
import zipfile

import pytest

import policygraph as pg
from conftest import environment
from policygraph.errors import ReadError
from policygraph.reading import records, sources

BODY = "各乡镇人民政府：\n　　为加强供水管理，现将有关事项通知如下：\n　　一、改造管网\n　　2020年底前完成老旧管网改造。（市水务局牵头，市财政局配合）\n"
PAGE = "<div class='con'><p>各乡镇人民政府：</p><p>　　为加强供水管理，现将有关事项通知如下：</p><p>一、改造管网</p><p>2020年底前完成老旧管网改造。（市水务局牵头，市财政局配合）</p></div>"
CHINESE = {"标题": "临江市人民政府关于加强供水管理的通知", "文号": "临政发〔2020〕5号", "发布日期": "2020-03-05", "成文日期": "2020年3月1日", "发文机关": "临江市人民政府", "来源": "市政府网站", "正文": BODY}
ENGLISH = {"url": "https://example.org/5.html", "title": CHINESE["标题"], "doc_no": CHINESE["文号"], "pub_date": 1583366400000, "source": "临江市人民政府", "content": PAGE, "clicks": 7, "tags": ["水"]}
INNER = {"id": 5, "meta": {"Title": CHINESE["标题"], "文件编号": CHINESE["文号"], "publish-date": "2020-03-05 10:00:00"}, "raw_html": f"<html><head><title>{CHINESE['标题']}</title></head><body><p>首页</p>{PAGE}</body></html>"}


def line(record) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


def check(document, source, printed="2020-03-05") -> None:
    assert (document.title, document.number.text, document.place, document.printed) == (CHINESE["标题"], CHINESE["文号"], "220681", printed)
    assert {(each.role, each.agency.name) for each in document.responsibilities} == {("lead", "临江市水务局"), ("cooperate", "临江市财政局")}
    assert [task.deadline for task in document.tasks] == ["2020-12-31"]
    facts = [*document.responsibilities, *document.tasks, *document.fields]
    assert facts and all(source.text[fact.evidence.start : fact.evidence.end] == fact.evidence.exact for fact in facts)


@pytest.mark.parametrize("record", [CHINESE, ENGLISH, INNER], ids=["chinese", "english", "inner"])
@pytest.mark.parametrize("name", ["crawl.jsonl", "crawl.ndjson", "crawl.jsonl.gz", "crawl.zip", "crawl.txt", "act.json"])
def test_a_record_is_an_act_with_a_block_of_metadata(record, name, tmp_path):
    path, data = tmp_path / name, line(record)
    if name.endswith(".zip"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("crawl.jsonl", data)
    else:
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    found = pg.extract(path)
    assert found.failures == () and len(found.documents) == 1
    check(found.documents[0], found.readings[0].source)
    assert found.readings[0].source.name.endswith("act.json" if name == "act.json" else "/line-1.json")


def test_the_day_of_signature_and_the_issuer_are_those_of_the_record(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(line(CHINESE))
    (document,) = pg.extract(tmp_path / "a.jsonl").documents
    assert document.signed == "2020-03-01" and [each.name for each in document.issuers] == ["临江市人民政府"]


def test_every_line_stands_for_itself(tmp_path):
    bad = [b"{broken\n", b"[1, 2]\n", b"\n", b'{"title": "x"}\n', b'{"content": ["", 7]}\n', b'{"a": ' + b"[" * 100_000 + b"\n", b"<html><body><p>x</p></body></html>\n"]
    path = tmp_path / "crawl.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + line(CHINESE) + b"".join(bad) + line(ENGLISH))
    found = pg.extract(path)
    assert [reading.source.name for reading in found.readings] == ["crawl.jsonl/line-1.json", "crawl.jsonl/line-9.json"]
    told = {failure.source.removeprefix(f"{path}/"): failure.message for failure in found.failures}
    assert list(told) == [f"line-{n}.json" for n in (2, 3, 5, 6, 7, 8)]
    assert "is no JSON" in told["line-2.json"] and "is no object" in told["line-3.json"] and "has no text" in told["line-5.json"]
    assert all(failure.remedy for failure in found.failures)


def test_a_line_that_is_too_long_costs_itself(tmp_path, monkeypatch):
    monkeypatch.setattr(records, "MAX_LINE", 5000)
    path = tmp_path / "crawl.jsonl"
    path.write_bytes(line(CHINESE) + line({"text": "甲" * 5_000_000}) + line(CHINESE) + line({"text": "甲" * 3000})[:-1])
    found = list(sources.load(path))
    assert [each.name.rpartition("/")[2] if isinstance(each, sources.Raw) else (each.name.rpartition("/")[2], each.reason[:22]) for each in found] == [
        "line-1.json", ("line-2.json", "the line is longer tha"), "line-3.json", ("line-4.json", "the line is longer tha")]


def test_an_array_is_told_how_it_becomes_lines(tmp_path):
    (tmp_path / "a.json").write_bytes(json.dumps([CHINESE]).encode())
    with pytest.raises(ReadError, match=r"is no object of JSON \(give one object a line: jq"):
        list(pg.read(tmp_path / "a.json"))


def test_json_for_programs_in_a_folder_is_left_alone(tmp_path):
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "a.jsonl").write_bytes(line(CHINESE) * 2)
    assert len(list(pg.read(tmp_path))) == 2 == sources.count(tmp_path)


def test_records_in_gb18030(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(json.dumps(CHINESE, ensure_ascii=False).encode("gb18030"))
    check(pg.extract(tmp_path / "a.jsonl").documents[0], pg.extract(tmp_path / "a.jsonl").readings[0].source)


def test_a_text_with_an_angle_is_no_page_and_a_long_value_no_metadata():
    text = records.record_text(line({"title": "甲<em>乙</em>", "文号": "甲" * 501, "date": True, "text": "流量<5立方米，见<供水办法>。"}), "a")
    assert text == "标题：甲 乙\n\n流量<5立方米，见<供水办法>。\n"


@pytest.mark.parametrize(("given", "shown"), [(1583366400, "2020-03-05"), (1583366400000, "2020-03-05"), ("1583337600000", "2020-03-05"), (20200305, "20200305"), ("2020年3月5日", "2020年3月5日"),
    ("2020-03-05 10:00:00", "2020-03-05"), ("2020-03-04T16:00:00Z", "2020-03-05"), ("2020/3/5 10:00", "2020/3/5"), ("2020-03-05T10:00+08:00", "2020-03-05")])
def test_days_as_sites_count_them(given, shown):
    assert records.record_text(line({"publish_time": given, "text": "甲。"}), "a") == f"发布日期：{shown}\n\n甲。\n"


def test_a_key_of_ones_own(tmp_path):
    (tmp_path / "mine" / "tables").mkdir(parents=True)
    (tmp_path / "mine" / "tables" / "record_keys.csv").write_text("key,field,for\nzw,text,our own crawler\nbt,title,our own crawler\n", "utf-8")
    (tmp_path / "a.jsonl").write_bytes(line({"bt": CHINESE["标题"], "zw": PAGE, "wh": 1, "文号": CHINESE["文号"], "日期": "2020-03-05"}))
    assert "has no text" in pg.extract(tmp_path / "a.jsonl").failures[0].message
    with pg.own_rules(tmp_path / "mine"):
        found = pg.extract(tmp_path / "a.jsonl")
    check(found.documents[0], found.readings[0].source)


def test_the_table_says_for_whom_each_key_is():
    assert set(records.fields().values()) == {"text", "html", *records.PRINTED}


def test_standard_input_and_a_corpus(call, tmp_path):
    data = line(CHINESE) + line(ENGLISH | {"title": "临江市人民政府关于节约用水的通知", "doc_no": "临政发〔2020〕6号"}) + b"{}\n"
    done = call("build", "-", "-o", str(tmp_path / "graph.nt"), stdin=data)
    assert done.returncode == 1 and "standard input/line-3.json: the record has no text" in done.stderr.decode()
    assert "临政发〔2020〕6号" in (tmp_path / "graph.nt").read_text("utf-8")
    (tmp_path / "crawl.jsonl").write_bytes(data)
    archive = pg.Corpus(tmp_path / "archive")
    first = archive.add(tmp_path / "crawl.jsonl", jobs=2)
    assert (len(first.read), len(first.failed)) == (2, 1)
    with (tmp_path / "crawl.jsonl").open("ab") as file:
        file.write(line(CHINESE | {"文号": "临政发〔2020〕7号"}))
    added = archive.add(tmp_path / "crawl.jsonl", jobs=2)
    assert [name.rpartition("/")[2] for name in added.read] == ["line-4.json"] and (added.unchanged, len(added.failed)) == (2, 1)


def test_a_file_of_200_megabytes_stays_out_of_memory(tmp_path):
    """What was held grows by less than a tenth of the file, whatever stands around it."""
    path, some = tmp_path / "crawl.jsonl", random.Random(7)
    noise = "".join(some.choices(string.ascii_letters, k=1 << 20))
    with path.open("wb") as file:
        for n in range(200):
            file.write(line({"text": f"{n}{noise}"}))
    code = """if True:
        import resource, sys
        from policygraph.reading import sources
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        seen = sum(1 for raw in sources.load(sys.argv[1]) if len(raw.data) > 1 << 20)
        print(seen, sources.count(sys.argv[1]), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    """
    for given, feed in ((path, None), ("-", path.open("rb"))):
        done = subprocess.run([sys.executable, "-c", code, str(given)], stdin=feed, capture_output=True, env=environment(), check=True)
        seen, counted, grown = map(int, done.stdout.split())
        assert (seen, counted) == (200, 200 if feed is None else 1)
        assert grown < (20 << 10 if feed is None else 100 << 10)  # kilobytes; of standard input 64 MB wait in memory


def test_a_record_as_bytes():
    source = sources.from_bytes(line(CHINESE), "act.json")
    assert source.media_type == "application/json" and source.text.startswith("标题：临江市")
