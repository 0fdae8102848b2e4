"""Own rules and tables in a folder: they hold where they are named, everywhere there, and nowhere else."""

import ast
import csv
import io
import pickle
import re
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

import policygraph as pg
from conftest import ROOT, environment
from policygraph import corpus, mapping, ownrules, rooms, rules, tables
from policygraph.checking import check, own_rules
from policygraph.errors import TableError
from policygraph.model import Source
from policygraph.naming import gazetteer
from policygraph.naming.full_names import branch
from policygraph.reading.sources import from_bytes
from policygraph.stating.terms import BASE

MINE = ROOT / "examples" / "own-rules"
GAZETTE = MINE / "gazette.txt"
#: What the package alone and what the example says: who leads, what is due, what is counted.
PLAIN = ("临江市水网办", [], [])
OWN = ("临江市智慧水网建设领导小组办公室", [("完成老旧管网改造", "2020-12-31")], [(3000, "延米")])


def said(found) -> tuple:
    (document,) = found.documents
    leader = next(each.agency.name for each in document.responsibilities if each.role == "lead")
    return leader, [(task.action, task.deadline) for task in document.tasks], [(target.value, target.unit) for target in document.targets]


def folder(home: Path, **files: str) -> Path:
    """A folder of own rules: ``rules__tasks`` is rules/tasks.toml."""
    for name, text in files.items():
        kind, _, stem = name.partition("__")
        (home / kind).mkdir(parents=True, exist_ok=True)
        (home / kind / f"{stem}.{'toml' if kind == 'rules' else 'csv'}").write_text(text, "utf-8")
    return home


def test_the_example_adds_and_nothing_stays_behind():
    assert said(pg.extract(GAZETTE)) == PLAIN
    with pg.own_rules(MINE):
        assert said(pg.extract(GAZETTE)) == OWN
        assert "延米" in pg.build_graph(pg.extract(GAZETTE)).serialize()
    assert said(pg.extract(GAZETTE)) == PLAIN


def test_one_folder_within_another_takes_its_place(tmp_path):
    other = folder(tmp_path, tables__agency_names="short,full,branch\n水网办,水网管理办公室,government\n")
    with own_rules(MINE):
        with own_rules(other):
            assert said(pg.extract(GAZETTE)) == ("临江市水网管理办公室", [], [])
        assert said(pg.extract(GAZETTE)) == OWN


def test_an_error_in_the_body_ends_the_use():
    with pytest.raises(ZeroDivisionError), own_rules(MINE):
        raise ZeroDivisionError
    assert ownrules.active() is None and "水网办" not in gazetteer.agency_names()


def test_a_row_takes_the_place_of_the_row_that_begins_like_it(tmp_path):
    before = gazetteer.agency_names()["发改委"]
    with own_rules(folder(tmp_path, tables__agency_names="short,full,branch\n发改委,发展改革委员会,government\n")):
        assert gazetteer.agency_names()["发改委"] == ("发展改革委员会", "government") and gazetteer.check() == []
    assert gazetteer.agency_names()["发改委"] == before == ("发展和改革委员会", "government")


def test_own_rows_come_first_where_several_begin_alike(tmp_path):
    row = "within,level,from,until,short,full\n220681,,2000-01,,水务局,{place}水利和水务局\n"
    with own_rules(folder(tmp_path, tables__local_names=row)):
        assert gazetteer.local_name("水务局", gazetteer.place("220681"), "2020-01-01") == "{place}水利和水务局"
        assert gazetteer.local_name("经委", gazetteer.place("310112"), "2022-01-01") == "{place}经济委员会"


def test_a_place_of_ones_own(tmp_path):
    text = GAZETTE.read_text("utf-8").replace("临江市", "望溪新区")
    row = "code,name,level,parent,abbreviations\n220697,望溪新区,county,220600,\n"
    with own_rules(folder(tmp_path, tables__places=row)):
        assert check()[1] == []
        (document,) = pg.extract(Source("a", text, "0" * 64)).documents
        assert document.place == "220697"
    assert [document.place for document in pg.extract(Source("a", text, "0" * 64)).documents] != ["220697"]


def test_a_key_of_metadata_of_ones_own(tmp_path):
    own = folder(tmp_path, rules__segment='[fragments]\n', tables__metadata_keys="key,field\n文件字号,number\n")
    with own_rules(own):
        from policygraph.segmenting import metadata

        assert metadata.meanings()["文件字号"] == "number"


def test_pages_are_read_by_own_rules_in_the_process_apart(tmp_path):
    page = "<html><body><h1>临江市人民政府关于供水的通知</h1><p>本站小贴士</p><div><p>临政发〔2020〕5号</p><p>各乡镇人民政府：</p><p>现将供水事项通知如下，请遵照执行。</p></div></body></html>".encode()
    own = folder(tmp_path, rules__webpage="""[button]
note = "As in the package, and what this site prints above every page."
pattern = '^本站小贴士$|{{button}}'
examples = [{ text = "本站小贴士" }]
counterexamples = ["小微企业"]
""")
    plain = from_bytes(page, "a.html").text
    with own_rules(own):
        assert "小贴士" not in from_bytes(page, "a.html").text
    assert from_bytes(page, "a.html").text == plain


# ---- other processes


def test_a_corpus_is_read_by_them_in_all_processes_and_again_when_they_change(tmp_path):
    mine = shutil.copytree(MINE, tmp_path / "mine")
    archive, plain = pg.Corpus(tmp_path / "archive"), corpus.version()
    names = "SELECT ?name WHERE { ?a pg:branch ?b ; skos:prefLabel ?name }"

    def agencies() -> set[str]:
        return {str(row["name"]) for row in pg.Corpus(archive.path).query(names)}

    with pg.own_rules(mine):
        assert corpus.version().startswith(f"{plain}-own-")
        assert archive.add(GAZETTE, jobs=2).read == [str(GAZETTE)]
        assert archive.add(GAZETTE, jobs=2).unchanged == 1
    assert OWN[0] in agencies()
    (mine / "tables" / "agency_names.csv").write_text("short,full,branch\n水网办,水网管理办公室,government\n", "utf-8")
    with pg.own_rules(mine):
        assert archive.add(GAZETTE, jobs=2).read
    assert OWN[0] not in agencies() and "临江市水网管理办公室" in agencies()
    assert archive.add(GAZETTE, jobs=2).read
    assert PLAIN[0] in agencies()


def written(home: Path) -> dict[str, bytes]:
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}


def test_parts_are_the_same_from_one_process_and_from_several(tmp_path):
    with own_rules(MINE):
        settings = mapping.Settings(BASE, True, 60.0, corpus.version())
    for name, engine in (("here", mapping.Here()), ("processes", mapping.Processes(2, settings))):
        mapping.build([str(GAZETTE)], str(tmp_path / name), settings, engine)
    assert written(tmp_path / "here") == written(tmp_path / "processes") and ownrules.active() is None


def test_a_machine_that_does_not_have_the_folder_gets_its_contents(tmp_path):
    """As Spark sends the work: pickled, to a process that was started elsewhere."""
    mine = shutil.copytree(MINE, tmp_path / "mine")
    with own_rules(mine):
        work = partial(mapping.read_batch, mapping.Settings(BASE, True, 60.0, corpus.version()))
    (tmp_path / "work").write_bytes(pickle.dumps((work, (str(GAZETTE),))))
    shutil.rmtree(mine)
    code = "import pickle, sys, zlib; work, batch = pickle.load(open(sys.argv[1], 'rb')); print(zlib.decompress(work(batch)[0].facts).decode())"
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "work"], capture_output=True, env=environment(), check=True)
    assert OWN[0] in done.stdout.decode("utf-8")


# ---- the command line


def test_the_command_line(call, tmp_path):
    assert call("check", "--rules", str(MINE)).stdout.decode().endswith("ok\n")
    done = call("explain", str(GAZETTE), "--rules", str(MINE))
    assert OWN[0] in done.stdout.decode() and done.returncode == 0
    done = call("build", str(GAZETTE), "--rules", str(MINE), "-o", str(tmp_path / "graph.nt"))
    assert done.returncode == 0 and "延米" in (tmp_path / "graph.nt").read_text("utf-8")
    done = call("build", str(GAZETTE), "--rules", str(tmp_path / "nowhere"))
    assert done.returncode == 2 and "there is no such folder" in done.stderr.decode()


# ---- what is wrong is named with its file and place


RULE = """[this-year]
note = "The year of the document."
pattern = '(?P<inside>年内)|(?P<end>{}年底前)'
examples = [{{ text = "年内完成" }}]
counterexamples = ["{}"]
"""


@pytest.mark.parametrize(("name", "text", "message"), [
    ("rules__quantities", "[this-year\n", r"quantities\.toml: .*line 1"),
    ("rules__quantities", "[this-year]\npattern = '(年内'\n", r"quantities\.toml \[this-year\] pattern: missing \)"),
    ("rules__quantities", "[this-year]\npattern = '年内'\n", r"quantities\.toml \[this-year\] pattern: has no group end"),
    ("rules__quantities", "[this-year]\npattern = '(?P<inside>年内)?(?P<end>末)?'\n", "matches the empty string"),
    ("rules__quantities", "[this-year]\npattern = 7\n", "is no text"),
    ("rules__quantities", "[this-year]\npattern = '{{yaer}}'\n", "no fragment yaer"),
    ("rules__quantities", "[this-year]\nnote = 'x'\n", "no pattern"),
    ("rules__quantities", "[this-year]\npatern = 'x'\n", "unknown field patern"),
    ("rules__quantities", "this-year = 'x'\n", r"\[this-year\]: is no table"),
    ("rules__quantities", "[this-yaer]\npattern = '年内'\n", r"\[this-yaer\]: rules/quantities\.toml has no rule of this name"),
    ("rules__quantities", "[fragments]\ncount = '({{count}}'\n", r"\[fragments\] \[count\] pattern: "),
    ("rules__quantities", "[this-year]\nconfidence = 2\npattern = '(?P<inside>年内)(?P<end>末)'\n", "confidence is above 0"),
    ("rules__quantities", "[this-year]\nconfidence = 'x'\npattern = '(?P<inside>年内)(?P<end>末)'\n", "confidence is a number"),
    ("rules__quantities", "[this-year]\nexamples = [{ find = '年内' }]\npattern = '(?P<inside>年内)(?P<end>末)'\n", "an example has no text"),
    ("rules__tasks", "[excepted.report-part.previous]\n'价' = '报价'\n", r"tasks\.toml \[excepted\.report-part\]: the list of the package has next"),
    ("rules__tasks", "[excepted.report-part.next]\n'价' = ''\n", "words, each with a reason"),
    ("rules__citations", "[procedures.mine]\nnote = 'x'\nexamples = []\n", "is no rule"),
    ("rules__responsibilities", "[label]\npattern = '{{label}}|(?P<label>挂帅单位)：'\n", r"\[label\] pattern: redefinition of group name 'label'.* by widened = \{ GROUP"),
    ("rules__responsibilities", "[label]\nwidened = { lable = '挂帅单位' }\n", r"\[label\] widened: the rule of the package has no group lable; it has label"),
    ("rules__responsibilities", "[label]\nwidened = { label = '挂帅(单位' }\n", r"\[label\] pattern: missing \)"),
    ("rules__responsibilities", "[label]\nwidened = '挂帅单位'\n", r"\[label\] widened: it has a pattern for each group"),
    ("rules__responsibilities", "[label]\npattern = '甲'\nwidened = { label = '挂帅单位' }\n", r"\[label\] widened: it has a pattern for each group"),
    ("rules__nothing", "", r"nothing\.toml: own rules cannot have this file"),
    ("tables__wording", "", r"wording\.csv: own rules cannot have this file"),
    ("tables__radicals", "", r"radicals\.csv: own rules cannot have this file"),
    ("tables__agency_names", "short,fall,branch\n水网办,x,government\n", r"agency_names\.csv row 1: there is no column 'fall'"),
    ("tables__agency_names", "short,full\n水网办,水网办公室\n", r"agency_names\.csv row 2: branch is empty"),
    ("tables__agency_names", "short,full,branch\n水网办,水网办公室\n", "row 2: has more or fewer fields"),
    ("tables__agency_names", "short,full,branch\n水网办,水网办公室,government,x\n", "row 2: has more or fewer fields"),
    ("tables__agency_names", "short,full,branch\n水网办,水网办公室,goverment\n", "row 2: branch is 'goverment'; known are .*government"),
    ("tables__agency_names", "short,full,branch\n水网办,水网办公室,government\n水网办,水网处,government\n", "row 3: 水网办 stands in it twice"),
    ("tables__places", "code,name,level,parent\n220697,望溪新区,district,220600\n", "row 2: level is 'district'"),
])
def test_what_is_malformed_is_told_before_anything_is_read(tmp_path, name, text, message):
    with pytest.raises(TableError, match=message), own_rules(folder(tmp_path, **{name: text})):
        pass
    assert ownrules.active() is None and "this-year" in rules.load("quantities")


def test_no_folder_an_empty_one_and_one_in_another_encoding(tmp_path):
    with pytest.raises(TableError, match="no such folder"), own_rules(tmp_path / "none"):
        pass
    with pytest.raises(TableError, match="holds neither"), own_rules(tmp_path):
        pass
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "slogans.csv").write_bytes("name\n甲\n".encode("gb18030"))
    with pytest.raises(TableError, match=r"slogans\.csv: cannot be read .*; save it as UTF-8"), own_rules(tmp_path):
        pass


@pytest.mark.parametrize(("text", "message"), [
    (RULE.format("", "年底前"), r"quantities\.toml \[this-year\] finds its counter-example '年底前'"),
    (RULE.format("", "年初").replace("年内完成", "年初完成"), r"does not find its example '年初完成'"),
    (RULE.format("", "年初").replace('text = "年内完成"', 'text = "年内完成", day = "1"'), "has no group day"),
    (RULE.format("", "年初").replace("note", "note = '' #"), "has no note"),
    ("".join(line for line in RULE.format("", "").splitlines(True) if not line.startswith("counter")), "has no counterexamples"),
    (RULE.format("(?=[^，]*甲)", "年初"), "looks further ahead than 400 characters"),
    (RULE.format("(?:[^，]+)+甲", "年初"), "takes more than 2 seconds"),
    # A fragment of which the package's own rules take harm.
    ("[fragments]\ncount = '延米'\n", r"rules/quantities\.toml \[quantity\] does not find its example"),
])
def test_check_names_what_the_examples_do_not_bear_out(tmp_path, text, message):
    with own_rules(folder(tmp_path, rules__quantities=text)):
        wrong = check()[1]
    assert any(re.search(message, each) for each in wrong), wrong


WIDENED = """[label]
note = "挂帅单位：, beside the labels of the package: who takes command of a task."
confidence = 0.97
widened = { label = '挂帅(?:单位|部门)' }
examples = [{ text = "挂帅单位：市水利局", label = "挂帅单位" }, { text = "挂帅部门：市水利局", label = "挂帅部门" }]
counterexamples = ["市长挂帅，各单位："]
"""


def test_a_rule_with_named_groups_is_widened_as_the_docs_say(tmp_path):
    assert WIDENED in (ROOT / "docs" / "extending.md").read_text("utf-8")
    text = "临江市人民政府关于供水的通知\n临政发〔2019〕12号\n各乡镇人民政府：\n一、管好水源。完成水源地整治。（挂帅单位：市水利局；配合单位：市财政局）\n临江市人民政府\n2019年5月6日\n"

    def roles():
        (document,) = pg.extract(Source("a.txt", text, "0" * 64)).documents
        return sorted((each.agency.name, each.role) for each in document.responsibilities)

    assert roles() == [("临江市财政局", "cooperate")]
    with own_rules(folder(tmp_path, rules__responsibilities=WIDENED)):
        assert check()[1] == [] and roles() == [("临江市水利局", "responsible"), ("临江市财政局", "cooperate")]


def test_check_tells_what_it_read_of_a_folder(tmp_path):
    assert not [each for each in check()[0] if each.startswith("own")]
    with own_rules(MINE):
        assert check()[0][-1] == f"own, in {MINE}: rules 1, pieces of pattern 1, exceptions 1, rows of tables 1"
    unused = "[fragments]\nspare = '甲'\nused = '乙'\ncount = '{{count}}|延米'\n" + RULE.format("(?:{{used}})?", "年初")
    with own_rules(folder(tmp_path, rules__quantities=unused)):
        (wrong,) = check()[1]
    assert wrong.startswith(f"{tmp_path}/rules/quantities.toml [fragments] spare: no pattern takes it in as {{{{spare}}}}"), wrong


def test_a_new_rule_where_recognisers_ask_for_all(tmp_path):
    own = folder(tmp_path, rules__branches="""[military]
note = "As in the package, and one body more."
pattern = '{{military}}|民兵训练基地$'
examples = [{ text = "临江市民兵训练基地" }]
counterexamples = ["临江市水利局"]
""")
    assert branch("临江市民兵训练基地") == "government"
    with own_rules(own):
        assert branch("临江市民兵训练基地") == "military" and check()[1] == []


# ---- what keeps it so


def rows_of(name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(rooms.data("tables", ".csv")[name].read_text("utf-8"))))


def test_the_tables_that_are_lists_and_the_columns_of_few_words_are_those():
    known = {path.removeprefix("tables/").removesuffix(".csv") for path in ownrules._known() if path.startswith("tables/")}
    assert {name for name in known if len({row[0] for row in rows_of(name)}) < len(rows_of(name))} == set(tables.LISTS)
    for name, columns in tables.CODED.items():
        head, *rows = rows_of(name)
        for column in columns:
            found = {row[head.index(column)] for row in rows}
            assert len(found) < 60, (name, column)


#: Caches in the half of the text that no rule or table has a part in.
FREE = {("rules.py", "procedures"), ("rules.py", "_of_package"), ("rules.py", "_table"), ("reading/folding.py", "same_key"), ("reading/pdf/font.py", "install")}


def test_everything_that_is_remembered_of_rules_is_forgotten_with_them():
    package, wrong = ROOT / "src" / "policygraph", []
    paths = [package / "rules.py", package / "tables.py", *(path for room in ownrules.ROOMS for path in (package / room).rglob("*.py"))]
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                marks = [ast.unparse(mark) for mark in node.decorator_list]
                if any(mark.startswith(("cache", "lru_cache")) and mark != "cached_property" for mark in marks) and marks[0] != "ownrules.renewed":
                    wrong.append((path.relative_to(package).as_posix(), node.name))
    assert set(wrong) == FREE


def test_no_module_takes_rules_or_tables_for_good_when_it_is_loaded():
    found = []
    for room in ownrules.ROOMS:
        for path in (ROOT / "src" / "policygraph" / room).rglob("*.py"):
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.Assign | ast.AnnAssign) and node.value and any(
                    isinstance(each, ast.Call) and ast.unparse(each.func) in ("tables.rows", "rules.load", "pattern") for each in ast.walk(node.value)):
                    found.append(path.name)
    assert sorted(found) == ["dates.py", "folding.py"]  # of characters; `ownrules.FIXED`
