"""The pages in a real browser: they open without a network, draw, answer to clicks, and hold the sentences."""

from __future__ import annotations

import json
import re

import networkx as nx
import pytest

from browser import console_errors, emulate
from policygraph.showing.drawing import KINDS, draw
from policygraph.showing.explain import explain_html
from test_draw import heavy

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(sample_store, sample_reading, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for kind in KINDS:
        draw(sample_store, folder / f"{kind}.html", kind)
    (folder / "explain.html").write_text(explain_html(sample_reading), encoding="utf-8")
    return folder


def open_page(driver, path):
    console_errors(driver)
    driver.get(path.as_uri())
    return driver


def wait_until(driver, script: str):
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(driver, 30).until(lambda d: d.execute_script(f"return {script}"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_network_is_drawn_without_a_complaint(driver, pages, kind):
    open_page(driver, pages / f"{kind}.html")
    assert wait_until(driver, "document.body.dataset.settled && network.body.nodeIndices.length") >= 2
    painted = wait_until(driver, """(() => {
        const canvas = document.querySelector('#mynetwork canvas');
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        let count = 0;
        for (let i = 0; i < pixels.length; i += 4) if (pixels[i + 3] && pixels[i] + pixels[i + 1] + pixels[i + 2] < 700) count++;
        return count;
    })()""")
    assert painted > 2000
    assert console_errors(driver) == []


def test_search_and_click_show_the_sentence(driver, pages):
    open_page(driver, pages / "citations.html")
    wait_until(driver, "typeof network !== 'undefined' && network.body.nodeIndices.length")
    box = driver.find_element("id", "search")
    box.send_keys("济政字〔2017〕39号")
    wait_until(driver, "document.querySelectorAll('#hits li:not(.none)').length")
    driver.find_element("css selector", "#hits li").click()
    said = wait_until(driver, "document.getElementById('panel').textContent.includes('国发〔2016〕28号') && document.getElementById('panel').textContent")
    assert "济政字〔2017〕39号" in said and "贯彻" in said


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_boxes_touch(driver, pages, kind):
    open_page(driver, pages / f"{kind}.html")
    wait_until(driver, "document.body.dataset.settled")
    boxes = driver.execute_script("return network.body.nodeIndices.map((id) => [id, network.getBoundingBox(id)])")
    boxes = [(id, box["left"], box["top"], box["right"], box["bottom"]) for id, box in boxes]
    touching = [
        (a[0], b[0]) for i, a in enumerate(boxes) for b in boxes[i + 1 :]
        if a[1] < b[3] and b[1] < a[3] and a[2] < b[4] and b[2] < a[4]
    ]
    assert touching == []


@pytest.mark.parametrize("opened", [(1400, 900), (1900, 1200), (1000, 700)])
def test_the_names_of_the_layers_are_seen(driver, pages, opened):
    """At the left edge of the picture there is the coloured edge of a band, and beside it something is written."""
    driver.set_window_size(*opened)
    open_page(driver, pages / "citations.html")
    wait_until(driver, "document.body.dataset.settled")
    driver.set_window_size(1400, 900)
    edge, written = wait_until(driver, """(() => {
        if (window.outerWidth !== 1400) return null;
        const band = JSON.parse(document.getElementById('policygraph-data').textContent);
        const color = band.palette.levels[band.bands[0].level].line.slice(1).match(/../g).map((part) => parseInt(part, 16));
        const canvas = document.querySelector('#mynetwork canvas');
        if (canvas.width !== document.getElementById('mynetwork').clientWidth) return null;
        const y = Math.round(network.canvasToDOM({ x: 0, y: band.bands[0].top }).y);
        if (y < 0) return null;
        const pixels = canvas.getContext('2d').getImageData(0, y + 8, 100, 30).data;
        const same = (x, row) => color.every((value, i) => Math.abs(pixels[4 * (100 * row + x) + i] - value) < 3);
        let edge = -1, written = 0;
        for (let x = 0; x < 100; x++) {
            if (edge < 0 && same(x, 25)) edge = x;
            if (edge >= 0 && x > edge + 8) for (let row = 0; row < 24; row++) if (same(x, row)) written++;
        }
        return written ? [edge, written] : null;
    })()""")
    assert 3 < edge < 40 and written > 20


@pytest.mark.parametrize("kind", ["citations", "responsibilities"])
def test_a_phone_opens_where_names_can_be_read_and_fits_all_on_request(driver, pages, kind):
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True})
    open_page(driver, pages / f"{kind}.html")
    wait_until(driver, "document.body.dataset.settled")
    wait_until(driver, "network.getScale() >= 0.6")
    seen = """(() => {
        const canvas = document.getElementById('mynetwork');
        const shown = (id) => { const at = network.canvasToDOM(network.getPosition(id)); return at.x > 0 && at.x < canvas.clientWidth && at.y > 0 && at.y < canvas.clientHeight; };
        const lines = (id) => network.getConnectedEdges(id).length;
        const most = network.body.nodeIndices.reduce((best, id) => lines(id) > lines(best) ? id : best);
        return [shown(most), network.body.nodeIndices.filter(shown).length, network.body.nodeIndices.length];
    })()"""
    middle, count, _ = driver.execute_script(f"return {seen}")
    assert middle and count >= 3
    driver.find_element("id", "fit").click()
    wait_until(driver, f"network.getScale() < 0.6 && ({seen})[1] === ({seen})[2]")


def test_on_a_phone_the_sheet_leaves_in_sight_what_was_chosen(driver, pages):
    emulate(driver, 390, height=844)
    open_page(driver, pages / "citations.html")
    wait_until(driver, "document.body.dataset.settled")
    # The lowest node and the lowest line of those in the window: both stand where the sheet opens.
    driver.execute_script("document.getElementById('fit').click()")
    wait_until(driver, "network.getScale() < 0.6")
    lowest = driver.execute_script("""
        const y = (ids) => Object.values(network.getPositions(ids)).reduce((sum, at) => sum + at.y, 0) / ids.length;
        const last = (ids, ends) => ids.reduce((best, id) => y(ends(id)) > y(ends(best)) ? id : best);
        return [last(network.body.nodeIndices, (id) => [id]), last(Object.keys(network.body.edges), (id) => network.getConnectedNodes(id))];""")
    for node, chosen in zip((True, False), lowest, strict=True):
        driver.execute_script("network.fit({ animation: false }); network.moveTo({ position: { x: 0, y: network.getViewPosition().y - 200 }, animation: false })")
        middle = f"""(() => {{
            const ids = {json.dumps([chosen])};
            const places = Object.values(network.getPositions({'ids' if node else 'network.getConnectedNodes(ids[0])'}));
            return network.canvasToDOM({{ x: 0, y: places.reduce((sum, at) => sum + at.y, 0) / places.length }}).y + document.getElementById('mynetwork').getBoundingClientRect().top;
        }})()"""
        before = driver.execute_script(f"return {middle}")
        driver.execute_script("network.body.emitter.emit('click', arguments[0])", {"nodes": [chosen] if node else [], "edges": [] if node else [chosen]})
        top = wait_until(driver, "document.getElementById('panel').getBoundingClientRect().top")
        assert before > top  # else it would prove nothing
        wait_until(driver, f"{middle} < {top}")
    assert console_errors(driver) == []


def click_node(driver, name: str) -> str:
    """Choose the node of a name by the search, and return what the panel says in Chinese, opened or not."""
    box = driver.find_element("id", "search")
    box.clear()
    box.send_keys(name)
    wait_until(driver, "document.querySelectorAll('#hits li:not(.none)').length")
    driver.find_element("css selector", "#hits li").click()
    return driver.execute_script("""
        const panel = document.getElementById("panel").cloneNode(true);
        panel.querySelectorAll("[lang=en]").forEach((each) => each.remove());
        return panel.textContent;
    """)


def test_counts_and_colours_come_from_all_statements(driver, tmp_path):
    network = heavy(agencies=3, tasks=50, length=10)
    draw(network, tmp_path / "page.html")
    open_page(driver, tmp_path / "page.html")
    wait_until(driver, "document.body.dataset.settled")
    legend = driver.find_element("id", "legend").text
    assert "牵头\n3\n" in legend and "配合\n147\n" in legend
    # The one task that an agency leads gives its line the colour, though it is the last of fifty.
    red = json.loads(driver.execute_script("return document.getElementById('policygraph-data').textContent"))["palette"]["roles"]["lead"]["color"]
    assert set(driver.execute_script("return edges.get().map((edge) => edge.color.color)")) == {red}
    said = click_node(driver, "第1局")
    assert "配合 49" in said and "牵头 1" in said
    assert [f"一/{t} 任务{t}" for t in range(50) if f"一/{t} 任务{t}" not in said or f"引文1-{t}句" not in said] == []


def test_what_is_said_of_one_task_in_several_places_is_all_shown(driver, tmp_path):
    """One provision without a heading asks two things of one agency: it is one task, and both are told."""
    network = heavy(agencies=1, tasks=1, length=0)
    network.add_edge("a000", "d", role="cooperate", action="另一件事", provision="p0", sentence="第二句", quote="第二句", file="a.txt")
    network.add_edge("a000", "d", role="cooperate", action="另一件事", provision="p0", sentence="第三句", quote="第三句", file="a.txt")
    draw(network, tmp_path / "page.html")
    open_page(driver, tmp_path / "page.html")
    wait_until(driver, "document.body.dataset.settled")
    said = click_node(driver, "第0局")
    assert "牵头 1" in said and "配合 1" in said and "任务0" in said and "另一件事" in said
    assert "引文0-0" in said and "第二句" in said and "第三句" in said
    assert len(driver.find_elements("css selector", "#panel .task")) == 1


@pytest.mark.parametrize("kind", ["agencies", "responsibilities"])
def test_all_tasks_of_what_is_chosen_are_listed(driver, pages, sample_reading, kind):
    open_page(driver, pages / f"{kind}.html")
    wait_until(driver, "document.body.dataset.settled")
    said = click_node(driver, "济南市工商行政管理局")
    for document in sample_reading.documents:
        together = {item.provision for item in document.responsibilities if item.agency.name != "济南市工商行政管理局"}
        for item in document.responsibilities:
            if item.agency.name == "济南市工商行政管理局" and (kind == "responsibilities" or item.provision in together):
                assert document.number.text in said and item.evidence.exact in said and {"lead": "牵头", "responsible": "负责", "cooperate": "配合"}[item.role] in said
    driver.execute_script("network.body.emitter.emit('click', {nodes: [], edges: [network.getConnectedEdges(network.getSelectedNodes()[0])[0]]})")
    assert driver.find_elements("css selector", "#panel blockquote mark")


HOSTILE = (
    "<img src=x onerror=window.ran=1>", "<script>window.ran=1</script>", "</script><script>window.ran=1</script>", "\"onmouseover=window.ran=1 x=\"",
    "'-(window.ran=1)-'", "javascript:window.ran=1", "{{constructor.constructor('window.ran=1')()}}", "${window.ran=1}", "`;window.ran=1//",
    "__proto__", "constructor", "</title><svg onload=window.ran=1>", "url(data:image/x", "//# sourceMappingURL=x", "\u2028window.ran=1//", "\ud800\x00",
)


@pytest.mark.parametrize("kind", ["citations", "agencies"])
def test_hostile_names_are_text(driver, tmp_path, kind):
    """Each hostile text stands in every field; the page is opened, searched, pointed at, clicked and filtered."""
    network = (nx.MultiDiGraph if kind == "citations" else nx.Graph)(kind=kind)
    fields = ("label", "title", "number", "type", "enclosed", "issuers", "date", "place", "source", "iri", "branch", "level")
    for n, text in enumerate(HOSTILE):
        network.add_node(f"n{n}", kind="document" if kind == "citations" else text, stub=False, **dict.fromkeys(fields, f"{text} {n}"))
    for n, text in enumerate(HOSTILE[1:], 1):
        said = {key: text for key in ("quote", "sentence", "file", "rule", "locator", "action", "act", "agency", "role", "provision")}
        network.add_edge(f"n{n - 1}", f"n{n}", relation=text, **({"statements": (said,)} if kind == "agencies" else said), char_start=0, char_end=1)
    draw(network, tmp_path / "page.html")
    open_page(driver, tmp_path / "page.html")
    assert wait_until(driver, "document.body.dataset.settled && network.body.nodeIndices.length") == len(HOSTILE)
    known = json.loads(driver.execute_script("return document.getElementById('policygraph-data').textContent"))
    chosen = [(node["id"], "nodes", node["name"]) for node in known["nodes"]] + [(link["id"], "edges", link["sort"]) for link in known["links"]]
    assert len(chosen) == 2 * len(HOSTILE) - 1
    for id, what, text in chosen:
        driver.execute_script("network.body.emitter.emit('click', {nodes: [], edges: [], [arguments[1]]: [arguments[0]]})", id, what)
        assert driver.find_element("css selector", "#panel h2").get_attribute("textContent") == text
    for n in range(len(HOSTILE)):
        driver.execute_script("network.interactionHandler._checkShowPopup(network.canvasToDOM(network.getPosition(arguments[0])))", f"n{n}")
    click_node(driver, "script")
    for box in driver.find_elements("css selector", "#legend input"):
        driver.execute_script("arguments[0].click()", box)
    assert driver.execute_script("return window.ran") is None
    assert driver.execute_script("return document.querySelectorAll('img, svg:not(.stroke), iframe, object, a, [onerror], [onload]').length") == 0
    assert console_errors(driver) == []


def test_what_explain_says_of_a_mark_is_in_sight_on_a_narrow_screen(driver, pages):
    size = driver.get_window_size()
    driver.set_window_size(520, 844)
    try:
        open_page(driver, pages / "explain.html")
        driver.execute_script("document.querySelector('main .agency').click()")
        top, bottom, height = driver.execute_script(
            "const box = document.getElementById('panel').getBoundingClientRect(); return [box.top, box.bottom, innerHeight]")
        assert height / 3 < top < bottom <= height + 1
    finally:
        driver.set_window_size(size["width"], size["height"])


#: How many pixels of its own colour the name of each level has.
_NAMES = """
const page = JSON.parse(document.getElementById("policygraph-data").textContent);
const canvas = document.querySelector("#mynetwork canvas"), context = canvas.getContext("2d"), ratio = canvas.width / canvas.clientWidth;
const edge = network.DOMtoCanvas({x: 0, y: 0}).x, left = Math.max(page.reach[0] - 92 / network.getScale(), edge);
return page.bands.map((band) => {
  const at = network.canvasToDOM({x: left, y: band.top + 4});
  const pixels = context.getImageData((at.x + 14) * ratio, (at.y + 8) * ratio, 34 * ratio, 17 * ratio).data;
  const own = page.palette.levels[band.level].line.match(/[0-9a-f]{2}/g).map((part) => parseInt(part, 16));
  let count = 0;
  for (let i = 0; i < pixels.length; i += 4) if (own.every((part, k) => Math.abs(part - pixels[i + k]) < 3)) count++;
  return count;
});
"""


def test_no_node_covers_the_name_of_a_level_on_a_narrow_screen(driver, pages):
    emulate(driver, 390, height=844)
    open_page(driver, pages / "citations.html")
    wait_until(driver, "document.body.dataset.settled")
    with_nodes = driver.execute_script(_NAMES)
    driver.execute_script("nodes.update(nodes.get().map((node) => ({id: node.id, hidden: true}))); edges.update(edges.get().map((edge) => ({id: edge.id, hidden: true}))); network.redraw()")
    assert driver.execute_script(_NAMES) == with_nodes and all(count > 20 for count in with_nodes)


def test_explain_shows_rule_and_meaning_and_switches_kinds_off(driver, pages):
    open_page(driver, pages / "explain.html")
    piece = next(p for p in driver.find_elements("css selector", "main .agency") if p.text == "市文明办")
    shown = piece.value_of_css_property("background-color")
    piece.click()
    assert "济南市精神文明建设委员会办公室" in driver.find_element("id", "panel").text
    for box in driver.find_elements("css selector", "#legend input"):
        box.click()
    assert piece.value_of_css_property("background-color") != shown
    assert console_errors(driver) == []


def shown(driver) -> str:
    """What a reader sees of the page."""
    return driver.execute_script("return document.body.innerText")


def test_explain_speaks_one_language_at_a_time(driver, sample_reading, tmp_path):
    (tmp_path / "explain.html").write_text(explain_html(sample_reading, language="zh"), encoding="utf-8")
    open_page(driver, tmp_path / "explain.html")
    driver.execute_script("document.querySelector('main .citation').click()")
    panel = driver.find_element("id", "panel").text
    assert "引用" in panel and "规则" in panel and "→" in panel and "citation" not in panel and "applies" not in panel and "Correct" not in panel
    assert "引用" in shown(driver) and "citation" not in shown(driver)
    driver.find_element("id", "language").click()
    panel = driver.find_element("id", "panel").text
    assert "citation" in panel and "confidence" in panel and "引用" not in panel and "规则" not in panel
    assert driver.execute_script("return document.documentElement.lang") == "en"
    driver.find_element("id", "language").click()
    assert "citation" not in shown(driver) and console_errors(driver) == []


@pytest.mark.parametrize("kind", ["citations", "responsibilities", "lead-cooperate"])
def test_a_network_speaks_one_language_at_a_time(driver, pages, kind):
    open_page(driver, pages / f"{kind}.html")
    wait_until(driver, "document.body.dataset.settled")
    driver.execute_script("network.body.emitter.emit('click', {nodes: [], edges: [Object.keys(network.body.edges)[0]]})")
    english = r"\b(?:Legend|Levels|Shapes|Arrows|Lines|prefecture|rule|confidence|Clusters|Responsibility|Tasks|lead|applies)\b"
    chinese = "图例|级别|图形|规则|置信度|聚类|分层|牵头机关|点击|连线|箭头"
    assert re.search(chinese, shown(driver)) and re.findall(english, shown(driver)) == []
    driver.find_element("id", "language").click()
    assert re.search(english, shown(driver)) and re.findall(chinese, shown(driver)) == []
    assert driver.execute_script("return [document.documentElement.lang, document.getElementById('search').placeholder]") == ["en", "Search numbers, titles, agencies"]
    assert console_errors(driver) == []


def test_a_network_opens_in_the_language_that_was_asked_for(driver, sample_store, tmp_path):
    draw(sample_store, tmp_path / "page.html", "citations", language="en")
    open_page(driver, tmp_path / "page.html")
    wait_until(driver, "document.body.dataset.settled")
    assert "Legend" in shown(driver) and "图例" not in shown(driver)
    driver.find_element("id", "language").click()
    assert "Legend" not in shown(driver) and "图例" in shown(driver) and console_errors(driver) == []
