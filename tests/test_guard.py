"""One document's fault, or its endless work, costs that document alone; and no short name is read by way of itself."""

from __future__ import annotations

import hashlib
import re
import threading
import time

import pytest

import policygraph as pg
from policygraph import steps, workers
from policygraph.errors import DocumentError
from policygraph.finding import citations
from policygraph.guard import Budget, Guard, guarded
from policygraph.model import Extraction, Source
from policygraph.naming import names
from policygraph.stating import triples

ACT = "济南市人民政府关于加强节水的通知\n济政发〔2017〕{n}号\n各县区人民政府：\n一、{body}\n" + (
    "二、各县区人民政府要加强组织领导，落实工作责任，严格监督检查，确保各项任务按时完成，重大事项及时报告市政府。\n济南市人民政府\n2017年7月{n}日\n")


def source(*bodies: str, name: str = "acts.txt") -> Source:
    text = "\n".join(ACT.format(n=n, body=body) for n, body in enumerate(bodies, 1))
    return Source(name, text, hashlib.sha256(text.encode()).hexdigest())


def numbers(found: Extraction) -> list[str]:
    return [document.number.text for document in found.documents]


@pytest.fixture
def faulty(monkeypatch):
    """Finding citations fails wherever a text says so."""
    find = citations.find_citations

    def failing(document, paragraphs):
        text = "".join(paragraph.text for paragraph in paragraphs)
        if "出错" in text:
            raise KeyError("出错")
        while "不停" in text:
            time.sleep(0)
        return find(document, paragraphs)

    monkeypatch.setattr(steps, "find_citations", failing)


def test_a_fault_in_one_act_costs_that_act(faulty):
    found = pg.extract(source("管好水源。", "出错。", "市水务局负责。"))
    assert numbers(found) == ["济政发〔2017〕1号", "济政发〔2017〕3号"]
    assert [item.printed for item in found.documents[1].responsibilities] == ["市水务局"]
    (failure,) = found.failures
    assert failure.source == "acts.txt" and "finding citations" in failure.message and "KeyError" in failure.message
    assert "report it" in failure.remedy
    start = int(re.search(r"characters (\d+)", failure.message)[1])
    assert source("管好水源。", "出错。").text[start:].startswith("济南市人民政府关于加强节水的通知\n济政发〔2017〕2号")


def test_a_file_of_which_all_is_lost_is_a_failure_and_the_next_is_read(faulty):
    found = pg.extract([source("出错。", "出错。"), source("管好水源。", name="good.txt")])
    assert numbers(found) == ["济政发〔2017〕1号"] and [failure.source for failure in found.failures] == ["acts.txt"] * 2


def test_an_act_lost_in_a_source_that_is_kept_is_told_by_each_run_and_by_status(faulty, call, tmp_path, monkeypatch):
    # In this process, where finding citations fails: the workers' own know nothing of it.
    monkeypatch.setattr(workers, "share_out", lambda work, items, **_: ((item, work(item)) for item in items))
    text = tmp_path / "acts.txt"
    text.write_text(source("管好水源。", "出错。").text, "utf-8")
    home = tmp_path / "c"
    for said in ("1 read, 0 unchanged, 0 failed", "0 read, 1 unchanged, 0 failed"):
        done = call("build", text, "--corpus", home, "--jobs", "1")
        assert done.returncode == 1 and said in done.stderr.decode() and "finding citations" in done.stderr.decode()
    found = pg.Corpus(home).status()
    assert (found["acts"], found["lost acts"], found["failed"]) == (1, 1, 0)
    status = call("status", home)
    assert status.returncode == 1 and status.stderr.decode().startswith(f"{text}: an act of it was not read\nwhy: policygraph status ")
    assert call("status", home, "--problems").stderr.decode().count("finding citations") == 1
    done = call("build", text, "--parts", tmp_path / "parts", "--jobs", "1")
    assert done.returncode == 1 and f"{text}: an act of it was not read" in done.stderr.decode()


def test_strict_stops_at_the_first_fault(faulty):
    with pytest.raises(DocumentError, match="finding citations") as caught:
        pg.extract([source("出错。"), source("管好水源。")], strict=True)
    assert isinstance(caught.value.__cause__, KeyError)


def test_a_budget_ends_work_in_the_middle_and_the_rest_goes_on(faulty):
    before = time.thread_time()
    found = pg.extract(source("不停。", "管好水源。"), budget=0.5)
    assert time.thread_time() - before < 20
    assert numbers(found) == ["济政发〔2017〕2号"]
    assert "not done after 0.5 seconds while finding citations" in found.failures[0].message and "--budget" in found.failures[0].remedy


def test_a_budget_is_spent_over_all_stages():
    guard = Guard("acts.txt", 0.2)

    def work(seconds: float) -> None:
        end = time.thread_time() + seconds
        while time.thread_time() < end:
            pass

    assert guard.each("one", [0.15], lambda item: (0, 9), work)
    assert not guard.each("two", [0.15], lambda item: (0, 9), work)
    assert guard.each("two", [0.01], lambda item: (9, 19), work)
    assert [error.reason for error in guard.failures] == ["the act at characters 0 to 9: not done after 0.2 seconds while two"]


def test_a_pattern_that_backtracks_without_end_is_stopped():
    with pytest.raises(DocumentError, match="not done"), guarded("a.txt", "matching", Budget(0.3)):
        re.match(r"(?:a|a)*b", "a" * 60)


def test_a_thread_that_has_no_alarm_stops_at_the_end_of_its_stage():
    errors = []

    def run() -> None:
        try:
            with guarded("a.txt", "waiting", Budget(0.05)):
                end = time.thread_time() + 0.1
                while time.thread_time() < end:
                    pass
        except DocumentError as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert len(errors) == 1


def test_an_alarm_of_somebody_else_is_left_alone():
    import signal

    signal.signal(signal.SIGPROF, signal.SIG_IGN)
    try:
        with guarded("a.txt", "waiting", Budget(5)):
            assert signal.getsignal(signal.SIGPROF) is signal.SIG_IGN
        assert signal.getsignal(signal.SIGPROF) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)


def test_a_source_that_cannot_become_a_graph_is_left_out_whole(monkeypatch):
    found = pg.extract([source("市水务局负责。", name="a.txt"), source("出错。", "管好水源。", name="b.txt")])
    add = triples._Facts._provision

    def failing(self, document, provision, source):
        if "出错" in provision.text:
            raise RuntimeError("出错")
        return add(self, document, provision, source)

    monkeypatch.setattr(triples._Facts, "_provision", failing)
    failures = []
    built = pg.build_graph(found, on_failure=failures.append)
    assert [failure.source for failure in failures] == ["b.txt"] and "as a graph" in failures[0].message
    assert set(built) == set(pg.build_graph(Extraction(found.readings[:1])))
    with pytest.raises(DocumentError):
        pg.build_graph(found)


def test_a_component_of_a_users_own_pipeline_keeps_to_the_same(faulty):
    import spacy

    nlp = spacy.blank("zh")
    nlp.add_pipe("policygraph")
    reading = nlp(source("出错。", "管好水源。").text)._.policygraph
    assert [document.number.text for document in reading.documents] == ["济政发〔2017〕2号"]
    assert len(reading.failures) == 1


# ---- short names


@pytest.mark.parametrize(("printed", "aliases"), [
    ("市气象主管机构", (("气象主管机构", "市和区气象主管机构"),)),  # a short name that stands in its own full name
    ("甲小组办公室", (("甲小组", "市乙小组"), ("乙小组", "市甲小组"))),  # two that stand for each other
    ("市甲小组", (("甲小组", "市乙小组"), ("乙小组", "市甲小组"))),
    ("办公室", (("办公室", "领导小组办公室"), ("领导小组", "市节水领导小组"))),
    ("甲组", (("甲组", "市乙组"), ("乙组", "市丙组"), ("丙组", "市甲组"))),
])
def test_no_short_name_leads_back_to_itself(printed, aliases):
    context = names.Context("370100", "prefecture", "2017-07-01", (), aliases)
    for name in (printed, "市" + printed, printed + "办公室", printed + "成员单位"):
        names.resolve(name, context, in_list=True)


def test_a_short_name_still_means_what_the_act_says():
    context = names.Context("370100", "prefecture", "2017-07-01", (), (("领导小组", "市节水工作领导小组"),))
    assert names.resolve("领导小组办公室", context).agency.name == "济南市节水工作领导小组办公室"
    assert names.resolve("领导小组", context).agency.name == "济南市节水工作领导小组"


def test_a_law_whose_short_name_stands_in_its_full_name_is_read():
    found = pg.extract(source("市和区气象主管机构（以下统称气象主管机构）负责本区域的气象工作。气象主管机构应当加强监督。"))
    assert not found.failures and len(found.documents) == 1
