"""The pages of the documentation: every link leads somewhere, nothing comes from elsewhere, words of Chinese are found; and what a package is deployed with."""

from __future__ import annotations

import functools
import http.server
import importlib.util
import json
import re
import sys
import threading

import pytest

from conftest import ROOT


@pytest.fixture(scope="module")
def publish():
    spec = importlib.util.spec_from_file_location("publish", ROOT / "docs" / "publish.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["publish"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pages(publish, tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs") / "pages"
    return folder, publish.write_pages(folder)


def test_every_link_between_pages_leads_somewhere(pages):
    folder, _ = pages
    lost = [(page.name, target) for page in folder.glob("*.md")
            for target in re.findall(r"\]\((?!\w+:|#)([^)#\s]+)[^)]*\)", re.sub(r"```.*?```|`[^`]*`", "", page.read_text("utf-8"), flags=re.DOTALL)) if not (folder / target).exists()]
    assert lost == []


def test_every_page_is_in_the_menu(publish, pages):
    written = "\n".join(publish.menu(pages[1]))
    assert all(f'"{name}"' in written for name in pages[1]) and "More" not in written


def test_every_verb_and_function_is_told(pages):
    import policygraph
    from test_docs import VERBS

    folder, _ = pages
    commands, functions = ((folder / name).read_text("utf-8") for name in ("commands.md", "functions.md"))
    assert all(f"\n## {verb}\n" in commands for verb in VERBS)
    assert all(f"\n## pg.{name}\n" in functions for name in policygraph.__all__)


def test_no_diagram_needs_a_script(pages):
    assert not any("```mermaid" in page.read_text("utf-8") for page in pages[0].glob("*.md")) and "<svg" in (pages[0] / "ontology.md").read_text("utf-8")


def test_a_block_of_code_has_its_language_alone(pages):
    fences = {(page.name, fence) for page in pages[0].glob("*.md") for fence in re.findall(r"^ *```(.+)$", page.read_text("utf-8"), re.MULTILINE)}
    assert len(fences) > 20 and [each for each in fences if not re.fullmatch(r"\w+", each[1])] == []


@pytest.mark.slow
def test_no_block_of_code_is_taken_for_words(site):
    assert [page.name for page in site.glob("*.html") if "```" in page.read_text("utf-8")] == []


@pytest.mark.parametrize("page", ["quickstart.md", "quickstart.zh.md", "../README.zh.md"])
def test_the_python_of_the_quick_starts_runs(page, sample_path, tmp_path, monkeypatch):
    from test_docs import blocks

    (tmp_path / "gazette.txt").write_bytes(sample_path.read_bytes())
    monkeypatch.chdir(tmp_path)
    for code in blocks((ROOT / "docs" / page).read_text("utf-8"), "python"):
        exec(compile(code, page, "exec"), {})


@pytest.mark.slow
@pytest.mark.parametrize("page", ["quickstart.md", "quickstart.zh.md", "../README.zh.md"])
def test_the_commands_of_the_quick_starts_run(page, sample_path, call, tmp_path):
    from test_docs import commands, shells

    (tmp_path / "gazette.txt").write_bytes(sample_path.read_bytes())
    (tmp_path / "src").symlink_to(ROOT / "src")  # as in a clone
    ran = [call(*words, cwd=tmp_path) for block in shells((ROOT / "docs" / page).read_text("utf-8")) for words in commands(block)]
    assert len(ran) >= 2 and [done.stderr for done in ran if done.returncode] == []


def test_what_the_image_copies_is_there():
    yaml = pytest.importorskip("yaml")
    copied = [name for line in re.findall(r"^COPY (?!--from)(.+)$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE) for name in line.split()[:-1]]
    assert "src" in copied and [name for name in copied if not (ROOT / name).exists()] == []
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    assert services["policygraph"]["build"] == "." and all("127.0.0.1" in port for service in services.values() for port in service["ports"])


def test_the_citation_is_of_this_version():
    yaml = pytest.importorskip("yaml")
    import policygraph

    told = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert told["version"] == policygraph.__version__ and told["cff-version"] == "1.2.0" and {"message", "title", "authors"} <= told.keys()


@pytest.fixture(scope="module")
def site(publish, tmp_path_factory, monkeypatch_module):
    pytest.importorskip("zensical", reason="zensical is not installed: make docs")
    folder = tmp_path_factory.mktemp("site") / "docs"
    monkeypatch_module.setattr(sys, "argv", ["publish.py", str(folder)])
    assert publish.main() == 0
    return folder


@pytest.fixture(scope="module")
def monkeypatch_module():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.mark.slow
def test_pages_load_nothing_from_elsewhere(site):
    loads = re.compile(r"<(?:script|img|iframe|source)[^>]+src=\"?(https?:)?//|<link[^>]+rel=\"?(?:stylesheet|preconnect|icon)[^>]+href=\"?https?:|@import|url\(https?:")
    assert [page.name for page in site.rglob("*") if page.suffix in (".html", ".css") and loads.search(page.read_text("utf-8"))] == []
    assert json.loads((site / "search.json").read_text("utf-8"))["items"]


def test_around_a_chinese_page_stand_chinese_words(publish, pages):
    titles = pages[1]
    menu = "".join(f'<label>\n {heading} \n</label>' for heading in publish.MENU) + "".join(f"<a>\n{title}\n</a>" for title in titles.values())
    page = publish.in_chinese(f'<html lang="en"><nav aria-label="Navigation">{menu}</nav><article>Search in Commands: <b>Commands</b></article><script>{{"a":"Copy to clipboard"}}</script></html>', titles)
    around = page.partition("<article>")[0]
    assert [word for word in re.findall(r">\s*([^<]+?)\s*<", around) if re.fullmatch("[A-Za-z0-9 ,:;.()\'’-]+", word)] == ["policygraph"]
    assert '<html lang="zh">' in page and 'aria-label="导航"' in page and '"a":"复制"' in page and "Search in Commands: <b>Commands</b>" in page


@pytest.mark.slow
def test_the_menu_of_the_chinese_pages_is_chinese(site):
    for page in site.glob("*.zh.html"):
        shown = page.read_text("utf-8").partition("<article")[0]
        words = re.findall(r'<span class="md-ellipsis">\s*([^<]*?)\s*</span>', shown)
        assert len(words) > 25 and {word for word in words if not re.search("[\u4e00-\u9fff]", word)} == {"policygraph"}, page.name


@pytest.mark.slow
@pytest.mark.browser
def test_words_within_a_phrase_of_chinese_are_found(driver, site):
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import WebDriverWait

    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        driver.get(f"http://127.0.0.1:{server.server_port}/index.html")
        driver.find_element(By.TAG_NAME, "body").send_keys(Keys.CONTROL, "k")
        WebDriverWait(driver, 20).until(lambda d: d.switch_to.active_element.tag_name == "input" or d.execute_script(_FIELD))
        ActionChains(driver).send_keys("牵头").perform()
        WebDriverWait(driver, 20).until(lambda d: "results" in d.execute_script(_SHOWN) and "读我" in d.execute_script(_SHOWN))
        server.shutdown()


#: The search stands in shadow roots: its field, and the words that it shows.
_WALK = "const all = root => [...root.querySelectorAll('*')].flatMap(e => e.shadowRoot ? [e, ...all(e.shadowRoot)] : [e]);"
_FIELD = _WALK + "return all(document).some(e => e.tagName == 'INPUT' && e.getClientRects().length)"
_SHOWN = _WALK + "return all(document).map(e => e.shadowRoot ? e.shadowRoot.textContent : '').join(' ')"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass
