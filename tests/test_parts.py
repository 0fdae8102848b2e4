"""Parts: the same bytes from one process, several, or a cluster of which a worker is killed; and nothing lost on a full disk."""

import gzip
import json
import os
import shutil
import subprocess
from functools import partial
from pathlib import Path

import fsspec
import pytest

import policygraph as pg
from policygraph import mapping
from policygraph.corpus import version
from policygraph.errors import CorpusError, ReadError
from policygraph.keeping import parts
from policygraph.stating.formats import to_bytes
from policygraph.stating.terms import BASE
from test_corpus import TEXTS, act
from worker_tasks import read_or_die, read_or_end_the_executor

SETTINGS = mapping.Settings(BASE, True, 60.0, version())


@pytest.fixture
def files(tmp_path):
    home = tmp_path / "in"
    home.mkdir()
    for name, text in TEXTS.items():
        (home / name).write_text(text, "utf-8")
    (home / "empty.txt").write_text("", "utf-8")
    (home / "copy.txt").write_text(TEXTS["3.txt"], "utf-8")
    return home


def written(address) -> dict[str, bytes]:
    """The bytes of all files at an address, by their names."""
    place = parts.Place(str(address))
    return {path.removeprefix(place.root).lstrip("/"): place.files.cat_file(path) for path in place.files.find(place.root)}


def triples(found: dict[str, bytes]) -> set[bytes]:
    return {line for name, data in found.items() if name.endswith(".nt.gz") for line in gzip.decompress(data).splitlines()}


def of_graph(files: Path) -> set[bytes]:
    """What a graph of the files says, each of several with the same bytes under its first name."""
    chosen = [path for path in sorted(files.iterdir()) if path.name != "copy.txt"]
    return set(to_bytes(pg.build_graph(pg.extract(chosen)), ".nt").splitlines())


def entries(found: dict[str, bytes]) -> dict[str, str]:
    rows = [json.loads(line) for name, data in found.items() if name.startswith("sources/") for line in data.splitlines()]
    return {Path(row["name"]).name: row["state"] for row in rows}


def test_parts_hold_what_a_graph_holds(files, tmp_path):
    done = mapping.build([str(files)], str(tmp_path / "parts"), SETTINGS, mapping.Here())
    found = written(tmp_path / "parts")
    assert triples(found) == of_graph(files)
    assert entries(found) == {**dict.fromkeys(TEXTS, "kept"), "copy.txt": "copy", "empty.txt": "failed"}
    assert (done.sources, done.acts, [Path(name).name for name in done.failed]) == (4, 4, ["empty.txt"])
    assert json.loads(found["whole.json"])["triples"] == done.triples > 300


@pytest.fixture
def bucket(monkeypatch):
    """An empty bucket of an S3 server on this machine."""
    pytest.importorskip("s3fs", reason="s3fs is not installed: make s3")
    server = pytest.importorskip("moto.server", reason="moto is not installed: make s3").ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {"ACCESS_KEY_ID": "a", "SECRET_ACCESS_KEY": "b", "DEFAULT_REGION": "us-east-1", "ENDPOINT_URL": f"http://{host}:{port}"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    fsspec.filesystem("s3").mkdir("gazettes")
    yield "s3://gazettes"
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    server.stop()


@pytest.mark.slow
def test_a_bucket_is_read_and_written_as_a_folder_is(files, tmp_path, bucket):
    names = sorted(TEXTS)
    store = parts.Place(bucket).files
    for name in names:
        store.put(str(files / name), f"gazettes/in/{name}")
    mapping.build([f"{bucket}/in"], f"{bucket}/out", SETTINGS, mapping.Here())
    mapping.build([str(files / name) for name in names], str(tmp_path / "out"), SETTINGS, mapping.Here())
    there, here = written(f"{bucket}/out"), written(tmp_path / "out")
    assert triples(there) and triples(there) == triples(here)
    assert entries(there) == entries(here) == dict.fromkeys(names, "kept")
    with pytest.raises(CorpusError, match="holds something already"):
        mapping.build([f"{bucket}/in"], f"{bucket}/out", SETTINGS, mapping.Here())


def test_a_folder_memory_and_processes_have_the_same_bytes(files, tmp_path, monkeypatch):
    monkeypatch.setattr(mapping, "BATCH", 2)
    mapping.build([str(files)], str(tmp_path / "one"), SETTINGS, mapping.Here())
    mapping.build([str(files)], str(tmp_path / "two"), SETTINGS, mapping.Processes(2, SETTINGS))
    mapping.build([str(files)], "memory://parts", SETTINGS, mapping.Here())
    try:
        assert written(tmp_path / "one") == written(tmp_path / "two") == written("memory://parts")
    finally:
        fsspec.filesystem("memory").rm("/parts", recursive=True)


def test_inputs_come_from_an_address_and_out_of_archives(files, tmp_path):
    archive = shutil.make_archive(str(tmp_path / "texts"), "zip", files)
    memory = fsspec.filesystem("memory")
    memory.put(f"{files}/", "/gazettes/", recursive=True)
    memory.put(archive, "/gazettes/texts.zip")
    try:
        done = mapping.build(["memory://gazettes"], str(tmp_path / "parts"), SETTINGS, mapping.Here())
    finally:
        memory.rm("/gazettes", recursive=True)
    assert done.sources == 4 and len(done.failed) == 2  # the empty file, alone and in the archive
    assert triples(written(tmp_path / "parts")) == of_graph(files)  # the names in the archive come after those beside it


def test_a_process_that_dies_costs_nothing_and_a_file_that_ends_each_costs_itself(files, tmp_path, monkeypatch):
    monkeypatch.setattr(mapping, "BATCH", 3)
    mapping.build([str(files)], str(tmp_path / "whole"), SETTINGS, mapping.Here())
    batches, engine = mapping.batches([str(files)]), mapping.Processes(2, SETTINGS)
    for once, address in ((str(tmp_path / "marker"), tmp_path / "once"), ("", tmp_path / "ever")):
        read = partial(read_or_die, SETTINGS, "2.txt", once)
        parts.finish(str(address), engine.run(batches, read, partial(parts.write, str(address))))
    assert (tmp_path / "marker").exists() and written(tmp_path / "once") == written(tmp_path / "whole")
    assert entries(written(tmp_path / "ever")) == {**entries(written(tmp_path / "whole")), "2.txt": "failed"}


def test_what_cannot_be_is_named_with_its_remedy(files, tmp_path, command):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thing").touch()
    with pytest.raises(CorpusError, match="holds something already"):
        mapping.build([str(files)], str(tmp_path / "full"), SETTINGS, mapping.Here())
    with pytest.raises(CorpusError, match="cannot be opened"):
        mapping.build([str(files)], "nosuch://place", SETTINGS, mapping.Here())
    with pytest.raises(ReadError, match="no .txt"):
        mapping.build([str(tmp_path / "full")], str(tmp_path / "parts"), SETTINGS, mapping.Here())
    with pytest.raises(CorpusError, match="no engine 'steam'"):
        mapping.engine("steam", SETTINGS)
    run = command("build", str(files), "--engine", "spark")
    assert run.returncode == 2 and b"--parts ADDRESS" in run.stderr


def test_the_verb_writes_parts(files, tmp_path, call):
    run = call("build", str(files), "--parts", str(tmp_path / "parts"), "--jobs", "2")
    assert run.returncode == 1 and b"4 sources, 1 failed; 4 acts, " in run.stderr and b"empty.txt: was not read" in run.stderr
    assert triples(written(tmp_path / "parts")) == of_graph(files)


def test_where_nothing_can_be_read_no_parts_are_made(tmp_path, call):
    (tmp_path / "empty.txt").touch()
    run = call("build", tmp_path / "empty.txt", tmp_path / "none", "--parts", tmp_path / "parts", "--jobs", "1")
    assert run.returncode == 2 and not (tmp_path / "parts").exists()
    assert b"empty.txt: the file is empty" in run.stderr and b"none: no such file" in run.stderr and b"no parts were made" in run.stderr


@pytest.mark.slow
def test_a_cluster_loses_a_worker_and_nothing_else(tmp_path, monkeypatch):
    """Two workers, each a process of Spark with a memory of its own; the one that reads the ninth file is killed with all that it did."""
    pytest.importorskip("pyspark")
    if not shutil.which("java"):
        pytest.skip("Spark needs Java")
    from policygraph.spark import Spark

    monkeypatch.setattr(mapping, "BATCH", 2)
    home = tmp_path / "in"
    home.mkdir()
    for n in range(1, 25):
        (home / f"{n:02}.txt").write_text(act(n, f"第{n}项节水", f"根据《临江市人民政府关于第{n - 1}项节水的通知》，市水务局要加强用水管理，市财政局配合。"), "utf-8")
    mapping.build([str(home)], str(tmp_path / "one"), SETTINGS, mapping.Processes(1, SETTINGS))
    read = partial(read_or_end_the_executor, SETTINGS, "09.txt", str(tmp_path / "marker"))
    tallies = Spark("local-cluster[2,1,1024]").run(mapping.batches([str(home)]), read, partial(parts.write, str(tmp_path / "many")))
    parts.finish(str(tmp_path / "many"), tallies)
    assert (tmp_path / "marker").exists()
    assert written(tmp_path / "one") == written(tmp_path / "many") and len(entries(written(tmp_path / "many"))) == 24


@pytest.fixture
def small_disk(tmp_path):
    """A disk that is soon full."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("needs a file system of its own: root, and a system that lets it mount one")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


@pytest.mark.slow
def test_on_a_full_disk_nothing_is_lost(small_disk, files, call):
    def build():
        return call("build", files, "--corpus", small_disk / "c", "--jobs", "1")

    assert build().returncode == 1  # the empty file
    before = triples_of(small_disk / "c")
    for n in range(5, 9):
        (files / f"{n}.txt").write_text(act(n, f"第{n}项供水", *["市水务局要加强用水管理，市财政局配合。"] * 100), "utf-8")
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - 40_000))
    run = build()
    said = run.stderr.decode()
    assert run.returncode == 2 and "Traceback" not in said and str(small_disk / "c") in said and "free some space" in said
    assert triples_of(small_disk / "c") == before
    filler.unlink()
    subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True)
    assert b"8 sources" in build().stderr
    assert triples_of(small_disk / "c") == of_graph(files)


def triples_of(path) -> set[bytes]:
    return set(to_bytes(pg.Corpus(path).graph, ".nt").splitlines())
