"""A network inside a notebook: a page in a frame of its own, which reaches neither the notebook nor the network; a font for the Chinese in plots."""

from __future__ import annotations

import base64
import html
import re
import time

import networkx as nx
import pytest

import policygraph as pg
from conftest import SAMPLE
from policygraph import notebook
from policygraph.errors import GraphError, ReadError
from policygraph.notebook import NO_FONT, chinese_font, view
from policygraph.showing.drawing import KINDS
from small_graph import small_graph

#: A name that would run if anything were not escaped, and would end the attribute or the frame.
HOSTILE = '"><script>parent.document.title="run"</script><img src=x onerror="parent.document.title=\'run\'">&quot;</iframe>'


def hostile() -> nx.MultiDiGraph:
    network = pg.to_network(small_graph(), "citations")
    for node in network:
        network.nodes[node].update(label=HOSTILE, title=HOSTILE)
    return network


def test_the_page_stands_in_the_frame_and_is_the_same_as_the_file(sample_graph, tmp_path):
    shown = view(sample_graph, "citations", height=300)
    pg.draw(sample_graph, tmp_path / "page.html", "citations", "canvas", language="en")
    frame = re.fullmatch(r'<iframe title="[^"<>]+" srcdoc="([^"]*)" sandbox="allow-scripts allow-downloads" style="[^"]*height:300px[^"]*"></iframe><details>.+</details>', shown._repr_html_())
    assert html.unescape(frame[1]) == (tmp_path / "page.html").read_text("utf-8") == shown.page
    assert shown.title == "Citations" and "srcdoc" not in repr(shown)


def test_the_page_opens_in_the_language_of_the_locale_or_as_it_is_told(sample_graph, monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for locale, language, title, unfolds in (("en_GB.UTF-8", "en", "Citations", "Citations: as a table"), ("zh_CN.UTF-8", "zh", "引用网络", "引用网络：列表")):
        monkeypatch.setenv("LANG", locale)
        shown = view(sample_graph, "citations")
        assert f'data-lang="{language}"' in shown.page and shown.title == title and f"<summary>{unfolds}</summary>" in shown._repr_html_()
        assert view(sample_graph, "citations", language="zh").title == "引用网络"
    with pytest.raises(ValueError, match="known are en, zh"):
        view(sample_graph, "citations", language="fr")


def test_a_network_knows_its_kind_and_an_unknown_one_is_refused():
    assert view(pg.to_network(small_graph(), "agencies")).title == KINDS["agencies"][1]
    assert "height:200px" in view(nx.MultiDiGraph(), height=1)._repr_html_()
    with pytest.raises(ValueError, match="known are citations"):
        view(small_graph(), "friends")


def test_nothing_of_a_hostile_name_leaves_the_frame():
    inside = view(hostile())._repr_html_()
    assert re.findall(r"</?iframe", inside) == ["<iframe", "</iframe"] and set(re.findall(r"<(\w+)", inside)) == {"iframe", "details", "summary", "table", "thead", "tr", "th", "tbody", "td", "p"}
    assert "<script" not in inside and "<img" not in inside


def test_where_no_frame_is_shown_the_nodes_with_the_most_neighbours_stand_as_a_table(sample_graph):
    """Pages that show notebooks of others take frames and scripts out and leave tables."""
    network = pg.to_network(sample_graph, "agencies")
    left = re.sub(r"(?s)<iframe.*?</iframe>", "", view(network)._repr_html_())
    assert "<script" not in left and left.count("<tr>") == 11 and f"agencies: {len(network)} nodes" in left
    assert network._repr_html_() in left and len(left) < 5000


@pytest.mark.browser
def test_the_frame_draws_is_clicked_in_and_a_hostile_name_does_not_run(driver, tmp_path):
    from browser import console_errors
    from test_pages import wait_until

    page = tmp_path / "notebook.html"
    page.write_text(f"<!doctype html><meta charset=utf-8><title>still</title>{view(hostile())._repr_html_()}", encoding="utf-8")
    driver.get(page.as_uri())
    driver.switch_to.frame(0)
    wait_until(driver, "document.body.dataset.painted")
    driver.execute_script("document.getElementById('core').click()")
    driver.find_element("css selector", "input[type=search]").send_keys("<script", "\ue007")
    wait_until(driver, "document.getElementById('panel').textContent.includes('<script')")
    time.sleep(0.5)  # an address would be written a little later, and a frame has none
    assert driver.execute_script("return location.href").startswith("about:srcdoc") and console_errors(driver) == []
    assert driver.execute_script("try { return parent.document.title } catch (error) { return error.name }") == "SecurityError"
    driver.switch_to.default_content()
    assert driver.title == "still"


@pytest.mark.browser
@pytest.mark.parametrize("width", [900, 1000, 1240])
def test_nothing_of_a_small_network_is_cut_off_in_the_frame(driver, tmp_path, sample_graph, width):
    from browser import emulate
    from test_pages import wait_until

    page = tmp_path / "notebook.html"
    page.write_text(f"<!doctype html><meta charset=utf-8>{view(sample_graph, 'citations')._repr_html_()}", encoding="utf-8")
    emulate(driver, width)
    driver.get(page.as_uri())
    driver.switch_to.frame(0)
    wait_until(driver, "document.getElementById('more').textContent.includes('23 of 23 nodes')")
    height = driver.execute_script("return [document.documentElement.scrollHeight, innerHeight, document.getElementById('canvas').clientHeight]")
    assert height[0] <= height[1] and height[2] > 250


@pytest.mark.browser
def test_without_scripts_the_table_can_be_unfolded_and_read(driver, tmp_path, sample_graph):
    from browser import emulate

    page = tmp_path / "notebook.html"
    page.write_text(f"<!doctype html><meta charset=utf-8><title>still</title>{view(sample_graph, 'citations')._repr_html_()}", encoding="utf-8")
    emulate(driver, 1280, scripts=False)
    driver.get(page.as_uri())
    table = driver.find_element("css selector", "details table")
    assert not table.is_displayed()
    driver.find_element("css selector", "details summary").click()
    assert table.is_displayed() and "鲁政发〔2017〕5号" in table.text


# ---- plots


def test_a_plot_says_what_it_shows_in_every_form(matplotlib):
    from matplotlib import pyplot

    pyplot.close("all")  # what other tests of this process have left
    figure, axes = pyplot.subplots(figsize=(4, 2))
    axes.plot([1, 2])
    data, more = notebook.plot(figure, 'from 1 to 2, "rising" <fast>')._repr_mimebundle_()
    assert 'alt="from 1 to 2, &quot;rising&quot; &lt;fast&gt;"' in data["text/html"] and data["text/html"].count("<") == 1
    assert data["text/plain"] == more["image/png"]["alt"] == 'from 1 to 2, "rising" <fast>'
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG") and data["image/png"] in data["text/html"]
    # What a notebook shows by itself at the end of a cell are the figures that are open.
    assert pyplot.get_fignums() == []


# ---- fonts


@pytest.fixture
def matplotlib():
    found = pytest.importorskip("matplotlib")
    with found.rc_context():
        yield found


class Font:
    def __init__(self, name):
        self.name, self.fname = name, f"/fonts/{name}.ttf"


def test_the_best_font_that_is_there_is_taken(matplotlib, monkeypatch):
    from matplotlib import font_manager

    monkeypatch.setattr(font_manager.fontManager, "ttflist", [Font("SimHei"), Font("DejaVu Sans"), Font("PingFang SC")])
    assert chinese_font() == "PingFang SC"
    assert matplotlib.rcParams["font.sans-serif"][0] == "PingFang SC" and matplotlib.rcParams["axes.unicode_minus"] is False
    assert chinese_font() == "PingFang SC" and matplotlib.rcParams["font.sans-serif"].count("PingFang SC") == 1


def test_without_a_font_one_line_says_what_to_install(matplotlib, monkeypatch, capsys):
    from matplotlib import font_manager

    monkeypatch.setattr(font_manager.fontManager, "ttflist", [Font("DejaVu Sans")])
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [])
    assert chinese_font() is None and capsys.readouterr().out == NO_FONT + "\n"
    assert "fonts-noto-cjk" in NO_FONT and len(set(notebook.FONTS)) == len(notebook.FONTS)


def test_a_font_that_is_newer_than_the_list_of_matplotlib_is_found(matplotlib, monkeypatch, capsys, tmp_path):
    from matplotlib import font_manager

    (damaged := tmp_path / "damaged.ttf").write_bytes(b"no font")
    there = f"{matplotlib.get_data_path()}/fonts/ttf/DejaVuSerif.ttf"  # comes with matplotlib, and stands here for one with Chinese
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [Font("DejaVu Sans")])
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [there, str(damaged)])
    monkeypatch.setattr(notebook, "FONTS", ("PingFang SC", "DejaVu Serif"))
    assert chinese_font() == "DejaVu Serif" and not capsys.readouterr().out
    assert [font.fname for font in font_manager.fontManager.ttflist] == ["/fonts/DejaVu Sans.ttf", there]


def test_a_name_is_no_formula(matplotlib, tmp_path):
    from matplotlib.figure import Figure

    chinese_font()
    figure = Figure()
    figure.add_subplot().set_title(r"$\frac{1}{$")
    figure.savefig(tmp_path / "plot.png")
    assert (tmp_path / "plot.png").stat().st_size > 1000


# ---- whatever one has


def test_gazettes_a_graph_file_a_corpus_and_an_address_become_a_graph(tmp_path, sample_graph):
    assert pg.sample() == SAMPLE and len(pg.open_graph(pg.sample())) == len(sample_graph)
    sample_graph.serialize(tmp_path / "graph.ttl")
    assert len(pg.open_graph(tmp_path / "graph.ttl")) == len(sample_graph)
    corpus = pg.Corpus(tmp_path / "archive")
    corpus.add(SAMPLE, jobs=1)
    for given in (corpus, corpus.path, str(corpus.path)):
        assert len(pg.run_query(pg.open_graph(given), "documents")) == len(pg.run_query(sample_graph, "documents"))
    assert pg.open_graph("https://example.org/sparql") == "https://example.org/sparql"


def test_what_cannot_be_opened_says_why(tmp_path):
    with pytest.raises(ReadError, match="there is no such file"):
        pg.open_graph(tmp_path / "nothing.txt")
    (tmp_path / "bad.ttl").write_text("this is no graph", encoding="utf-8")
    with pytest.raises(GraphError):
        pg.open_graph(tmp_path / "bad.ttl")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "a.txt").write_text("天气晴。\n", encoding="utf-8")
    with pytest.raises(ReadError, match="nothing in it could be read"):
        pg.open_graph(tmp_path / "bad")
    (tmp_path / "bad" / "b.txt").write_bytes(SAMPLE.read_bytes())
    with pytest.warns(UserWarning, match="1 could not be read"):
        assert len(pg.run_query(pg.open_graph(tmp_path / "bad"), "documents")) > 5
