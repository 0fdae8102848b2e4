"""Completion: what bash, zsh and fish offer at Tab, each asked itself with the script that the program prints for it."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import sys
import time

import pytest

from conftest import environment

#: Sets the variables that bash sets at Tab, calls the function that the script registered, and prints what it found.
BASH = """
eval "$(policygraph completion bash)"
COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9
read -ra COMP_WORDS <<< "$1"
found=$(complete -p policygraph); found=${found##*-F }; ${found%% *} policygraph
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def home(tmp_path):
    """A folder with a command `policygraph` that runs this tree, and some files to be offered."""
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "policygraph"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m policygraph "$@"\n', "utf-8")
    command.chmod(0o755)
    for name in ("graph.ttl", "公报 一.txt", ".hidden.ttl"):
        (tmp_path / name).write_text("", "utf-8")
    (tmp_path / "archive").mkdir()
    return tmp_path


def asking(home, **more: str) -> dict[str, str]:
    return environment({"PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}", "HOME": str(home), "LC_ALL": "C.UTF-8", **more})


def shell(name: str) -> str:
    found = shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not installed: apt-get install {name}")
    return found


def in_bash(home, line: str, **more: str) -> list[str]:
    done = subprocess.run([shell("bash"), "-c", BASH, "bash", line], cwd=home, env=asking(home, **more), capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    return done.stdout.decode().splitlines()


@pytest.mark.parametrize(("line", "offered"), [
    ("policygraph que", ["query "]),
    ("policygraph query --form", ["--format "]),
    ("policygraph --lang ", ["en", "zh"]),
    ("policygraph build --lang z", ["zh "]),
    ("policygraph network cit", ["citations "]),
    ("policygraph network citations graph.ttl --measure main", ["main-path "]),
    ("policygraph network citations graph.ttl --measure diffusion --param ", ["programme=", "unit=", "level="]),
    ("policygraph query graph.ttl superior", ["superior-chain "]),
    ("policygraph query graph.ttl --format csv superior", ["superior-chain "]),
    ("policygraph query --limit 3 gr", ["graph.ttl "]),
    ("policygraph draw --lang en cit", ["citations "]),
    ("policygraph query graph.ttl superior-chain --param ", ["number="]),
    ("policygraph query graph.ttl superior-chain --format ", ["table", "csv", "json", "ttl", "markdown", "html", "xlsx", "parquet"]),
    ("policygraph query graph.ttl no-such --param ", [""]),
    ("policygraph cite graph.ttl --query most-cited-u", ["most-cited-unheld "]),
    ("policygraph query gr", ["graph.ttl "]),
    ("policygraph query .hi", [".hidden.ttl "]),
    ("policygraph build ", ["archive/", "bin/", "graph.ttl", r"公报\ 一.txt"]),
    ("policygraph build --corpus ", ["archive/", "bin/"]),
    ("policygraph build ./g", ["./graph.ttl "]),
    ("policygraph build no/such", [""]),
    ("policygraph export archive --title ", [""]),
    ("policygraph completion f", ["fish "]),
])
def test_what_bash_offers(home, line, offered):
    assert in_bash(home, line) == offered


def test_every_verb_is_offered_and_every_option_of_one(home):
    from policygraph.cli import command_line

    verbs = next(action.choices for action in command_line()._actions if action.metavar == "VERB")
    assert in_bash(home, "policygraph ") == list(verbs)
    options = [option for action in verbs["build"]._actions for option in action.option_strings if option.startswith("--") and option != "--debug"]
    assert len(options) > 12 and in_bash(home, "policygraph build --") == options


def test_a_folder_in_the_home_is_found(home):
    assert in_bash(home, "policygraph status ~/arch") == ["~/archive/"]


def test_fish_offers_it_with_what_it_is(home):
    fish = shell("fish")
    for locale, said in (("C.UTF-8", "ask a graph"), ("zh_CN.UTF-8", "查询图谱")):
        code = "policygraph completion fish | source; complete -C 'policygraph que'; complete -C 'policygraph query graph.ttl superior-chain --param '; complete -C 'policygraph query gr'"
        done = subprocess.run([fish, "--no-config", "-c", code], cwd=home, env=asking(home, LC_MESSAGES=locale, LC_ALL="", LC_CTYPE="C.UTF-8"), capture_output=True, check=True, timeout=60)
        verb, parameter, file = done.stdout.decode().splitlines()
        assert verb.startswith(f"query\t{said}") and parameter.startswith("number=\t") and file.split("\t")[0] == "graph.ttl"


def test_zsh_writes_it_behind_the_cursor(home):
    """At a terminal of its own, as zsh completes nowhere else."""
    zsh, pty = shell("zsh"), pytest.importorskip("pty")
    child, terminal = pty.fork()
    if not child:
        os.chdir(home)
        os.execve(zsh, [zsh, "-f", "-i"], {**asking(home), "TERM": "dumb", "PS1": "> "})
    try:
        os.write(terminal, b'autoload -U compinit; compinit -u; eval "$(policygraph completion zsh)"; echo re""ady\n')
        until(terminal, "ready")
        os.write(terminal, b"policygraph networ\tcitations gra\t--measure main\t")
        until(terminal, r"policygraph network citations graph\.ttl --measure main-path")
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)
        os.close(terminal)


def until(terminal: int, pattern: str) -> None:
    """Wait until a terminal shows what was asked for, for half a minute at most."""
    shown, end = "", time.monotonic() + 30
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.5)[0]:
            shown += os.read(terminal, 1 << 16).decode("utf-8", "replace")
            if re.search(pattern, re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|.\x08", "", shown)):
                return
    pytest.fail(f"{pattern} was not shown: {shown!r}")


def test_it_is_known_of_every_argument_whether_it_takes_files():
    from policygraph import cli, completing

    free = {  # a text, a number, a day, an address: nothing that a shell could know
        "ADDRESS", "AROUND", "CODE", "DATE", "DAY", "DOCUMENT", "DOI", "ENDPOINT", "IRI", "LEVEL", "LICENCE", "MASTER", "N", "NAME", "NAME=VALUE", "NUMBER", "QUERY", "SECONDS", "TEXT", "THING", "YEAR"}
    verbs = next(action.choices for action in cli.command_line()._actions if action.metavar == "VERB")
    named = {action.metavar for verb in verbs.values() for action in verb._actions if action.nargs != 0 and not action.choices}
    assert named <= free | completing._PATHS.keys() and completing._PATHS.keys() <= named and len(named) > 20


def test_a_shell_that_is_none_is_refused(command):
    done = command("completion", "tcsh")
    assert done.returncode == 2 and "bash" in done.stderr.decode() and done.stdout == b""
