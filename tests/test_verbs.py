"""What all verbs share: options anywhere, exit statuses, what is counted and how files are named, own rules, plurals, the words of another language."""

from __future__ import annotations

import argparse
import json
import os
import pickle
import random
import re
import shlex
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, Graph

from conftest import ROOT
from policygraph import cli, counting, faults, language, ownrules, tables
from policygraph.asking.prefixes import shorten
from policygraph.asking.telling import things
from policygraph.language import told

NUMBER = "济政字〔2017〕39号"
MINE = ROOT / "examples" / "own-rules"


@pytest.fixture(autouse=True)
def english():
    """No test leaves another language behind."""
    yield
    language.choose("en")


def act(n: int, about: str, body: str) -> str:
    return f"临江市人民政府关于{about}的通知\n临政发〔2020〕{n}号\n各县区人民政府，市政府各部门：\n{body}\n临江市人民政府\n2020年1月{n}日\n"


@pytest.fixture(scope="module")
def graph_file(call, sample_path, tmp_path_factory):
    path = tmp_path_factory.mktemp("graph") / "graph.ttl"
    assert call("build", sample_path, "-o", path).returncode == 0
    return path


# ---- options anywhere


def verbs() -> dict[str, argparse.ArgumentParser]:
    (found,) = (action for action in cli.command_line()._actions if isinstance(action, argparse._SubParsersAction))
    return dict(found.choices)


#: A value for what an option takes, by the name that help gives it.
VALUES = {
    "SECONDS": "5", "N": "7", "YEAR": "2015-2020", "DAY": "2020-01-31", "IRI": "https://example.org/id/", "NAME=VALUE": "limit=3", "DATE": "2020-01-31"}


def options(parser: argparse.ArgumentParser) -> list[list[str]]:
    """Each option of a verb with a value, as words of a command line."""
    found = []
    for action in parser._actions:
        if action.option_strings and not isinstance(action, argparse._HelpAction):
            value = [] if action.nargs == 0 else [str(next(iter(action.choices))) if action.choices else VALUES.get(str(action.metavar), "word")]
            found.append([action.option_strings[-1], *value])
    return found


def places(parser: argparse.ArgumentParser) -> list[str]:
    """What is named without an option, of places that may hold several things two."""
    return [word for action in parser._actions if not action.option_strings
            for word in ([str(next(iter(action.choices)))] if action.choices else ["one", "two"] if action.nargs in ("+", "*") else ["one"])]


@pytest.mark.parametrize("verb", sorted(verbs()))
def test_options_stand_anywhere(verb):
    parser, chance = cli.command_line(), random.Random(verb)
    named, given = places(verbs()[verb]), options(verbs()[verb])
    assert given  # --debug and --lang at least
    wanted = parser.parse_args([verb, *sum(given, []), *named])
    for _ in range(20):
        words = [[word] for word in named]
        for option in given:  # options keep their order, and so does what is named
            words.insert(chance.randint(max((i + 1 for i, each in enumerate(words) if each[0].startswith("--")), default=0), len(words)), option)
        assert parser.parse_args([verb, *sum(words, [])]) == wanted, words


@pytest.mark.parametrize(("words", "query", "form"), [
    (["g.ttl", "--format", "csv", "workload"], "workload", "csv"), (["--form=csv", "g.ttl", "workload"], "workload", "csv"),
    (["g.ttl", "-ofile", "workload", "--form", "csv"], "workload", "csv"), (["g.ttl", "--format", "csv", "-"], "-", "csv"),
    (["--format", "csv", "g.ttl", "--", "--odd"], "--odd", "csv"), (["g.ttl", "--format", "csv"], None, "csv"), (["g.ttl", "--evidence", "workload"], "workload", "table"),
])
def test_options_are_told_from_what_is_named(words, query, form):
    found = cli.command_line().parse_args(["query", *words])
    assert (found.graph, found.query, found.format) == ("g.ttl", query, form)


@pytest.mark.parametrize("words", [
    ["query", "g.ttl", "--format", "workload"], ["query", "g.ttl", "workload", "--format"], ["query", "g.ttl", "--nothing", "workload"], ["query", "g.ttl", "--format", "--evidence", "workload"],
    ["query", "g.ttl", "workload", "another"], ["watch", "archive", "--t", "x"], ["query", "--format", "csv"],
])
def test_misuse_is_still_misuse(words, capsys):
    assert cli.main(words) == 2 and capsys.readouterr().err.startswith("usage: policygraph")


@pytest.mark.parametrize("words", [["query", "g.ttl", "workload", "-o"], ["query", "g.ttl", "workload", "-o", "--evidence"], ["query", "g.ttl", "-o", "--", "workload"], ["build", "a.txt", "-o"]])
def test_an_option_takes_no_value_from_elsewhere(words, capsys):
    assert cli.main(words) == 2 and "argument -o/--output: expected one argument" in capsys.readouterr().err


# ---- slips of the pen

@pytest.mark.parametrize(("words", "usage", "meant"), [
    ("buid gazette.txt", "policygraph [", "build"), ("Query g.ttl", "policygraph [", "query"), ("build gazette.txt --copus archive", "policygraph build", "--corpus"),
    ("build --copus=archive", "policygraph build", "--corpus"), ("export archive --license CC0-1.0", "policygraph export", "--licence"), ("--vesion", "policygraph [", "--version"),
    ("query g.ttl workload --formt csv --evidnce", "policygraph query", "--format or --evidence"), ("draw citation g.ttl -o x.html", "policygraph draw", "citations"),
    ("network agencies g.ttl --measure mainpath", "policygraph network", "main-path"), ("query g.ttl workload --format tabel", "policygraph query", "table"),
])
def test_a_slip_is_answered_with_what_may_be_meant(call, words, usage, meant):
    done = call(*words.split())
    assert (done.returncode, done.stdout) == (2, b"")
    said = done.stderr.decode()
    assert said.startswith(f"usage: {usage}") and said.endswith(f"; did you mean {meant}?\n")
    chinese = call("--lang", "zh", *words.split()).stderr.decode()
    assert chinese.endswith(f"；是不是要 {meant.replace(' or ', '、')}？\n")


def test_a_misspelt_query_is_answered_in_both_languages(call, graph_file):
    assert call("query", graph_file, "most-cites").stderr.decode().endswith("did you mean most-cited or most-cited-unheld?\n")
    assert call("query", graph_file, "most-cites", "--lang", "zh").stderr.decode().endswith("是不是要 most-cited、most-cited-unheld？\n")


@pytest.mark.parametrize("words", [["fly"], ["build", "--zzz"], ["query", "g.ttl", "-x"]])
def test_what_is_like_nothing_is_said_without_a_guess(call, words):
    said = call(*words).stderr.decode()
    assert said.startswith("usage: ") and "did you mean" not in said and words[-1] in said


# ---- what a message advises

@pytest.mark.parametrize("there", ["documents", "documents/", "documents/."])
def test_the_corpus_that_a_message_advises_can_be_made(call, sample_path, tmp_path, there):
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "gazette.txt").write_bytes(sample_path.read_bytes())
    advice = ""
    for words in (["query", there, "most-cited"], ["status", there], ["serve", there], ["build", "documents/gazette.txt", "--corpus", there]):
        done = call(*words, cwd=tmp_path)
        assert done.returncode == 2 and b"--corpus documents-corpus)" in done.stderr, done.stderr.decode()
        advice = re.search(r"policygraph (build .*)\)", done.stderr.decode())[1] if words[0] != "build" else advice
    assert call(*advice.split(), cwd=tmp_path).returncode == 0 and call("status", "documents-corpus", cwd=tmp_path).returncode == 0


def test_a_file_is_no_corpus_and_the_message_says_so(call, graph_file):
    for words in (["status", graph_file], ["export", graph_file, "-o", graph_file.parent / "new"], ["build", graph_file, "--corpus", graph_file]):
        done = call(*words)
        assert done.returncode == 2 and b"is a file" in done.stderr and f"--corpus {graph_file.with_suffix('')}-corpus)".encode() in done.stderr, done.stderr.decode()
        assert b"Errno" not in done.stderr and b"disk" not in done.stderr


# ---- exit statuses


def test_what_was_not_done_is_2(call, graph_file, corpus, tmp_path):
    (tmp_path / "empty.txt").write_text("", "utf-8")
    (tmp_path / "bad.toml").write_text("[[correction]\n", "utf-8")
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "x").write_text("x", "utf-8")
    for words in (
        ["query", graph_file, "workload", "--param", "limit=x"], ["query", graph_file, "workload", "--param", "colour=red"], ["query", graph_file, "no-such"],
        ["query", graph_file, "workload", "-o", tmp_path / "none" / "x.csv"], ["query", graph_file, "workload", "--format", "xlsx"], ["query", tmp_path / "none.ttl", "workload"],
        ["build", tmp_path / "empty.txt", "-o", tmp_path / "g.xyz"], ["build", tmp_path / "empty.txt", "-o", tmp_path / "g.ttl"], ["build", tmp_path / "none.txt"],
        ["build", "--corpus", tmp_path / "none"], ["build", tmp_path / "empty.txt", "--corpus", tmp_path / "there"], ["build", tmp_path / "empty.txt", "--engine", "spark"],
        ["extract", tmp_path / "empty.txt"], ["explain", tmp_path / "empty.txt"], ["explain", corpus], ["explain", corpus, "--document", "没有"],
        ["export", corpus, "-o", tmp_path / "there"], ["export", corpus, "-o", tmp_path / "new", "--doi", "x"], ["status", tmp_path / "there"],
        ["correct", tmp_path / "bad.toml", "--corpus", corpus], ["diff", graph_file, tmp_path / "none.ttl"], ["watch", graph_file, "--since", "yesterday"],
        ["review", tmp_path / "empty.txt", "--corpus", corpus], ["review", tmp_path / "none.txt", "--corpus", corpus], ["serve", tmp_path / "none"],
        ["draw", "citations", graph_file, "-o", tmp_path / "x.png"], ["draw", "citations", graph_file, "-o", tmp_path / "x.html", "--around", "没有"],
        ["network", "citations", graph_file, "--measure", "diffusion"], ["network", "citations", graph_file, "-o", tmp_path / "x.doc"], ["network", "agencies", graph_file, "--format", "gexf"],
        ["report", graph_file, "-o", tmp_path / "x.doc"], ["calendar", graph_file, "-o", tmp_path / "x.doc"], ["calendar", graph_file, "--from", "soon"],
        ["merge", graph_file, "-o", tmp_path / "x.doc"], ["merge", tmp_path / "none.ttl", "-o", tmp_path / "x.ttl"], ["show", graph_file, "没有"], ["cite", graph_file], ["cite", graph_file, "没有"],
        ["push", corpus, "ftp://example.org/x"], ["check", tmp_path / "none.ttl"], ["check", "--rules", tmp_path / "none"], ["build", tmp_path / "empty.txt", "--rules", tmp_path / "none"],
    ):
        done = call(*words)
        assert (done.returncode, done.stdout) == (2, b"") and done.stderr and b"unexpected" not in done.stderr, (words, done.returncode, done.stderr.decode())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.toml", "empty.txt", "there"]  # nothing was made


def test_what_was_done_in_part_or_found_wrong_is_1(call, graph_file, corpus, sample_path, tmp_path):
    (tmp_path / "empty.txt").write_text("", "utf-8")
    both = [sample_path, tmp_path / "empty.txt"]
    shutil.copytree(MINE, tmp_path / "mine")
    (tmp_path / "mine" / "rules" / "tasks.toml").write_text("[due\n", "utf-8")
    (tmp_path / "wrong.ttl").write_text("<urn:a> a <https://w3id.org/policygraph/ontology#Citation> .\n", "utf-8")
    for words in (
        ["build", *both, "-o", tmp_path / "g.ttl"], ["build", *both, "--corpus", tmp_path / "c", "--jobs", "1"], ["extract", *both, "-o", tmp_path / "x.jsonl"],
        ["explain", *both, "--html", tmp_path / "x.html"], ["check", tmp_path / "wrong.ttl"], ["check", "--rules", tmp_path / "mine"], ["diff", graph_file, tmp_path / "wrong.ttl"],
    ):
        assert call(*words).returncode == 1, words
    assert all((tmp_path / name).exists() for name in ("g.ttl", "c", "x.jsonl", "x.html"))
    assert call("build", *both, "-o", tmp_path / "strict.ttl", "--strict").returncode == 2 and not (tmp_path / "strict.ttl").exists()


def test_the_statuses_are_documented():
    for page in ("README.md", "README.zh.md"):
        assert re.search(r"\n\| 0 \| .*\n\| 1 \| .*\n\| 2 \| .*\n\| 130 \| ", (ROOT / page).read_text("utf-8")), page


# ---- what looks like SPARQL


@pytest.mark.parametrize("text", ["SELEC ?x", "SELECT ?x WHERE ?x a pg:Document }"[:-1], "?x a ?y", "SELEC ?x WHERE ?x a <http://a/b>", "workload now", "list$x"])
def test_a_text_that_looks_like_sparql_is_told_how_sparql_begins(call, graph_file, text):
    for each, words in (("en", ["taken for the name of a query", "begins with SELECT"]), ("zh", ["当作查询的名称", "开头"])):
        done = call("query", graph_file, text, "--lang", each)
        said = done.stderr.decode()
        assert done.returncode == 2 and text in said and all(word in said for word in words) and "DESCRIBE" in said and "workload-now" not in said


def test_a_name_is_still_a_name(call, graph_file):
    said = call("query", graph_file, "superior-chian").stderr.decode()
    assert "did you mean superior-chain" in said and "SPARQL" not in said
    assert "cannot be read" in call("query", graph_file, "my queries/none.rq").stderr.decode()


# ---- what is counted, and how files are named


@pytest.fixture
def mixed(tmp_path) -> Path:
    """A folder of nine sources: three files, a copy of one, two that fail, an archive of two and one that fails, an archive that is damaged."""
    home = tmp_path / "in"
    (home / "sub").mkdir(parents=True)
    (home / "1.txt").write_text(act(1, "节水", "根据《临江市供水管理办法》，市水务局要加强用水管理。"), "utf-8")
    (home / "sub" / "2.txt").write_text(act(2, "供气", "市能源局负责供气工作。"), "utf-8")
    shutil.copy(home / "1.txt", home / "copy.txt")
    (home / "letter.txt").write_text("今天天气很好。", "utf-8")
    (home / "empty.txt").write_text("", "utf-8")
    with zipfile.ZipFile(home / "bundle.zip", "w") as archive:
        archive.writestr("3.txt", act(3, "供热", "市能源局牵头，市财政局配合。"))
        archive.writestr("4.txt", act(4, "公园", "市园林局负责公园养护。"))
        archive.writestr("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (home / "broken.zip").write_bytes(b"PK\x03\x04broken")
    return home


FAILED = {"in/letter.txt", "in/empty.txt", "in/bundle.zip/old.doc", "in/broken.zip"}


def test_all_verbs_count_alike(call, mixed, tmp_path):
    first, second, one = (call("build", "in", *more, "--corpus", "c", "--jobs", "1", cwd=tmp_path) for more in ((), (), ("none.txt",)))
    state = "c: 4 sources, 1 copy, 4 failed; 4 documents, 1 known from citations alone, "
    for done, run in ((first, "9 sources: 5 read, 0 unchanged, 4 failed"), (second, "9 sources: 0 read, 5 unchanged, 4 failed"), (one, "10 sources: 0 read, 5 unchanged, 5 failed")):
        *_, said, held = done.stderr.decode().splitlines()
        assert done.returncode == 1 and said == run and held.startswith(state)
    found = json.loads(call("status", "c", "--format", "json", cwd=tmp_path).stdout)
    wanted = {"sources": 4, "copies": 1, "failed": 4, "documents": 4, "stubs": 1, "acts": 4}
    assert {name: found[name] for name in wanted} == wanted and held == f"c: {counting.of_corpus(found)}"
    assert "4 documents, 1 known from citations alone" in call("watch", "c", "--today", "2020-02-01", cwd=tmp_path).stdout.decode()
    done = call("build", "in", "-o", "g.ttl", cwd=tmp_path)
    assert "9 sources: 5 read, 4 failed" in done.stderr.decode() and "g.ttl: 4 documents, 1 known from citations alone, " in done.stderr.decode()
    done = call("build", "in", "--parts", "parts", "--jobs", "1", cwd=tmp_path)
    assert "parts: 4 sources, 4 failed; 4 acts, " in done.stderr.decode()
    chinese = call("--lang", "zh", "build", "in", "--corpus", "c", cwd=tmp_path).stderr.decode().splitlines()
    assert chinese[-2] == "来源 9 个：读取 0 个，未变 5 个，失败 4 个" and chinese[-1].startswith("c：来源 4 个，副本 1 个，失败 4 个；文件 4 份，仅见于引用的 1 份，三元组 ")


def test_the_home_page_counts_as_status_does(mixed, tmp_path):
    from policygraph.corpus import Corpus
    from policygraph.serving.archive import Archive
    from policygraph.serving.indexing import build
    from policygraph.serving.search import Index

    corpus = Corpus(tmp_path / "c")
    corpus.add(mixed, jobs=1)
    with Archive(tmp_path / "c") as archive:
        build(archive.state.things, archive.state.index)
        counts = Index(archive.state.index).overview(5).counts
        found = corpus.status()
        assert (counts["document"], counts["stub"], archive.state.triples) == (found["documents"], found["stubs"], found["triples"])


def test_a_state_that_was_made_before_documents_were_counted_has_them_counted(mixed, tmp_path):
    from policygraph.corpus import Corpus
    from policygraph.keeping.manifest import Manifest

    corpus = Corpus(tmp_path / "c")
    corpus.add(mixed, jobs=1)
    manifest = Manifest(tmp_path / "c" / "manifest.sqlite")
    manifest.database.execute("DELETE FROM meta WHERE key = 'documents'")
    manifest.close()
    assert corpus.status()["documents"] == 4


def named(done) -> set[str]:
    return {found[1] for line in done.stderr.decode().splitlines() if (found := re.match(r"(\S+\.(?:txt|doc|zip)): ", line))}


def test_a_file_is_named_as_it_was_typed(call, mixed, tmp_path):
    for words in (["-o", "g.ttl"], ["--corpus", "c", "--jobs", "1"], ["--corpus", "c", "--jobs", "1"], ["--parts", "parts", "--jobs", "1"]):
        assert named(call("build", "in", *words, cwd=tmp_path)) == FAILED, words
    assert named(call("build", "./in/letter.txt", mixed / "empty.txt", "--corpus", "c", cwd=tmp_path)) == {"in/letter.txt", str(mixed / "empty.txt")}
    assert named(call("extract", mixed, cwd=tmp_path)) == {str(tmp_path / name) for name in FAILED}
    assert named(call("status", "c", "--problems", cwd=tmp_path)) == {str(tmp_path / name) for name in FAILED}  # where nobody typed it, it is whole
    (mixed / "1.txt").unlink()
    assert "in/1.txt: is gone" in call("build", "in", "--corpus", "c", cwd=tmp_path).stderr.decode()


def test_status_is_1_where_a_source_failed(call, mixed, tmp_path):
    call("build", mixed / "1.txt", mixed / "letter.txt", "--corpus", tmp_path / "c", "--jobs", "1")
    for words in ([], ["--problems"], ["--format", "json"]):
        assert call("status", tmp_path / "c", *words).returncode == 1, words
    (mixed / "letter.txt").write_text(act(5, "绿化", "市园林局负责绿化工作。"), "utf-8")
    assert call("build", mixed / "letter.txt", "--corpus", tmp_path / "c").returncode == 0
    assert call("status", tmp_path / "c", "--problems").returncode == 0


# ---- another language


@pytest.mark.parametrize(("pattern", "english", "chinese"), [
    ("(甲", "missing ), unterminated subpattern at position 0", "缺少 )，子模式没有结束"), ("[甲", "unterminated character set", "字符集没有结束"),
    (r"\q", r"bad escape \q at position 0", r"转义 \q 有误"), ("甲**", "multiple repeat", "重复号连用"), ("*甲", "nothing to repeat", "没有可以重复的内容"),
    ("(?<=甲+)乙", "look-behind requires fixed-width pattern", "向后查看的模式长度必须固定"), ("[甲-乙]", "bad character range 甲-乙", "字符范围 甲-乙 有误"),
    ("(?P<n>甲)(?P<n>乙)", "redefinition of group name 'n' as group 2; was group 1", "组名 'n' 重复定义"),
])
def test_what_is_wrong_with_a_pattern_is_told(call, tmp_path, pattern, english, chinese):
    with pytest.raises(re.error) as caught:
        re.compile(pattern)
    assert faults.of_pattern(caught.value) == str(caught.value)  # in English as Python says it
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "quantities.toml").write_text(f"[fragments]\nunit = '''{pattern}'''\n", "utf-8")
    for lang, wanted in (("en", english), ("zh", chinese)):
        done = call("check", "--rules", tmp_path, "--lang", lang)
        assert done.returncode == 1 and wanted in done.stdout.decode(), done.stdout.decode()


@pytest.mark.parametrize(("text", "chinese"), [
    ("[a", "表名的末尾应当是 ]"), ("a = ", "值无效（在文件末尾）"), ("a = 1\na = 2\n", "不能给同一个键再赋值（第 2 行"), ("a = 'x", "应当是"), ("= 1", "语句无效（第 1 行第 1 列）")])
def test_what_is_no_toml_is_told(call, corpus, tmp_path, text, chinese):
    (tmp_path / "c.toml").write_text(text, "utf-8")
    assert chinese in call("correct", tmp_path / "c.toml", "--corpus", corpus, "--lang", "zh").stderr.decode()


def test_fields_are_said_in_chinese(call, graph_file):
    chinese, english = (call("show", graph_file, NUMBER, "--lang", each).stdout.decode() for each in ("zh", "en"))
    assert re.search(rf"(?m)^  文号 +{NUMBER}$", chinese) and not re.search(r"(?m)^  [a-z]+:\w+ ", chinese)
    assert re.search(rf"(?m)^  eli:number +{NUMBER}$", english)
    assert [line.partition("  ")[2].strip().split("  ")[-1] for line in chinese.splitlines() if line.startswith("  ")][:3] != []


def test_every_property_has_a_chinese_name(graph_file):
    known = {row["property"]: row["zh"] for row in tables.rows("properties", ("property", "zh"))}
    ontology = Graph().parse(ROOT / "ontology" / "policygraph.ttl")
    ours = {node: str(label) for kind in (OWL.ObjectProperty, OWL.DatatypeProperty) for node in ontology.subjects(RDF.type, kind)
            for label in ontology.objects(node, RDFS.label) if label.language == "zh" and shorten(str(node)).startswith("pg:")}
    assert len(ours) > 70 and {name: known.get(name) for name in map(shorten, ours)} == {shorten(node): label for node, label in ours.items()}
    assert {shorten(str(node)) for node in Graph().parse(graph_file).predicates()} <= known.keys()
    language.choose("zh")
    assert things.called_property("eli:title") == "标题" and things.called_property("x:y") == "x:y"


# ---- plurals


@pytest.mark.parametrize(("said", "one", "many"), [
    (counting.of_triples, "1 triple", "2 triples"), (counting.of_documents, "1 document", "2 documents"),
    (lambda n: counting.of_run(n, 0), "1 source: 1 read, 0 failed", "2 sources: 2 read, 0 failed"), (lambda n: counting.of_parts(n, n, n, n), "1 source, 1 failed; 1 act, 1 fact", "2 sources, 2 failed; 2 acts, 2 facts"),
])
def test_one_is_one(said, one, many):
    assert (said(1), said(2)) == (one, many)
    assert told(said(1), "zh") == told(said(2), "zh").replace("2", "1")


def test_no_verb_says_one_things(call, tmp_path):
    (tmp_path / "1.txt").write_text(act(1, "节水", "到2025年底前，市水务局完成节水改造。"), "utf-8")
    (tmp_path / "wrong.ttl").write_text("<urn:a> a <https://w3id.org/policygraph/ontology#Source> .\n", "utf-8")
    said = ""
    for words in (
        ["build", "1.txt", "-o", "g.ttl"], ["build", "1.txt", "--corpus", "c", "--jobs", "1"], ["build", "1.txt", "--parts", "p", "--jobs", "1"], ["explain", "1.txt"], ["calendar", "g.ttl"],
        ["export", "c", "-o", "parts"], ["watch", "c", "--today", "2025-12-30"], ["watch", "c", "--today", "2025-12-30", "--days", "1"], ["draw", "citations", "g.ttl", "-o", "c.html"],
        ["draw", "responsibilities", "g.ttl", "-o", "r.html"], ["check", "wrong.ttl"], ["merge", "g.ttl", "-o", "m.ttl"],
    ):
        done = call(*words, cwd=tmp_path)
        said += done.stderr.decode() + done.stdout.decode() * (words[0] != "calendar")
    assert "1 act" in said and "1 document" in said and "1 deadline" in said and "1 day ahead" in said
    assert re.findall(r"(?<![\d.,])1 (?:acts|documents|sources|copies|deadlines|days|files|violations|nodes|links|triples|facts|sentences)\b", said) == []


# ---- own rules


def test_review_and_serve_read_by_own_rules(call, corpus, monkeypatch):
    from policygraph.serving import running
    from test_own_rules import GAZETTE, OWN, PLAIN, said

    given = {}
    monkeypatch.setattr(running, "serve", lambda graph, **more: given.update(more) or 0)
    for rules, wanted in ((["--rules", MINE], OWN), ([], PLAIN)):
        assert call("serve", corpus, *rules).returncode == 0
        read = pickle.loads(pickle.dumps(given["read"]))  # it goes to another process
        try:
            assert said(read(GAZETTE.read_bytes(), "gazette.txt")) == wanted
        finally:
            ownrules.use(None)
    without, own = (call("review", GAZETTE, "--corpus", corpus, "--format", "json", *more) for more in ([], ["--rules", MINE]))
    assert without.returncode in (0, 1) and own.returncode in (0, 1) and ownrules.active() is None
    seen = []
    monkeypatch.setattr("policygraph.drafts.reviewed", lambda reading, *_: seen.append(said(reading)) or [])
    call("review", GAZETTE, "--corpus", corpus, "--rules", MINE)
    call("review", GAZETTE, "--corpus", corpus)
    assert seen == [OWN, PLAIN]


# ---- one act


def test_explain_shows_the_act_that_was_asked_for(call, sample_path, tmp_path):
    call("build", sample_path, "--corpus", tmp_path / "c", "--jobs", "1")
    whole = call("explain", sample_path).stdout.decode()
    assert whole.count("\n## ") == 6
    for source in (sample_path, tmp_path / "c"):
        for name in (NUMBER, "济政字 [2017] 第39号", "《济南市人民政府关于印发济南市“企业上云”行动计划（2017-2019年）的通知》", "济南市“企业上云”行动计划（2017-2019年）"):
            done = call("explain", source, "--document", name)
            text = done.stdout.decode()
            assert done.returncode == 0 and re.findall(r"(?m)^## (\S+)", text) == [NUMBER] and "工业企业上云" in text, (source, name, done.stderr.decode())
            assert text.partition("\n\n")[2].strip() in whole
    assert call("explain", sample_path, "--document", NUMBER, "--html", tmp_path / "one.html").returncode == 0
    page = (tmp_path / "one.html").read_text("utf-8")
    assert NUMBER in page and "济政办字〔2017〕900号" not in page
    for each, word in (("en", "no act that was read"), ("zh", "没有这个文号或标题")):
        done = call("explain", sample_path, "--document", "济政发〔1999〕1号", "--lang", each)
        assert done.returncode == 2 and word in done.stderr.decode() and NUMBER in done.stderr.decode() and not done.stdout


# ---- the last words of the demonstration


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
@pytest.mark.parametrize(("locale", "words"), [("zh_CN.UTF-8", ["用浏览器打开：", "接着可以试："]), ("en_US.UTF-8", ["Open in a browser:", "Then try:"]), ("", ["Open in a browser:", "Then try:"])])
def test_the_demonstration_ends_with_what_to_do_next(locale, words):
    kept = {key: value for key, value in os.environ.items() if key not in ("LC_ALL", "LC_MESSAGES", "LANG", "MAKEFLAGS")}
    done = subprocess.run(["make", "--no-print-directory", "--silent", "demo-next"], cwd=ROOT, env={**kept, "LANG": locale}, capture_output=True, check=True)
    said = done.stdout.decode("utf-8").split("\n")
    assert [line for line in said if line and not line.startswith(" ")] == words and done.stderr == b""
    assert [line.strip() for line in said if line.endswith(".html")] == [str(ROOT / "demo" / f"{page}.html") for page in ("citations", "responsibilities", "explain")]
    commands = [shlex.split(line, comments=True) for line in said if "/policygraph " in line]
    assert [words[1] for words in commands] == ["query", "show", "serve", "build"] and all(os.path.isabs(words[0]) for words in commands)
    for program, *rest in commands:
        assert Path(program).parent.parent == ROOT / ".venv" and cli.command_line().parse_args(rest)
    text = (ROOT / "Makefile").read_text("utf-8")
    assert re.search(r"(?m)^demo:(?:.*\n)(?:\t.*\n)*\t.*demo-next\n", text)  # they are its last words
