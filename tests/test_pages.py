"""The pages in a real browser: they open without a network, draw, answer to clicks, and hold the sentences."""

from __future__ import annotations

import pytest

from browser import console_errors, open_browser
from policygraph.draw import draw
from policygraph.explain import explain_html

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def driver():
    with open_browser() as driver:
        yield driver


@pytest.fixture(scope="module")
def pages(sample_graph, sample_reading, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for kind in ("citations", "responsibilities"):
        draw(sample_graph, folder / f"{kind}.html", kind)
    (folder / "explain.html").write_text(explain_html(sample_reading), encoding="utf-8")
    return folder


def open_page(driver, path):
    console_errors(driver)
    driver.get(path.as_uri())
    return driver


def wait_until(driver, script: str):
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(driver, 30).until(lambda d: d.execute_script(f"return {script}"))


@pytest.mark.parametrize("kind", ["citations", "responsibilities"])
def test_a_network_is_drawn_without_a_complaint(driver, pages, kind):
    open_page(driver, pages / f"{kind}.html")
    assert wait_until(driver, "typeof network !== 'undefined' && network.body.nodeIndices.length") > 10
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
