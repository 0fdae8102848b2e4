"""Reading: bytes become text as they are, or a refusal that names the file and the remedy."""

import pytest

import policygraph
from policygraph.errors import ReadError
from policygraph.reading.sources import find_files, from_bytes, read, read_file

TEXT = "某市人民政府关于加强消防工作的通知\n某政发〔2020〕1号\n各县区人民政府：\n请认真执行。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_encodings_give_the_same_text(tmp_path, encoding):
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert read_file(path).text == TEXT


@pytest.mark.parametrize(("name", "data", "says"), [
    ("empty.txt", b"", "empty"),
    ("blank.txt", b" \n\t\n", "empty"),
    ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(200), "picture"),
    ("noise.txt", bytes(range(1, 32)) * 40 + b"\xff\xfe\x80", "binary|encoding"),
    ("scan.pdf", b"%PDF-1.7", "damaged"),
    ("old.doc", b"\xd0\xcf\x11\xe0", "old Word"),
])
def test_what_is_no_text_is_refused(tmp_path, name, data, says):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ReadError, match=says) as caught:
        read_file(path)
    assert str(path) in str(caught.value) and caught.value.remedy


def test_a_missing_file(tmp_path):
    with pytest.raises(ReadError, match="no such file"):
        read_file(tmp_path / "nothing.txt")


def test_a_path_that_is_not_there_is_an_error_of_every_function_that_reads(tmp_path):
    there, nothing = tmp_path / "there.txt", tmp_path / "nothing.txt"
    there.write_text(TEXT, "utf-8")
    done = []
    for given in (nothing, str(nothing), [there, nothing]):
        for take in (policygraph.extract, policygraph.stream):
            with pytest.raises(ReadError, match="nothing.txt: no such file"):
                list(take(given, on_done=done.append))
    assert done == [], "before anything is read"
    with pytest.raises(ReadError, match="nothing.txt: no such file"):
        policygraph.extract(path for path in (there, nothing))
    found = policygraph.extract([there, nothing], missing_ok=True)
    assert [problem.source for problem in found.failures][-1] == str(nothing)


def test_a_folder_stands_for_its_text_files_in_order(tmp_path):
    for name in ("b.txt", "a.md", "c.png"):
        (tmp_path / name).write_text(TEXT, "utf-8")
    assert [p.name for p in find_files(tmp_path)] == ["a.md", "b.txt"]
    assert [s.name for s in read(tmp_path)] == ["a.md", "b.txt"]


def test_an_empty_folder_is_an_error(tmp_path):
    with pytest.raises(ReadError, match="no .txt"):
        find_files(tmp_path)


def test_the_hash_is_that_of_the_bytes():
    import hashlib

    data = TEXT.encode("gb18030")
    assert from_bytes(data, "x").sha256 == hashlib.sha256(data).hexdigest()
