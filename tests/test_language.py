"""The command line in Chinese and English: every message has its text in both, with the same values; which of them is spoken; what no language changes."""

from __future__ import annotations

import argparse
import copy
import json
import pickle
import re
import string
import sys
import tarfile
from importlib.util import module_from_spec, spec_from_file_location

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from policygraph import cli, columns, language
from policygraph.errors import ReadError
from policygraph.language import Phrase, told
from policygraph.model import Problem
from policygraph.reading.sources import load

CHINESE = re.compile("[\u4e00-\u9fff]")
WITHOUT_FIELDS = re.compile(r"{[^{}]*}|%(\(\w+\))?[a-z]")
HOW = "run `make messages`, write the empty lines msgstr of src/policygraph/locale/zh/LC_MESSAGES/policygraph.po, and run it again"


def tool():
    spec = spec_from_file_location("messages", ROOT / "languages" / "messages.py")
    module = sys.modules[spec.name] = module_from_spec(spec)  # its dataclass looks for it
    spec.loader.exec_module(module)
    return module


TOOL = tool()
MESSAGES = TOOL.collect()


@pytest.fixture(autouse=True)
def english():
    """No test leaves another language behind."""
    yield
    language.choose("en")


def in_chinese(message: str | tuple[str, str]) -> str:
    known = language.catalogue("zh")
    return known.gettext(message) if isinstance(message, str) else known.ngettext(*message, 2)


def fields(template: str) -> list[str]:
    """The values of a template: those of argparse (%(name)s, %s) and those of `Phrase` ({name}), with their forms."""
    percent = re.findall(r"%(?:\(\w+\))?[a-z]", template)
    return sorted(percent or [f"{name}!{form}:{spec}" for _, name, spec, form in string.Formatter().parse(template) if name is not None])


# ---- every message in both languages


def test_every_message_has_chinese():
    assert len(MESSAGES.places) > 500
    missing = [message for message in MESSAGES.places if not re.search("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", in_chinese(message)) and re.search(r"[a-z]{2}", WITHOUT_FIELDS.sub("", str(message)))]
    assert not missing, HOW


def test_no_message_is_put_together_where_no_catalogue_can_have_it():
    assert MESSAGES.faults == [], "put values into a Phrase (policygraph.language)"


def test_every_text_of_the_parser_has_chinese():
    texts = list(TOOL.help_texts())
    assert len(texts) > 150  # every option of every verb
    assert [text for text in texts if not CHINESE.search(in_chinese(text)) or in_chinese(text) == text] == [], HOW


def test_both_languages_have_the_same_values():
    several = {message: in_chinese(message) for message in MESSAGES.places}
    assert [(m, zh) for m, zh in several.items() if fields(m if isinstance(m, str) else m[1]) != fields(zh)] == []


def test_chinese_has_chinese_marks():
    """Full-width marks behind Chinese characters, but in what is typed or written as it is."""
    wrong = [zh for message in MESSAGES.places if re.search(r"[\u4e00-\u9fff][,;:?!()](?!\S*=)", zh := in_chinese(message))]
    assert wrong == []


def test_the_catalogue_is_what_the_program_says_and_is_compiled():
    pytest.importorskip("babel")
    for path in TOOL.CATALOGUES:
        edited, compiled, missing = TOOL.updated(path, MESSAGES)
        assert missing == [], HOW
        assert path.read_bytes() == edited and path.with_suffix(".mo").read_bytes() == compiled, "run `make messages`"


def test_a_message_that_is_put_together_is_found(tmp_path):
    path = tmp_path / "said.py"
    path.write_text(
        'A = "at the top"\nB = f"{A}, too"\n\ndef say(error):\n    raise QueryError(A)\n    raise TableError(B)\n    raise ReadError("name", f"no {error}", str(error))\n'
        '    console.remark("one" if error else "many " + A)\n    raise ValueError("for nobody")\n', "utf-8")
    found = TOOL.Messages()
    TOOL._read(path, found, root=tmp_path)
    assert set(found.places) == {"at the top", "one"} and len(found.faults) == 4


# ---- phrases

VALUES = st.one_of(st.text(max_size=12), st.integers(), st.floats(allow_nan=False))
TEMPLATES = [m for m in MESSAGES.places if isinstance(m, str) and "{" in m and not re.search(r"[:!]\W*[,.\da-z]+}", m)]


@given(st.sampled_from(TEMPLATES), st.data())
def test_no_language_loses_a_value(template, data):
    names = sorted({name for _, name, _, _ in string.Formatter().parse(template) if name})
    phrase = Phrase(template, **{name: data.draw(VALUES) for name in names})
    for each in language.LANGUAGES:
        said = told(phrase, each)
        assert all(str(value) in said for value in phrase.values.values() if value not in language.REASONS)


@given(st.text(max_size=20), st.integers())
def test_a_phrase_is_its_english_text_everywhere(name, count):
    phrase = Phrase("{name}: {count} triples", name=name, count=count)
    assert phrase == f"{name}: {count} triples" and isinstance(phrase, str) and json.loads(json.dumps(phrase)) == phrase
    for again in (pickle.loads(pickle.dumps(phrase)), copy.deepcopy(phrase)):
        assert again == phrase and (again.template, again.values) == (phrase.template, phrase.values)


def test_phrases_and_errors_inside_a_message_are_told_with_it():
    inner = Phrase("{text!r} is no port", text="x")
    outer = Phrase("{sentence}.", sentence=ValueError(inner))
    assert outer == "'x' is no port." and told(outer, "zh") == "'x' 不是端口号。"
    assert told(Phrase("{sentence}.", sentence=OSError("raw {x}")), "zh") == "raw {x}。"


def test_reasons_of_systems_are_told_inside_messages_alone():
    assert told(Phrase("{sentence}.", sentence="Permission denied"), "zh") == "权限不足。"
    assert told(Phrase("{sentence}.", sentence="reading"), "zh") == "reading。"  # a name may be a word, too


def test_errors_stay_english_for_programs():
    language.choose("zh")
    error = ReadError("a.txt", "the file is empty", "check the path")
    assert str(error) == "a.txt: the file is empty (check the path)" and error.reason == "the file is empty"
    assert Problem("a.txt", error.reason, error.remedy).message == "the file is empty"


# ---- which language


@pytest.mark.parametrize(("environment", "spoken"), [
    ({"LANG": "zh_CN.UTF-8"}, "zh"), ({"LANG": "zh_TW"}, "zh"), ({"LANG": "zh"}, "zh"), ({"LANG": "en_US.UTF-8"}, "en"), ({"LANG": "de_DE"}, "en"), ({}, "en"),
    ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"), ({"LANG": "C", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"), ({"LANG": "zh_CN", "LC_MESSAGES": "C.UTF-8"}, "en"),
    ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"), ({"LANGUAGE": "zh", "LANG": "C"}, "en"),
])
def test_the_locale_chooses(environment, spoken):
    assert language.asked_for(environment) == spoken


NO_LOCALE = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": ""}


@pytest.mark.parametrize(("args", "locale", "chinese"), [
    (["--help"], "zh_CN.UTF-8", True), (["--help"], "C", False), (["--lang", "zh", "--help"], "C", True), (["--help", "--lang=zh"], "C", True),
    (["build", "--help", "--lang", "zh"], "C", True), (["--lang", "zh", "build", "--help"], "C", True), (["build", "--help", "--lang", "en"], "zh_CN.UTF-8", False),
])
def test_help_in_the_language_that_was_chosen(command, args, locale, chinese):
    done = command(*args, env={**NO_LOCALE, "LANG": locale})
    assert done.returncode == 0 and done.stderr == b""
    assert done.stdout.decode().startswith("用法：" if chinese else "usage: ")
    assert ("显示本帮助并退出" in done.stdout.decode()) == chinese


@pytest.mark.parametrize("args", [["fly"], ["build"], ["query"], ["query", "g.ttl", "--limit", "1"], ["serve", "x", "--port", "y"], ["draw", "citations", "g.ttl", "--limit"]])
def test_misuse_has_the_same_status_in_both_languages(command, args):
    english, chinese = (command("--lang", each, *args) for each in ("en", "zh"))
    assert english.returncode == chinese.returncode == 2 and english.stdout == chinese.stdout == b""
    assert ": error: " in english.stderr.decode() and "：错误：" in chinese.stderr.decode()
    assert len(CHINESE.findall(chinese.stderr.decode())) >= 8


def test_a_language_that_is_none_is_refused_in_that_of_the_locale(command):
    done = command("check", "--lang", "fr", env={**NO_LOCALE, "LANG": "zh_CN.UTF-8"})
    assert done.returncode == 2 and "fr" in done.stderr.decode() and "可选" in done.stderr.decode()


def test_no_language_is_left_over_from_the_run_before(capsys, monkeypatch):
    for name, value in NO_LOCALE.items():
        monkeypatch.setenv(name, value)
    assert cli.main(["--lang", "zh", "fly"]) == cli.main(["fly"]) == 2
    chinese, english = capsys.readouterr().err.split("用法：")[1].split("usage: ")
    assert "错误" in chinese and "error" in english


# ---- columns


@pytest.mark.parametrize("wide", [60, 80, 120])
def test_chinese_help_stays_in_its_columns(monkeypatch, wide):
    monkeypatch.setenv("COLUMNS", str(wide))
    language.choose("zh")
    parser = cli.command_line()
    (verbs,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    for verb in verbs.choices.values():
        _, options = verb.format_help().split("\n\n", 1)
        for line in options.partition("示例：")[0].splitlines():
            assert columns.width(line) <= wide or " " not in line.strip() or re.match(r" +-|.*[{]", line), line


def test_the_lines_of_a_usage_stand_below_each_other(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    language.choose("zh")
    first, second = _usage("build").splitlines()[:2]
    assert columns.width(first[: first.index("[")]) == len(second) - len(second.lstrip())


def _usage(name: str) -> str:
    (verbs,) = (action for action in cli.command_line()._actions if isinstance(action, argparse._SubParsersAction))
    return verbs.choices[name].format_usage()


@given(st.text(alphabet="读取公报（）。，“”aB .-", max_size=60), st.integers(8, 40))
def test_wrapping_keeps_all_and_begins_no_line_with_a_closing_mark(text, room):
    text = re.sub(r"(^|\s)[）。，”]+", "", text)  # a mark behind a blank belongs to nothing
    lines = columns.wrap(text, room)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert not any(line[:1] in "）。，”" for line in lines[1:] if line)
    for line in lines:
        assert columns.width(line) <= room or len(re.findall(r"\s", line)) == 0


# ---- answers for people


@pytest.fixture(scope="module")
def answered(tmp_path_factory, sample_path):
    """A corpus of the sample, one of another text, a graph that breaks two shapes, corrections, a draft."""
    from policygraph.corpus import Corpus

    folder = tmp_path_factory.mktemp("answered")
    Corpus(folder / "one").add(sample_path, jobs=1)
    draft = folder / "draft.txt"
    draft.write_text("临江市人民政府关于加强供水管理的通知\n临政发〔2019〕12号\n各乡镇人民政府：\n根据《临江市供水办法》，现通知如下：\n一、管好水源。2020年1月5日前完成。（市水利局负责）\n临江市人民政府\n2019年5月6日\n", "utf-8")
    Corpus(folder / "two").add(draft, jobs=1)
    (folder / "late.txt").write_text(draft.read_text("utf-8").replace("2020年1月5日前", "2018年1月5日前"), "utf-8")
    (folder / "wrong.ttl").write_text("@prefix pg: <https://w3id.org/policygraph/ontology#> .\n<urn:a> a pg:Citation .\n", "utf-8")
    (folder / "corrections.toml").write_text(
        '[[correction]]\nwhat = "deadline"\ndocument = "济政发〔2017〕9号"\nquote = "没有这句话"\nis = "2021"\nwho = "李华"\nwhen = 2026-11-27\n', "utf-8")
    (folder / "held.toml").write_text(
        '[[correction]]\nwhat = "deadline"\ndocument = "济政发〔2017〕9号"\nquote = "山东名牌达到180个"\nis = "2021"\nwho = "李华"\nwhen = 2026-11-27\n', "utf-8")
    return folder


#: Command, and what is in its answer in English and in Chinese.
ANSWERS = [
    (["status", "one"], ["sources                           1", "state                whole"], ["来源                              1", "状态                 完整"]),
    (["diff", "one", "two"], ["    gained      lost   changed", "\nresponsibility"], ["      新增      失去      变化", "\n责任            ", "  + 文件 ", "  - 文件 "]),
    (["diff", "one", "one"], ["both say the same"], ["两者所说相同"]),
    (["watch", "two", "--today", "2019-12-20", "--state", "x.json", "--since", "2019-01-01"], ["two, 2019-12-20: since 2019-01-01, and 30 days ahead", "\ntasks and targets that fall due: 1\n"], ["two，2019-12-20：自 2019-01-01 以来，并向前看 30 天", "\n到期任务：1\n"]),
    (["correct", "corrections.toml", "--corpus", "one"], ["nothing     ", "0 of 1 correction holds", "correction 1: deadline"], ["无          ", "1 条更正中有 0 条成立", "第 1 条更正：deadline（时限）"]),
    (["correct", "held.toml", "--corpus", "one"], ["correction 1: deadline", "target “", "deadline 2020 → 2021"], ["第 1 条更正：deadline（时限）", "目标“", "deadline（时限） 2020 → 2021"]),
    (["explain", "draft.txt"], ["# draft.txt: 1 act\n"], ["# draft.txt：公文 1 件\n"]),
    (["query", "one", "SELECT ?x { ?x a <urn:nothing> }"], ["(no rows)"], ["（没有结果行）"]),
    (["check"], ["rules: ", " checked, 0 wrong", "ok"], ["规则：检查 ", "有误 0 项", "ok"]),
    (["check", "wrong.ttl"], ["every statement has its evidence: urn:a", "violations"], ["每条陈述都有出处：urn:a", "处不符"]),
    (["review", "late.txt", "--corpus", "one"], ["[check "], ["[请核对 "]),
]


@pytest.mark.parametrize(("args", "english", "chinese"), ANSWERS, ids=[" ".join(args[:2]) for args, *_ in ANSWERS])
def test_what_people_read_follows_the_language(call, answered, args, english, chinese):
    said, status = {}, {}
    for each in language.LANGUAGES:
        done = call(*args, "--lang", each, cwd=answered)
        said[each], status[each] = done.stdout.decode(), done.returncode
    assert [words for words in english if words not in said["en"]] == [] and [words for words in chinese if words not in said["zh"]] == []
    assert not any(words in said["zh"] for words in english if words != "ok") and status["en"] == status["zh"]
    for line in said["zh"].splitlines():  # no word of ours is left in English; names of files, IRIs and properties are
        assert not re.search(r"\b(the|and|is|are|has|of|no|gained|document)\b", re.sub(r"\bid:[\w/]+", "", line)), line


@pytest.mark.parametrize(("lang", "opened"), [("zh", "zh-CN"), ("en", "en")])
def test_a_page_of_changes_names_the_kinds_in_its_language(call, answered, tmp_path, lang, opened):
    """Both are on the page, each for itself; one is shown (tests/test_changes.py looks at it in a browser)."""
    page = tmp_path / "changes.html"
    call("--lang", lang, "diff", "one", "two", "--html", page, cwd=answered)
    text = page.read_text("utf-8")
    assert f'<html lang="{opened}"' in text and "责任 responsibility" not in text
    assert re.search(r'<b><span lang="zh[^"]*">责任</span>\s*<span lang="en">responsibility</span></b>', text)
    assert re.search(r'<th scope="row"><span lang="zh[^"]*">文件</span>\s*<span lang="en">document</span></th>', text)


def test_a_problem_that_a_corpus_keeps_is_told_with_all_its_parts():
    problem = language.unpacked(json.loads(json.dumps(language.packed(Phrase("{thing} ended its reader ({how})", thing=Phrase("the PDF"), how="SIGSEGV")))))
    assert problem == "the PDF ended its reader (SIGSEGV)" and language.told(problem, "zh") == "PDF 文件使读取进程终止（SIGSEGV）"


def test_a_header_that_is_refused_is_told_in_chinese(tmp_path):
    info = tarfile.TarInfo("a.txt")
    info.size, info.type = 3 << 20, tarfile.XHDTYPE
    (tmp_path / "a.tar").write_bytes(info.tobuf(tarfile.USTAR_FORMAT) + b" " * (1 << 20))
    refused, = load(tmp_path / "a.tar")
    assert "（3145728 字节的文件头）" in language.told(refused, "zh")


def test_what_programs_read_does_not(call, answered):
    for args in (["status", "one", "--format", "json"], ["diff", "one", "two", "--format", "json"], ["correct", "corrections.toml", "--corpus", "one", "--format", "json"],
                 ["watch", "two", "--today", "2019-12-20", "--since", "2019-01-01", "--format", "json"], ["watch", "two", "--today", "2019-12-20", "--since", "2019-01-01", "--format", "atom"]):
        english, chinese = (call(*args, "--lang", each, cwd=answered) for each in language.LANGUAGES)
        assert english.stdout == chinese.stdout and english.stdout and english.returncode == chinese.returncode


def test_what_a_parameter_means_is_told(call, answered):
    said = call("query", "one", "superior-chain", "--lang", "zh", cwd=answered).stderr.decode()
    assert "文件的文号或标题" in said and "number or title" not in said


# ---- what no language changes


def test_results_are_the_same_in_every_language(call, sample_path, tmp_path):
    made = {}
    for each in language.LANGUAGES:
        graph = tmp_path / f"{each}.nt"
        done = [call(*args, "--lang", each) for args in (
            ["build", sample_path, "-o", graph], ["extract", sample_path], ["query", graph, "most-cited", "--format", "csv"], ["query", graph, "most-cited"],
            ["network", "agencies", graph], ["check", graph], ["query", graph, "no-such"])]
        made[each] = [graph.read_bytes(), *((run.returncode, run.stdout) for run in done)]
        assert [run.returncode for run in done] == [0, 0, 0, 0, 0, 0, 2]
    assert made["en"] == made["zh"]


# ---- one word for one thing


def chinese_texts() -> dict[str, str]:
    """What the interface says in Chinese, by where it stands."""
    from policygraph.asking.named import named
    from policygraph.asking.telling import belonging, things
    from policygraph.registry import STATEMENTS
    from policygraph.tables import rows

    found = {f"catalogue: {message}": in_chinese(message) for message in MESSAGES.places}
    found |= {f"wording: {row['key']}": row["zh"] for row in rows("wording", ("key",))} | {f"heads: {row['name']}": row["zh"] for row in rows("heads", ("name",))}
    found |= {f"properties: {row['property']}": row["zh"] for row in rows("properties", ("property",))}
    found |= {f"statements: {name}": known.zh for name, known in STATEMENTS.items()} | {f"things: {name}": zh for name, (zh, _) in {**things.KINDS, **belonging.SORTS}.items()}
    return found | {f"query: {name}": f"{query.title_zh} {query.question_zh}" for name, query in named().items()}


def test_one_thing_has_one_word_in_chinese():
    """An agency is 机构 but in the set terms of official documents, a target 目标 (指标 is what it counts), a draft 草稿."""
    texts = chinese_texts()
    terms = re.compile("(?:发文|主送|制发|印发|军事)机关|机关代字")
    assert len(texts) > 1000 and {where: text for where, text in texts.items() if re.search("机关|草案|举措|机构群(?!体)", terms.sub("", text))} == {}
    assert texts["statements: targets"] == texts["things: pg:Target"] == texts["things: target"] == texts["wording: targets"] == texts["catalogue: target"] == "目标"
    assert texts["statements: agencies"] == texts["things: pg:Agency"] == texts["things: agency"] == texts["wording: agencies"] == "机构"


def test_chinese_sentences_have_chinese_marks():
    western = re.compile(r"[\u4e00-\u9fff”》）] ?[,;:!?](?! ?\))|[\u4e00-\u9fff”》）]\.(?![\w{/])|[\u4e00-\u9fff] ?\((?!=|s\)|SHA|https?|Graph|TOML|\w+/\w)|[,;:] [\u4e00-\u9fff]")
    of_code = re.compile("catalogue: (?:missing .* ?:|looks further ahead)")  # which name a mark, or a pattern, that belongs to code
    texts = {where: text for where, text in chinese_texts().items() if not of_code.match(where)}
    assert {where: text for where, text in texts.items() if western.search(WITHOUT_FIELDS.sub("x", text))} == {}
    assert western.search("没有找到. 换一个词") and western.search("未见失效 (截至") and not western.search("没有找到。换一个词")


def test_no_page_of_the_server_puts_western_marks_between_its_words():
    """A colon, a bracket, a stop between two words of a page is a word itself, as the other language has another."""
    pages = sorted((ROOT / "src" / "policygraph" / "serving" / "templates").glob("*.html"))
    between = re.compile(r"\{\{ w[.\[][^{}]*\}\}(?:</\w+>)?(?:[:;,.](?: |\{)| \(\{\{)")
    assert len(pages) > 10 and {page.name: found for page in pages if (found := between.findall(page.read_text("utf-8")))} == {}
