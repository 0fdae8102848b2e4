"""The pages of charts and chains in a real browser: marks stand where their days and values say, and open their sentences."""

from __future__ import annotations

import csv
import io
import re
import time
from pathlib import Path

import networkx as nx
import pytest
from lxml import etree

from browser import barriers, console_errors, emulate
from charted import HOSTILE, STAIRS, charted, rising, spreading
from policygraph.asking.network import to_network
from policygraph.showing import charts
from policygraph.showing.around import Part
from policygraph.showing.drawing import draw, palette
from small_graph import small_graph
from test_canvas_page import opened, overlaps, rested, said
from test_charts import resting
from test_pages import wait_until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("charts")
    for kind in ("diffusion", "targets"):
        draw(charted(), folder / f"{kind}.html", kind)
    draw(charted(HOSTILE), folder / "hostile.html", "diffusion")
    (folder / "curves.html").write_text(charts.render(spreading(涌泉行动=rising(), 阶梯行动=STAIRS), palette()), encoding="utf-8")
    draw(resting(), folder / "chain.html", "superior-chain", part=Part("plan"))
    draw(to_network(small_graph(), "responsibilities"), folder / "responsibilities.html", by="canvas")
    draw(to_network(small_graph(), "joint-issuers"), folder / "joint-issuers.html", by="canvas")
    return folder


def page_of(driver, pages, name: str, fragment: str = "", **size):
    emulate(driver, **{"width": 1400, "height": 900, **size})
    return opened(driver, pages / f"{name}.html", fragment)


#: The middle of each mark, with its facts.
MARKS = """return [...document.querySelectorAll('#chart .mark')].map((mark) => {
  const box = mark.querySelector('.ring').getBoundingClientRect();
  return {...policygraph.mark(Number(mark.dataset.i)), x: box.left + box.width / 2, y: box.top + box.height / 2};
});"""


def test_places_stand_in_the_order_in_which_they_take_a_programme_up_and_marks_by_day(driver, pages):
    page_of(driver, pages, "diffusion")
    marks = driver.execute_script(MARKS)
    assert len(marks) == 5
    rows = [place for _, place in sorted({(round(mark["y"]), mark["place"]) for mark in marks})]
    assert rows == ["甲市", "乙市", "丙县", ""]
    dated = [mark for mark in marks if mark["when"]]
    assert [mark["when"] for mark in sorted(dated, key=lambda mark: mark["x"])] == sorted(mark["when"] for mark in dated)
    assert all(mark["x"] < min(other["x"] for other in dated) for mark in marks if not mark["when"])
    # The curve of places rises three times: at the first documents of 甲市, 乙市 and 丙县.
    path = driver.execute_script("return document.querySelector('#chart .head path[fill=none]').getAttribute('d')")
    assert path.count("V") == 3
    assert "3 个地区的 5 份文件" in driver.find_element("id", "more").text and "2018-01-10" in driver.find_element("id", "more").text
    assert console_errors(driver) == []


def test_a_mark_opens_its_sentence_by_click_and_by_key_and_the_address_brings_it_back(driver, pages):
    page_of(driver, pages, "diffusion")
    driver.execute_script("document.querySelector('#chart .mark').dispatchEvent(new MouseEvent('click', {bubbles: true}))")
    wait_until(driver, "document.querySelector('#panel mark')")
    assert driver.find_element("css selector", "#panel mark").text == "安居" and "folder/acts.txt" in said(driver)
    first = driver.execute_script("return [policygraph.state.chosen, location.hash]")
    active = driver.switch_to.active_element
    active.send_keys("\ue014")  # arrow to the right
    driver.switch_to.active_element.send_keys("\ue007")  # Enter
    assert driver.execute_script("return policygraph.state.chosen") == first[0] + 1
    driver.execute_script("history.back()")
    wait_until(driver, f"policygraph.state.chosen === {first[0]}")
    page_of(driver, pages, "diffusion", first[1])
    wait_until(driver, "document.querySelector('#panel mark')")
    assert driver.execute_script("return policygraph.state.chosen") == first[0]


def test_another_programme_is_found_and_levels_are_filtered(driver, pages):
    page_of(driver, pages, "diffusion")
    driver.execute_script("document.querySelector('#legend input[data-key=county]').click()")
    assert {mark["place"] for mark in driver.execute_script(MARKS)} == {"甲市", "乙市", ""}
    driver.find_element("id", "search").send_keys("书香")
    wait_until(driver, "document.querySelectorAll('#hits li:not(.none)').length")
    driver.find_element("css selector", "#hits li").click()
    assert [mark["place"] for mark in driver.execute_script(MARKS)] == ["甲市"] and driver.find_element("css selector", "#chart h2").text == "书香计划"


#: The points of the first fitted curve on the screen, and the corners of the curve that was seen.
FITTED = """const [fitted, seen] = ['.fitted', '.seen'].map((name) => document.querySelector('#chart .head path' + name));
return fitted && [fitted.getAttribute('d').split(/[ML]/).slice(1).map((point) => point.split(' ').map(Number)), seen.getAttribute('d')];"""


def test_the_fitted_curves_are_drawn_beside_the_seen_one_with_what_they_are_worth(driver, pages):
    page_of(driver, pages, "curves")
    fitted, seen = driver.execute_script(FITTED)
    # At the end of each month the seen curve stands where the fitted one does, by half a place: the height of 40 places is known from both.
    steps = [tuple(map(float, corner)) for corner in re.findall(r"H([\d.]+)V([\d.]+)", seen)]
    floor, top = float(re.match(r"M[\d.]+ ([\d.]+)", seen)[1]), steps[-1][1]
    assert len(steps) == 40 and len(fitted) >= 43
    for x, y in fitted:
        reached = sum(at <= x for at, _ in steps)
        assert abs((floor - y) / (floor - top) * 40 - reached) < 0.7
    said = driver.find_element("id", "more").text
    assert "上限 40.0 个地区，中点 2017-07" in said and "R² 1.000" in said and "Bass" in said
    driver.find_element("id", "language").click()
    assert "Logistic curve: ceiling 40.0 places, midpoint 2017-07" in driver.find_element("id", "more").text
    assert "Logistic curve R² 1.000" in driver.find_element("css selector", "#chart .head").text
    svg = etree.fromstring(driver.execute_script("return policygraph.svg()").encode())
    assert [path.get("data-curve") for path in svg.findall(".//{*}path[@class='fitted']")] == ["logistic", "bass"]
    assert "midpoint 2017-07" in "".join(svg.itertext())
    rows = list(csv.DictReader(io.StringIO(driver.execute_async_script("policygraph.csv().then(arguments[0])").removeprefix("\ufeff"))))
    values = {row["when"]: float(row["value"]) for row in rows if row["what"] == "logistic"}
    figures = {row["what"]: (row["when"], float(row["value"])) for row in rows if row["what"].startswith("logistic ")}
    assert len(values) == 44 and values["2017-07"] == pytest.approx(20, abs=0.5)
    assert figures["logistic ceiling"][1] == pytest.approx(40, abs=0.1) and figures["logistic midpoint"][0] == "2017-07" and figures["logistic r_squared"][1] > 0.99
    assert sum(row["what"] == "names" for row in rows) == 40
    assert console_errors(driver) == []


def test_a_curve_that_does_not_fit_is_not_drawn_and_the_page_says_so(driver, pages):
    page_of(driver, pages, "curves", "#s=阶梯行动")
    assert driver.execute_script(FITTED) is None
    assert "逻辑斯蒂曲线不合，不画：R² 0.54" in driver.find_element("id", "more").text and "Bass 模型：没有" in driver.find_element("id", "more").text
    page_of(driver, pages, "curves", "#s=涌泉行动&place=地3市")
    assert driver.execute_script(FITTED) is None and "筛选时不画" in driver.find_element("id", "more").text
    page_of(driver, pages, "diffusion")
    assert driver.execute_script(FITTED) is None and "共 3 个地区（要 8 个）" in driver.find_element("id", "more").text


def test_values_stand_by_year_and_height_in_a_drawing_for_each_unit(driver, pages):
    page_of(driver, pages, "targets")
    marks = {(mark["sort"], mark["when"], mark["place"], mark["value"]): mark for mark in driver.execute_script(MARKS)}
    assert len(marks) == 5
    one, two, result = marks["target", "2018", "甲市", 30], marks["target", "2020", "甲市", 35], marks["result", "2018", "甲市", 31]
    assert one["x"] == result["x"] < two["x"] and two["y"] < result["y"] < one["y"]
    assert marks["target", "", "甲市", 33]["x"] < one["x"]
    # Heights are in proportion to values.
    assert abs((one["y"] - two["y"]) / (one["y"] - result["y"]) - 5) < 0.2
    names = driver.execute_script("return [...document.querySelectorAll('#chart .name')].map((each) => { const b = each.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; })")
    assert names and not any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for k, a in enumerate(names) for b in names[k + 1 :])
    driver.execute_script("policygraph.take(1)")
    assert driver.execute_script("return document.querySelectorAll('#chart svg').length") == 1
    assert driver.execute_script("return policygraph.figure(policygraph.seenMarks()[0])") == "2亿 元"
    assert console_errors(driver) == []


def test_charts_are_taken_away_and_read_as_tables_in_both_languages(driver, pages):
    page_of(driver, pages, "targets")
    svg = etree.fromstring(driver.execute_script("return policygraph.svg()").encode())
    assert len(svg.findall(".//{*}g[@class='mark']")) == 5
    rows = list(csv.DictReader(io.StringIO(driver.execute_async_script("policygraph.csv().then(arguments[0])").removeprefix("\ufeff"))))
    assert len(rows) == 5 and {row["sentence"] for row in rows} >= {"实施35%。"}
    driver.find_element("id", "tabled").click()
    assert len(driver.find_elements("css selector", "#table tbody tr")) == 5
    driver.find_element("id", "language").click()
    assert "targets" in driver.find_element("id", "more").text and driver.find_element("css selector", "#table thead").text.startswith("for")
    assert console_errors(driver) == []


@pytest.mark.parametrize("name", ["diffusion", "targets", "chain"])
def test_on_a_phone_the_drawing_comes_first_and_nothing_is_wider_than_the_window(driver, pages, name):
    page_of(driver, pages, name, width=390, height=844)
    assert driver.execute_script("return document.documentElement.scrollWidth") <= 390
    assert driver.execute_script("return document.getElementById('view').getBoundingClientRect().height") > 450
    assert not driver.execute_script("return document.getElementById('legend').open")
    assert driver.execute_script("return getComputedStyle(document.getElementById('panel')).display") == "none"
    driver.execute_script("policygraph.choose(0)")
    rested(driver)
    assert driver.execute_script("return getComputedStyle(document.getElementById('panel')).display") != "none"


def test_hostile_programmes_are_text(driver, pages):
    page_of(driver, pages, "hostile")
    driver.execute_script("policygraph.take(policygraph.page.series.findIndex((name) => name.includes('script')))")
    assert HOSTILE in driver.find_element("css selector", "#chart h2").text
    assert not driver.execute_script("return window.ran") and not driver.find_elements("tag name", "img")


def test_a_chain_opens_as_a_whole_on_boxes_with_names(driver, pages):
    page_of(driver, pages, "chain")
    number, found = overlaps(driver)
    assert number == 6 and found == 0
    driver.execute_script("policygraph.choose(policygraph.page.middle)")
    text = wait_until(driver, "document.getElementById('panel').textContent.includes('依据') && document.getElementById('panel').textContent")
    assert "order" in text and "local" in text and console_errors(driver) == []


# ---- what is taken away


def saved(driver, folder, form: str) -> Path:
    """Save by the menu, as a reader does, and wait for the file."""
    folder.mkdir(exist_ok=True)
    before = set(folder.iterdir())
    driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
    driver.find_element("css selector", "#save summary").click()
    driver.find_element("id", f"save-{form}").click()
    end = time.monotonic() + 20
    while not (found := [path for path in set(folder.iterdir()) - before if path.suffix == f".{form}"]):
        assert time.monotonic() < end, f"no {form} came"
        time.sleep(0.05)
    return found[0]


def pictured(driver, path: Path) -> list[int]:
    """Width and height of a picture as the browser shows the file alone."""
    driver.get(path.as_uri())
    return driver.execute_script("const one = document.querySelector('svg, img'); const box = one.getBoundingClientRect(); return [one.naturalWidth || box.width, one.naturalHeight || box.height]")


def test_files_saved_from_a_page_of_charts_are_read_by_others(driver, pages, tmp_path):
    image = pytest.importorskip("PIL.Image")
    page_of(driver, pages, "curves")
    files = {form: saved(driver, tmp_path, form) for form in ("svg", "png", "csv")}
    assert [path.name for path in files.values()] == ["diffusion.svg", "diffusion.png", "diffusion.csv"] and console_errors(driver) == []
    svg = etree.parse(str(files["svg"])).getroot()
    assert "涌泉行动" in "".join(svg.itertext()) and len(svg.findall(".//{*}g[@class='mark']")) == 40
    width, height = pictured(driver, files["svg"])
    assert [width, height] == [float(svg.get("width")), float(svg.get("height"))]
    with image.open(files["png"]) as picture:
        picture.load()
        # Twice as fine as the drawing, with the blue of the marks and of the curve in it.
        assert picture.size == (2 * width, 2 * height)
        assert sum(count for count, (red, _, blue, *_) in picture.getcolors(1 << 24) if blue > red + 80) > 5000
    with files["csv"].open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["what"] for row in rows} >= {"names", "logistic", "bass", "logistic ceiling"} and {row["file"] for row in rows} == {"a.txt", ""}


def test_files_saved_from_a_canvas_are_read_by_others(driver, pages, tmp_path):
    image = pytest.importorskip("PIL.Image")
    page_of(driver, pages, "responsibilities")
    driver.find_element("id", "fit").click()
    rested(driver)
    files = {form: saved(driver, tmp_path, form) for form in ("svg", "png", "csv", "graphml")}
    assert console_errors(driver) == []
    whole = to_network(small_graph(), "responsibilities")
    network = nx.read_graphml(files["graphml"])
    assert {data["iri"] for _, data in network.nodes(data=True)} == set(whole) and network.is_directed()
    assert {(network.nodes[a]["label"], network.nodes[b]["label"]) for a, b in network.edges()} == {(whole.nodes[a]["label"], whole.nodes[b]["label"]) for a, b in whole.edges()}
    with files["csv"].open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["id"] for row in rows if row["what"] == "node"} == set(whole) and {(row["from"], row["to"]) for row in rows if row["what"] == "link"} == set(nx.DiGraph(whole).edges())
    svg = etree.parse(str(files["svg"])).getroot()
    assert {text.text for text in svg.findall(".//{*}text")} >= {data["label"] for _, data in whole.nodes(data=True) if data["kind"] == "agency"}
    with image.open(files["png"]) as picture:
        picture.load()
        assert list(picture.size) == [int(svg.get("width")), int(svg.get("height"))] == pictured(driver, files["svg"])
        assert len(picture.getcolors(1 << 24)) > 50


@pytest.mark.parametrize("name", ["diffusion", "chain"])
def test_on_narrow_paper_the_sentence_stands_below_the_drawing(driver, pages, name):
    page_of(driver, pages, name, width=794)
    driver.execute_script("policygraph.choose(0)")
    boxes = "const [a, b] = ['view', 'panel'].map((id) => document.getElementById(id).getBoundingClientRect()); return [a.height > 100, b.top >= a.bottom - 1]"
    assert driver.execute_script(boxes) == [True, False]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    rested(driver)
    assert driver.execute_script(boxes) == [True, True]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


# ---- who cannot see or point

#: View -> the page, and what is done on it.
VIEWS = {
    "diffusion": ("diffusion", "policygraph.choose(0)"), "curves": ("curves", ""), "targets": ("targets", "policygraph.choose(0)"), "marks as a table": ("targets", "document.getElementById('tabled').click()"),
    "node": ("responsibilities", "policygraph.choose(policygraph.byWeight[0]); document.querySelectorAll('#panel summary').forEach((row) => row.click())"),
    "agency": ("responsibilities", "policygraph.choose([...policygraph.byWeight].find((i) => !policygraph.isDocument(i)))"), "line": ("responsibilities", "policygraph.chooseLink(0)"),
    "pairs": ("responsibilities", "document.getElementById('pairs').click(); policygraph.chooseLink([...policygraph.seenLink].indexOf(1))"),
    "matrix of tasks": ("responsibilities", "document.getElementById('matrix').click()"), "matrix of pairs": ("joint-issuers", "document.getElementById('matrix').click()"),
    "nodes as a table": ("chain", "document.getElementById('tabled').click()"), "cited only": ("chain", "policygraph.choose(policygraph.page.middle)"),
    "path": ("chain", "policygraph.choose(policygraph.page.middle); policygraph.state.path = policygraph.byWeight[0]; policygraph.light(); policygraph.showPanel()"),
    "suggestions": ("chain", "const f = document.getElementById('search'); f.focus(); f.value = 'o'; f.dispatchEvent(new Event('input'))"),
    "colours": ("chain", "const f = document.getElementById('color'); if (f) { f.value = 'place'; f.dispatchEvent(new Event('change')); }"),
    "only": ("chain", "policygraph.state.only = [0]; policygraph.filter(); policygraph.showLegend(); policygraph.repaint()"), "to save": ("chain", "document.getElementById('save').open = true"),
}


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])  # places hang on the width, colours on the theme
def test_who_cannot_see_or_point_can_use_every_view(driver, pages, width, dark):
    found, checked = [], 0
    for view, (name, script) in VIEWS.items():
        page_of(driver, pages, name, width=width, height=900, dark=dark)
        driver.execute_script("document.getElementById('legend').open = true; " + script)
        rested(driver)
        barred, passed = barriers(driver)
        found += [(view, *each) for each in barred]
        checked += passed
    assert found == [] and checked > 10 * len(VIEWS)


# ---- who helps whom


def test_who_helps_whom_is_a_reading_of_responsibilities(driver, pages):
    page_of(driver, pages, "responsibilities")
    driver.find_element("id", "pairs").click()
    links = "return [...policygraph.seenLink].flatMap((on, e) => on ? [[policygraph.labelOf(policygraph.from[e]), policygraph.labelOf(policygraph.to[e]), policygraph.page.links.count[e]]] : [])"
    assert driver.execute_script(links) == [["甲局", "乙局", 2], ["甲局", "丙局", 1]]
    assert driver.execute_script("return [...policygraph.seen].every((on, i) => !on || !policygraph.isDocument(i))")
    driver.execute_script("policygraph.chooseLink([...policygraph.seenLink].indexOf(1))")
    wait_until(driver, "document.querySelector('#panel mark')")
    assert "牵头 甲局" in said(driver) and "配合 乙局" in said(driver) and "任务1" in said(driver)
    driver.find_element("id", "matrix").click()
    cells = driver.execute_script("policygraph.choose(null); return [...document.querySelectorAll('.matrix tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent))")
    assert cells == [["甲局", "2", "1"]]
    driver.execute_script("policygraph.choose([...policygraph.page.nodes.label].indexOf('临政发〔2019〕1号'))")
    assert driver.execute_script("return policygraph.state.layer") == 0 and console_errors(driver) == []


def test_the_matrix_of_joint_issuers_has_each_pair_twice(driver, pages):
    page_of(driver, pages, "joint-issuers")
    driver.find_element("id", "matrix").click()
    cells = driver.execute_script("return [...document.querySelectorAll('.matrix tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent))")
    assert {row[0]: row[1:] for row in cells} == {"甲局": ["", "2", "2"], "乙局": ["2", "", "1"], "丙局": ["2", "1", ""]}
