"""The page of a large network in a real browser: it paints, is searched, dragged, filtered, sent by its address and taken away."""

from __future__ import annotations

import csv
import io
import time

import networkx as nx
import pytest
from lxml import etree

from browser import console_errors, emulate
from policygraph.asking.network import to_network
from policygraph.showing.drawing import KINDS, draw
from test_canvas import HOSTILE, citing
from test_draw import heavy
from test_pages import wait_until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    draw(citing(900, 1500), folder / "large.html")
    draw(citing(900, 1500, HOSTILE + "{}"), folder / "hostile.html")
    return folder


@pytest.fixture
def large(driver, pages):
    emulate(driver, 1500, height=950)
    return opened(driver, pages / "large.html")


def opened(driver, path, fragment: str = ""):
    console_errors(driver)
    driver.get("about:blank")
    driver.get(path.as_uri() + fragment)
    wait_until(driver, "document.body.dataset.painted")
    return driver


def rested(driver) -> None:
    """Wait until the picture rests and its address is written."""
    time.sleep(0.5)


def said(driver) -> str:
    return driver.execute_script("return document.getElementById('panel').textContent")


def overlaps(driver) -> tuple[int, int]:
    boxes = driver.execute_script("return policygraph.labelBoxes().map((b) => [b.x, b.y, b.x + b.width, b.y + b.height])")
    return len(boxes), sum(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for i, a in enumerate(boxes) for b in boxes[i + 1 :])


def test_it_paints_without_a_complaint(large):
    dark = large.execute_script("""
        const canvas = document.getElementById('canvas');
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        let count = 0;
        for (let i = 0; i < pixels.length; i += 4) if (pixels[i] + pixels[i + 1] + pixels[i + 2] < 600) count++;
        return count;""")
    assert dark > 2000 and console_errors(large) == []
    assert "900" in large.find_element("id", "more").text and "1,500" not in large.find_element("class name", "covered").text.replace("1,500 处", "")


@pytest.mark.parametrize("scale", [0.1, 0.4, 1, 2, 3, 5])
def test_no_two_names_overlap_at_any_zoom(large, scale):
    large.execute_script("policygraph.fit(); policygraph.zoom(arguments[0] / policygraph.state.scale)", scale)
    rested(large)
    number, found = overlaps(large)
    assert number > 0 and found == 0


#: How many names in the window are not wholly seen: cut by its edge, or under the names of rows and columns.
CUT = """
const {width, height} = policygraph.size;
return policygraph.labelBoxes().filter((a) => a.x < width && a.y < height && a.x + a.width > 0 && a.y + a.height > 0
  && (a.x < 0 || a.y < 22 || a.x + a.width > width || a.y + a.height > height || policygraph.axisBoxes.some((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height))).length;
"""


@pytest.mark.parametrize("width", [1500, 375])
def test_no_name_is_cut_where_the_window_rests(driver, pages, width):
    emulate(driver, width, height=812)
    opened(driver, pages / "large.html")
    for script in ("", "policygraph.pan(-37, 21)", "policygraph.zoom(1.3)", "policygraph.fit()", "policygraph.zoom(3 / policygraph.state.scale)", "policygraph.pan(60, -40)"):
        driver.execute_script(script)
        rested(driver)
        assert overlaps(driver)[0] > 0 and driver.execute_script(CUT) == 0, script
    # Names that are not held back are cut, so that the count tells.
    driver.execute_script("policygraph.whollySeen = () => true; policygraph.core()")
    rested(driver)
    assert driver.execute_script(CUT) > 0


def test_a_number_in_another_writing_is_found_and_its_sentence_shown(large):
    number = large.execute_script("return policygraph.numberOf(policygraph.byWeight[0])")
    written = number.replace("〔", " [").replace("〕", "] 第 0")
    large.find_element("id", "search").send_keys(written)
    wait_until(large, "document.querySelectorAll('#hits li:not(.none)').length")
    large.find_element("css selector", "#hits li").click()
    wait_until(large, "document.querySelectorAll('#panel details').length")
    assert number in said(large)
    large.find_element("css selector", "#panel details summary").click()
    wait_until(large, "document.querySelector('#panel mark')")
    assert large.find_element("css selector", "#panel mark").text == "第一条" and "a.txt" in said(large)
    # Opening a row does not go away; its button does.
    assert large.execute_script("return policygraph.numberOf(policygraph.state.chosen)") == number
    large.find_element("css selector", "#panel .go").click()
    assert large.execute_script("return policygraph.numberOf(policygraph.state.chosen)") != number
    large.execute_script("history.back()")
    wait_until(large, f"policygraph.state.chosen !== null && policygraph.numberOf(policygraph.state.chosen) === '{number}'")


def test_a_click_meets_what_is_painted_there(large):
    from selenium.webdriver import ActionChains

    wanted = large.execute_script("return policygraph.byWeight[0]")
    canvas = large.find_element("id", "canvas")
    x, y = large.execute_script("return policygraph.toScreen(policygraph.x[arguments[0]], policygraph.y[arguments[0]])", wanted)
    size = canvas.size
    ActionChains(large).move_to_element_with_offset(canvas, round(x - size["width"] / 2), round(y - size["height"] / 2)).click().perform()
    assert large.execute_script("return policygraph.state.chosen") == wanted


def test_a_click_on_a_line_shows_its_sentence(large):
    # A point on the arc of a line that is painted by itself, away from all nodes.
    found = large.execute_script("""
        const view = policygraph;
        for (const e of view.painted.links) {
          const [a, b] = [view.toScreen(view.x[view.from[e]], view.y[view.from[e]]), view.toScreen(view.x[view.to[e]], view.y[view.to[e]])];
          const m = view.middle(...a, ...b);
          const p = [0, 1].map((k) => (a[k] + 2 * m[k] + b[k]) / 4);
          if (p[0] < 0 || p[1] < 30 || p[0] > view.size.width || p[1] > view.size.height) continue;
          const hit = view.hit(...p);
          if (hit && hit.link !== undefined) { view.chooseLink(hit.link); return hit.link; }
        }
        return null;""")
    assert found is not None
    wait_until(large, "document.querySelector('#panel mark')")
    assert large.find_element("css selector", "#panel mark").text == "第一条"


def test_dragging_and_keys_move_the_window(large):
    before = large.execute_script("return [policygraph.state.x, policygraph.state.y, policygraph.state.scale]")
    canvas = large.find_element("id", "canvas")
    canvas.send_keys("-")
    from selenium.webdriver import ActionChains

    ActionChains(large).click_and_hold(canvas).move_by_offset(-120, 0).release().perform()
    after = large.execute_script("return [policygraph.state.x, policygraph.state.y, policygraph.state.scale]")
    assert after[0] > before[0] and after[2] < before[2]


def test_the_address_brings_back_what_was_seen(large, pages):
    large.execute_script("policygraph.choose(policygraph.byWeight[3], true); document.querySelector('#legend input[data-key=central]').click(); policygraph.zoom(1.7)")
    rested(large)
    one = large.execute_script("return [location.hash, policygraph.state.chosen, policygraph.state.scale.toFixed(2), Math.round(policygraph.state.x), [...policygraph.seen].join('')]")
    opened(large, pages / "large.html", one[0])
    two = large.execute_script("return [location.hash, policygraph.state.chosen, policygraph.state.scale.toFixed(2), Math.round(policygraph.state.x), [...policygraph.seen].join('')]")
    assert one == two and "0" in one[4]


def test_filters_take_away_nodes_with_their_links(large):
    seen = "policygraph.seen.reduce((a, b) => a + b)"
    assert large.execute_script(f"return {seen}") == 900
    large.execute_script("document.querySelector('#legend input[data-key=county]').click()")
    left = large.execute_script(f"return {seen}")
    assert 500 < left < 900 and f"{left}" in large.find_element("id", "more").text or wait_until(large, f"document.getElementById('more').textContent.includes('{left}')")
    assert large.execute_script("return [...policygraph.seenLink].every((on, e) => !on || [policygraph.from[e], policygraph.to[e]].every((i) => policygraph.levelOf(i) !== 'county'))")
    large.execute_script("const f = document.querySelectorAll('.years input'); f[0].value = 2000; f[0].dispatchEvent(new Event('change')); f[1].value = 2004; f[1].dispatchEvent(new Event('change'))")
    years = large.execute_script("return [...policygraph.seen].flatMap((on, i) => on ? [policygraph.year[i]] : [])")
    assert years and set(years) <= {2000, 2001, 2002, 2003, 2004}
    large.find_element("id", "reset").click()
    assert large.execute_script(f"return {seen}") == 900


def test_links_of_little_confidence_can_be_left_out_and_colours_chosen(driver, tmp_path):
    emulate(driver, 1500, height=950)
    network = citing(400, 700)
    for n, (*_, data) in enumerate(network.edges(data=True)):
        data["confidence"] = 0.95 if n % 2 else 0.6
    for n, (_, data) in enumerate(network.nodes(data=True)):
        data["type"] = ("通知", "意见", "办法")[n % 3]
    draw(network, tmp_path / "page.html")
    opened(driver, tmp_path / "page.html")
    driver.execute_script("const f = document.getElementById('sure'); f.value = 0.9; f.dispatchEvent(new Event('change'))")
    assert driver.execute_script("return [...policygraph.seenLink].every((on, e) => on === Number(policygraph.page.links.sure[e] >= 90))")
    driver.execute_script("const f = document.getElementById('color'); f.value = 'type'; f.dispatchEvent(new Event('change'))")
    colors = driver.execute_script("return [0, 1, 2, 3].map(policygraph.lineOf)")
    assert len(set(colors[:3])) == 3 and colors[3] == colors[0] and "办法" in driver.find_element("id", "legend").text
    assert console_errors(driver) == []


def test_years_slide_and_run_on_by_themselves(large):
    years = "return [...new Set([...policygraph.seen].flatMap((on, i) => on ? [policygraph.year[i]] : []))].sort()"
    whole = large.execute_script(years)
    large.execute_script("const [from, to] = document.querySelectorAll('.sliders input'); to.value = 1995; to.dispatchEvent(new Event('input')); to.dispatchEvent(new Event('change'))")
    assert large.execute_script(years) == [year for year in whole if year <= 1995]
    assert large.execute_script("return document.querySelectorAll('.years input')[1].value") == "1995"
    large.find_element("id", "play").click()
    first = wait_until(large, "policygraph.state.years && policygraph.state.years[1] > 1995 && policygraph.state.years[1]")
    wait_until(large, f"policygraph.state.years[1] > {first}")
    large.find_element("id", "play").click()
    stopped = large.execute_script("return policygraph.state.years[1]")
    time.sleep(0.9)
    assert large.execute_script("return policygraph.state.years[1]") == stopped
    large.find_element("id", "reset").click()
    assert large.execute_script(years) == whole


def test_only_what_is_linked_with_some_nodes(large, pages):
    wanted = large.execute_script("return policygraph.labelOf(policygraph.byWeight[0])")
    large.find_element("id", "only").send_keys(wanted)
    wait_until(large, "document.querySelectorAll('#legend .hits li:not(.none)').length")
    large.find_element("css selector", "#legend .hits li").click()
    rested(large)
    seen = "return [...policygraph.seen].flatMap((on, i) => on ? [i] : [])"
    one = large.execute_script(seen)
    near = large.execute_script("const i = policygraph.byWeight[0]; return [i, ...[...policygraph.linksOf(i)].map((e) => policygraph.otherEnd(e, i))]")
    assert one == sorted(set(near)) and 2 < len(one) < 900
    opened(large, pages / "large.html", large.execute_script("return location.hash"))
    assert large.execute_script(seen) == one
    large.find_element("css selector", "#legend .taken").click()
    assert len(large.execute_script(seen)) == 900


def test_communities_have_colours_and_names(large):
    large.execute_script("const f = document.getElementById('color'); f.value = 'community'; f.dispatchEvent(new Event('change'))")
    groups = large.execute_script("return Array.from({length: 900}, (_, i) => [policygraph.communityOf(i), policygraph.lineOf(i)])")
    colors: dict[str, set[str]] = {}
    for name, color in groups:
        colors.setdefault(name, set()).add(color)
    assert len(colors) > 5 and all(len(own) == 1 for own in colors.values())
    named = large.execute_script("return policygraph.colorKeys('community').map(([name]) => name).filter(Boolean)")
    assert 5 <= len(named) <= 10 and set(named) <= set(colors)
    assert named[0] in large.find_element("id", "legend").text


def test_steps_and_paths_agree_with_networkx(large):
    links = large.execute_script("return [...policygraph.from].map((a, e) => [a, policygraph.to[e]])")
    network = nx.Graph(links)
    start = large.execute_script("return policygraph.byWeight[0]")
    for steps in (1, 2):
        found = large.execute_script("policygraph.state.chosen = arguments[0]; policygraph.state.steps = arguments[1]; policygraph.state.path = null; policygraph.light(); return [...policygraph.bright.nodes]", start, steps)
        assert set(found) == set(nx.single_source_shortest_path_length(network, start, steps))
    far, length = max(nx.single_source_shortest_path_length(network, start).items(), key=lambda pair: pair[1])
    assert large.execute_script("return policygraph.path(arguments[0], arguments[1]).links.size", start, far) == length


def test_what_is_seen_can_be_taken_away(large):
    large.execute_script("policygraph.fit()")
    rested(large)
    svg = etree.fromstring(large.execute_script("return policygraph.svg()").encode())
    assert len(svg.findall("{*}rect")) > 900 and svg.findall("{*}text")
    network = nx.parse_graphml(large.execute_async_script("policygraph.graphml().then(arguments[0])"))
    assert len(network) == 900 and network.is_directed()
    rows = list(csv.DictReader(io.StringIO(large.execute_async_script("policygraph.csv().then(arguments[0])").removeprefix("\ufeff"))))
    assert sum(row["what"] == "node" for row in rows) == 900
    assert sum(row["what"] == "link" for row in rows) == network.number_of_edges() == large.execute_script("return policygraph.linkCount")


def test_it_can_be_read_as_a_table_and_in_english(large):
    large.find_element("id", "tabled").click()
    assert len(large.find_elements("css selector", "#table tbody tr")) == 100
    large.find_element("id", "language").click()
    assert large.find_element("css selector", "#table thead").text.startswith("number") and "documents" in large.find_element("class name", "covered").text
    assert console_errors(large) == []


def test_it_opens_in_the_language_that_was_asked_for_and_its_address_keeps_another(driver, tmp_path):
    draw(citing(30, 40), tmp_path / "page.html", by="canvas", language="en")
    spoken = "return [document.documentElement.lang, document.getElementById('search').placeholder]"
    opened(driver, tmp_path / "page.html")
    assert driver.execute_script(spoken)[0] == "en" and "lang=" not in driver.current_url
    english = driver.execute_script(spoken)
    driver.find_element("id", "language").click()
    wait_until(driver, "location.hash.includes('lang=zh')")
    fragment = "#" + driver.current_url.partition("#")[2]
    opened(driver, tmp_path / "page.html", fragment)
    chinese = driver.execute_script(spoken)
    assert chinese[0] == "zh-CN" and chinese != english and console_errors(driver) == []


def test_on_a_phone_the_sheet_leaves_in_sight_what_was_chosen(driver, pages):
    emulate(driver, 390, height=844)
    opened(driver, pages / "large.html")
    middle = "(policygraph.toScreen(0, policygraph.y[policygraph.from[{0}]])[1] + policygraph.toScreen(0, policygraph.y[policygraph.to[{0}]])[1]) / 2 + document.getElementById('canvas').getBoundingClientRect().top"
    link = driver.execute_script("""
        policygraph.fit();
        const low = (e) => policygraph.y[policygraph.from[e]] + policygraph.y[policygraph.to[e]];
        return [...policygraph.from.keys()].reduce((best, e) => low(e) > low(best) ? e : best);""")
    driver.execute_script("policygraph.pan(0, 200)")
    before = driver.execute_script(f"return {middle.format(link)}")
    driver.execute_script("policygraph.chooseLink(arguments[0])", link)
    top = wait_until(driver, "document.getElementById('panel').getBoundingClientRect().top")
    assert driver.execute_script(f"return {middle.format(link)}") < top < before and console_errors(driver) == []


def test_hostile_names_are_text(driver, pages):
    emulate(driver, 1500, height=950)
    opened(driver, pages / "hostile.html")
    driver.execute_script("policygraph.choose(policygraph.byWeight[0], true)")
    driver.find_element("id", "search").send_keys("script")
    driver.find_element("id", "tabled").click()
    rested(driver)
    assert "window.ran" in said(driver) and not driver.execute_script("return window.ran")
    assert not driver.find_elements("tag name", "img")
    svg = etree.fromstring(driver.execute_script("return policygraph.svg()").encode())
    assert not svg.findall(".//{*}script") and not svg.findall(".//{*}img")
    # What did not come with the page does not run either.
    driver.execute_script("const s = document.createElement('script'); s.textContent = 'window.ran = 2'; document.body.append(s)")
    assert not driver.execute_script("return window.ran")


def test_on_a_phone_the_picture_comes_first_and_the_panel_is_a_sheet(driver, pages):
    emulate(driver, 400, height=800)
    opened(driver, pages / "large.html")
    box = driver.execute_script("const b = document.getElementById('canvas').getBoundingClientRect(); return [b.top, b.height, b.width]")
    assert box[1] > 400 and box[2] >= 390 and not driver.execute_script("return document.getElementById('legend').open")
    assert driver.execute_script("return getComputedStyle(document.getElementById('panel')).display") == "none"
    driver.execute_script("policygraph.choose(policygraph.byWeight[0], true)")
    rested(driver)
    top, y = driver.execute_script("const i = policygraph.state.chosen; return [document.getElementById('panel').getBoundingClientRect().top, "
                                   "document.getElementById('canvas').getBoundingClientRect().top + policygraph.toScreen(policygraph.x[i], policygraph.y[i])[1]]")
    assert 0 < y < top
    assert driver.execute_script("return document.documentElement.scrollWidth") <= 400


def test_dark_and_light_paper(driver, pages):
    found = []
    for dark in (False, True):
        emulate(driver, 1500, height=950, dark=dark)
        opened(driver, pages / "large.html")
        found.append(driver.execute_script("return document.getElementById('canvas').getContext('2d').getImageData(3, 3, 1, 1).data[0]"))
    assert found[0] > 230 and found[1] < 60


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_network_opens_on_a_canvas(driver, sample_graph, tmp_path, monkeypatch, kind):
    monkeypatch.setattr("policygraph.showing.drawing.SMALL", 0)
    emulate(driver, 1500, height=950)
    draw(to_network(sample_graph, kind), tmp_path / "page.html")
    opened(driver, tmp_path / "page.html")
    driver.execute_script("policygraph.fit(); policygraph.choose(policygraph.byWeight[0])")
    rested(driver)
    number, found = overlaps(driver)
    assert number and found == 0 and console_errors(driver) == []
    driver.find_element("css selector", "#panel details summary").click()
    wait_until(driver, "document.querySelector('#panel blockquote, #panel .said')")


def test_the_matrix_has_each_role_in_its_place_and_heads_that_stay(driver, tmp_path):
    emulate(driver, 1500, height=950)
    network = heavy(agencies=100, tasks=300, length=1)
    draw(network, tmp_path / "page.html")
    opened(driver, tmp_path / "page.html")
    driver.find_element("id", "matrix").click()
    wait_until(driver, "document.querySelectorAll('.matrix tbody tr').length")
    assert driver.execute_script("return [document.querySelectorAll('.matrix tbody tr').length, document.querySelectorAll('.matrix thead tr:last-child th').length]") == [100, 300]
    assert driver.execute_script("return [...document.querySelectorAll('.matrix .acts th')].map((head) => [head.textContent, head.colSpan])") == [["临政发〔2019〕1号", 300]]
    # Everybody leads the last task and helps with the others.
    marks = driver.execute_script("return [...document.querySelectorAll('.matrix tbody tr')].map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent).join(''))")
    last = driver.execute_script("return [...document.querySelectorAll('.matrix thead tr:last-child th')].findIndex((head) => head.textContent.endsWith('任务299'))")
    assert last >= 0 and set(marks) == {"○" * last + "●" + "○" * (299 - last)}
    heads = "const [a, b] = ['.matrix thead tr:last-child th:nth-child(200)', '.matrix tbody tr:nth-child(60) th'].map((s) => document.querySelector(s).getBoundingClientRect()); return [a.top, b.left]"
    before = driver.execute_script(heads)
    driver.execute_script("document.getElementById('table').scrollTo(900, 700)")
    rested(driver)
    after = driver.execute_script(heads)
    view = driver.execute_script("const b = document.getElementById('view').getBoundingClientRect(); return [b.top, b.left]")
    assert before != after and 26 <= after[0] - view[0] <= 36 and abs(after[1] - view[1]) <= 1
    driver.execute_script("document.querySelector('.matrix td button').click()")
    wait_until(driver, "document.querySelector('#panel mark')")
