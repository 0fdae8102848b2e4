"""Reading apart: a file that ends its reader, hangs or takes all memory costs itself alone, whoever calls from wherever."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import documents
import pdfs
from conftest import ROOT, environment
from policygraph.errors import ReadError
from policygraph.pipeline import extract
from policygraph.reading import apart

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and forks are of POSIX")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit the memory of a process")


@pytest.fixture
def reader():
    found = apart.Reader()
    yield found
    found.close()


def ask(reader: apart.Reader, task: str, data: bytes = b"data", label: str = "a.pdf"):
    return reader.read(f"apart_tasks:{task}", "the PDF", data, label)


def gone(process: int) -> bool:
    """Is a process over (or no longer ours to see)? A reader whose caller is gone has `apart._END_SECONDS` (5) beyond its limit."""
    for _ in range(600):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{process}/stat").exists() and Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_one_process_reads_many_files(reader):
    answers = [ask(reader, "length", b"x" * n, f"{n}.pdf") for n in (0, 1, 100, 3_000_000)]
    assert [(a["length"], a["label"]) for a in answers] == [(n, f"{n}.pdf") for n in (0, 1, 100, 3_000_000)]
    assert len({a["process"] for a in answers}) == 1 and answers[0]["process"] != os.getpid()
    reader.close()
    assert gone(answers[0]["process"])


def test_a_fault_of_ours_is_said_with_its_place(reader):
    before = ask(reader, "length")["process"]
    with pytest.raises(ReadError, match=r"^a\.pdf: the PDF could not be read \(IndexError: list index out of range\).*report") as caught:
        ask(reader, "stumble")
    assert "apart_tasks.py" in str(caught.value.__cause__) and ask(reader, "length")["process"] == before


def test_a_refusal_is_that_of_the_function(reader):
    with pytest.raises(ReadError, match=r"^甲\.pdf: no \(take another\)$"):
        ask(reader, "refuse", label="甲.pdf")


@pytest.mark.parametrize(("task", "limit", "says"), [
    pytest.param("abort", {}, "ended its reader (SIGABRT)", marks=POSIX), ("leave", {}, "ended its reader (exit status 3)"),
    ("hang", {"SECONDS": 1.0}, "was not read within 1 seconds"),
    pytest.param("hog", {"MEMORY": 300 << 20}, "needs more than 0.3 GB of memory", marks=LINUX),
    pytest.param("devour", {"MEMORY": 300 << 20}, "needs more than 0.3 GB of memory", marks=LINUX),
])
def test_what_ends_the_reader_costs_itself_alone(reader, task, limit, says):
    before = ask(reader, "length")
    with pytest.MonkeyPatch.context() as patch, pytest.raises(ReadError) as caught:
        for name, value in limit.items():
            patch.setattr(apart, name, value)
        ask(reader, task)
    assert (caught.value.name, caught.value.reason) == ("a.pdf", f"the PDF {says}") and caught.value.remedy
    assert gone(before["process"]) and ask(reader, "length")["length"] == 4


@pytest.mark.parametrize("said", [b"", b"\x00" * 8, b"\xff" * 8, b"\x00" * 7 + b"\x02[]", b"\x00" * 7 + b"\x09{\"result\""])
def test_an_answer_that_is_none(reader, said):
    with pytest.raises(ReadError, match="ended its reader"):
        ask(reader, "babble", said)
    assert ask(reader, "length")["length"] == 4


def test_a_reader_that_was_ended_by_others_is_replaced(reader):
    first = ask(reader, "length")["process"]
    os.kill(first, signal.SIGTERM)
    assert gone(first) and ask(reader, "length")["process"] != first


def test_threads_take_turns(reader):
    found: list[int] = []
    threads = [threading.Thread(target=lambda n=n: found.append(ask(reader, "length", b"x" * n)["length"] - n)) for n in range(1, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [0] * 19


def test_no_process_and_no_reader_are_said(reader, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(ReadError, match="no process can be started"):
        ask(reader, "length")
    monkeypatch.setattr(sys, "executable", "/bin/true")
    with pytest.raises(ReadError, match=r"its reader does not start \(exit status 0\)"):
        ask(reader, "length")


def test_a_program_in_one_file_reads_for_itself(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert apart.read_apart("apart_tasks:length", "the PDF", b"data", "a.pdf")["process"] == os.getpid()


def test_a_pdf_that_ends_pdfium_between_two_good_ones(tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "MEMORY", 300 << 20)
    for name, data in (("a.pdf", documents.as_pdf()), ("b.pdf", pdfs.calling_itself()), ("c.pdf", documents.as_pdf())):
        (tmp_path / name).write_bytes(data)
    found = extract(tmp_path)
    assert [reading.source.name for reading in found.readings] == ["a.pdf", "c.pdf"]
    (failure,) = found.failures
    assert failure.source.endswith("b.pdf") and failure.message.startswith("the PDF ")


def test_a_page_that_keeps_its_library_busy_costs_itself_alone(tmp_path, monkeypatch):
    """libxml2 compares each attribute with all before it, and nothing in Python can stop it there."""
    monkeypatch.setattr(apart, "SECONDS", 2.0)
    monkeypatch.setattr(apart, "SECONDS_PER_MB", 0.0)
    busy = b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(200_000)) + b">x</p></body></html>"
    for name, data in (("a.html", documents.as_page()), ("b.html", busy), ("c.html", documents.as_page())):
        (tmp_path / name).write_bytes(data)
    found = extract(tmp_path)
    assert [reading.source.name for reading in found.readings] == ["a.html", "c.html"]
    (failure,) = found.failures
    assert failure.source.endswith("b.html") and failure.message == "the page was not read within 2 seconds"


# ---- programs of several kinds


PROGRAM = """
import os, sys, threading, time
from policygraph.reading import apart
def ask(task, data=b"data"):
    return apart.read_apart("apart_tasks:" + task, "the PDF", data, "a.pdf")
"""


def start(code: str, *arguments: str, **options) -> subprocess.Popen[bytes]:
    env = environment({"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])})
    return subprocess.Popen([sys.executable, *(arguments or ("-c", PROGRAM + code))], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, **options)


def said(program: subprocess.Popen[bytes], data: bytes | None = None) -> str:
    out, errors = program.communicate(data, timeout=60)
    assert (program.returncode, errors) == (0, b"")
    return out.decode()


def test_a_program_without_a_file():
    code = PROGRAM + "print(ask('length')['length'])"
    assert said(start("", "-", stdin=subprocess.PIPE), code.encode()) == "4\n"


@POSIX
def test_the_command_reads_a_pdf_with_closed_streams(tmp_path):
    (tmp_path / "a.pdf").write_bytes(documents.as_pdf())
    line = f"{sys.executable} -m policygraph build a.pdf -o g.nt <&- >&- 2>&-"
    assert subprocess.run(["sh", "-c", line], cwd=tmp_path, env=environment(), timeout=60, check=False).returncode == 0
    assert (tmp_path / "g.nt").stat().st_size > 1000


@POSIX
def test_standard_streams_may_be_closed(tmp_path):
    code = f"[os.close(n) for n in (0, 1, 2)]\nopen({str(tmp_path / 'said')!r}, 'w').write(str(ask('length')['length']))"
    assert start(code).wait(60) == 0 and (tmp_path / "said").read_text() == "4"


def test_a_caller_that_went_to_another_folder(tmp_path):
    code = f"ask\nos.chdir({str(tmp_path)!r})\nsys.path[:] = [p for p in sys.path if not p.endswith('src')]\nprint(ask('length')['length'])"
    (tmp_path / "json.py").write_text("raise SystemExit('the folder of the caller was searched')", "utf-8")
    assert said(start(code)) == "4\n"


@POSIX
def test_a_fork_has_a_reader_of_its_own():
    code = """
import warnings
warnings.filterwarnings('ignore', 'This process .* is multi-threaded', DeprecationWarning)  # from Python 3.12 on, of the fork that is tested
mine = ask('length')['process']
child = os.fork()
if child == 0:
    other = ask('length')['process']
    os._exit(0 if other != mine else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), ask('length')['process'] == mine)
"""
    assert said(start(code)) == "0 True\n"


@POSIX
@pytest.mark.parametrize("to_all", [True, False], ids=["the key", "the signal"])
def test_an_interrupt_is_one_of_the_caller_and_leaves_no_process(to_all):
    # What is started in the background of a shell inherits that it is not to be interrupted.
    code = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
print(ask('length')['process'], flush=True)
try:
    ask('hang')
except KeyboardInterrupt:
    print('interrupted', ask('length')['length'])
"""
    program = start(code, start_new_session=True)
    process = int(program.stdout.readline())
    time.sleep(0.3)
    (os.killpg if to_all else os.kill)(program.pid, signal.SIGINT)
    assert said(program) == "interrupted 4\n" and gone(process)


@POSIX
def test_a_reader_does_not_outlive_a_caller_that_is_killed():
    program = start("print(ask('length')['process'], flush=True)\ntime.sleep(60)")
    process = int(program.stdout.readline())
    program.kill()
    program.communicate()
    assert gone(process)


@POSIX
def test_a_reader_that_hangs_does_not_outlive_its_limit_when_the_caller_is_killed():
    program = start("print(ask('length')['process'], flush=True)\napart.SECONDS = apart._END_SECONDS = 0.5\nask('hang')")
    process = int(program.stdout.readline())
    program.kill()
    program.communicate()
    assert gone(process)


def test_a_thread_that_still_reads_does_not_keep_the_program():
    code = "print(ask('length')['process'], flush=True)\nthreading.Thread(target=quietly, daemon=True).start()\ntime.sleep(0.3)"
    code = f"def quietly():\n    try:\n        ask('hang')\n    except Exception:\n        pass\n{code}"  # what ends with the program fails in its thread
    started = time.monotonic()
    process = int(said(start(code)))
    assert time.monotonic() - started < 30 and gone(process)
