"""A PDF that ends its reader, hangs it or eats its memory costs itself alone, wherever it is read from."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

import documents
import policygraph as pg
from conftest import environment
from policygraph import apart
from policygraph.apart import Reader
from policygraph.errors import ReadError
from policygraph.read import from_bytes


def recursive_form(depth: int = 60) -> bytes:
    """A PDF whose form draws itself many times over."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<</XObject<</F 4 0 R>>>>/Contents 5 0 R>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</XObject<</F 4 0 R>>>>/Length %d>>stream\n%s\nendstream" % (5 * depth, b"/F Do" * depth),
        b"<</Length 5>>stream\n/F Do\nendstream",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (n, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)


@pytest.fixture
def reader():
    reader = Reader()
    yield reader
    reader.close()


def test_one_process_reads_many_files(reader):
    texts = {reader.pdf_text(documents.as_pdf(), f"{n}.pdf")[0] for n in range(3)}
    assert len(texts) == 1 and documents.TITLE[:10] in texts.pop()


def test_a_reader_that_is_ended_is_a_message_and_the_next_file_is_read(reader):
    reader.pdf_text(documents.as_pdf(), "a.pdf")
    process = reader._process
    threading.Timer(0.3, lambda: process.send_signal(signal.SIGSTOP) or process.kill()).start()
    with pytest.raises(ReadError, match="slow.pdf: .*ended the process"):
        while True:  # one of these is in work when it is ended
            reader.pdf_text(documents.as_pdf(), "slow.pdf")
            if process.poll() is not None and reader._process is not process:
                raise ReadError("slow.pdf", "ended the process between two files")
    assert reader.pdf_text(documents.as_pdf(), "b.pdf")[0]


def test_a_reader_that_takes_too_long_is_ended(reader):
    reader.pdf_text(documents.as_pdf(), "a.pdf")
    reader.seconds = 1
    reader._process.send_signal(signal.SIGSTOP)
    start = time.monotonic()
    with pytest.raises(ReadError, match="took more than 1 seconds"):
        reader.pdf_text(documents.as_pdf(), "slow.pdf")
    assert time.monotonic() - start < 10
    reader.seconds = 60
    assert reader.pdf_text(documents.as_pdf(), "b.pdf")[0]


def test_memory_is_limited(reader):
    if sys.platform != "linux":
        pytest.skip("limits of memory are kept on Linux")
    reader.memory = 300 << 20
    with pytest.raises(ReadError, match="b.pdf: "):
        reader.pdf_text(recursive_form(), "b.pdf")
    reader.memory = 2 << 30
    assert reader.pdf_text(documents.as_pdf(), "a.pdf")[0]


@pytest.mark.slow
def test_a_form_that_draws_itself_costs_itself_alone(tmp_path):
    (tmp_path / "a.pdf").write_bytes(documents.as_pdf())
    (tmp_path / "b.pdf").write_bytes(recursive_form())
    (tmp_path / "c.pdf").write_bytes(documents.as_pdf())
    found = pg.extract(tmp_path)
    assert len(found.readings) == 2 and [os.path.basename(failure.source) for failure in found.failures] == ["b.pdf"]


def test_errors_of_a_pdf_come_through(reader):
    with pytest.raises(ReadError, match="x.pdf: the PDF is damaged"):
        reader.pdf_text(b"%PDF-1.4 nothing", "x.pdf")
    with pytest.raises(ReadError, match="scan"):
        reader.pdf_text(documents.as_scan(), "x.pdf")


def test_threads_share_one_reader():
    texts = []
    threads = [threading.Thread(target=lambda: texts.append(from_bytes(documents.as_pdf(), "a.pdf").text)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts) == 4 and len(set(texts)) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_process_has_a_reader_of_its_own():
    from_bytes(documents.as_pdf(), "a.pdf")
    mine = apart._READER._process.pid
    child = os.fork()
    if not child:
        try:
            from_bytes(documents.as_pdf(), "a.pdf")
            other = apart._READER._process.pid
            apart._READER.close()
            os._exit(0 if other != mine else 1)
        except BaseException:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    from_bytes(documents.as_pdf(), "a.pdf")
    assert apart._READER._process.pid == mine


def test_no_process_is_left_behind(tmp_path):
    (tmp_path / "a.pdf").write_bytes(documents.as_pdf())
    code = "import sys, policygraph as pg; from policygraph import apart; pg.extract(sys.argv[1]); print(apart._READER._process.pid)"
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, env=environment(), timeout=60, check=True)
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


def test_the_command_reads_a_pdf_with_closed_streams(tmp_path):
    (tmp_path / "a.pdf").write_bytes(documents.as_pdf())
    line = f"{sys.executable} -m policygraph build a.pdf -o g.nt <&- >&- 2>&-"
    assert subprocess.run(["sh", "-c", line], cwd=tmp_path, env=environment(), timeout=60, check=False).returncode == 0
    assert (tmp_path / "g.nt").stat().st_size > 1000


def test_an_interrupt_ends_the_reader_too(tmp_path):
    (tmp_path / "a.pdf").write_bytes(documents.as_pdf())
    code = (
        "import os, signal, sys, threading, policygraph as pg\nfrom policygraph import apart\npg.extract(sys.argv[1])\n"
        "process = apart._READER._process\nprocess.send_signal(signal.SIGSTOP)\nprint(process.pid, flush=True)\n"
        "threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
        "try:\n    pg.extract(sys.argv[1])\nexcept KeyboardInterrupt:\n    print('interrupted', process.poll())\n"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, env=environment(), timeout=60, check=True)
    pid, last = done.stdout.split("\n", 1)
    assert last.startswith("interrupted -9")
