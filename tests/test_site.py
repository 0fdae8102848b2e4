"""The pages of the server in a real browser: what the scripts do, what works without them, who can read them, on what screen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest

from browser import barriers, console_errors, emulate
from conftest import ROOT
from policygraph.corpus import Corpus
from test_serve import Server, id_of

pytestmark = pytest.mark.browser

EDITOR = ROOT / "src" / "policygraph" / "serving" / "assets" / "editor.js"
DOCUMENT = "/page/" + id_of("document/370100/济政字〔2017〕39号")
QUERY = "SELECT ?d ?t WHERE { ?d a pg:Document ; eli:title ?t } ORDER BY ?t LIMIT 5"
#: One page of every kind.
PAGES = {
    "home": "/", "search": "/search?q=" + quote("企业"), "search-nothing": "/search?q=zzzz", "document": DOCUMENT, "hostile": "/page/" + id_of("document/220681/临政发〔2019〕7号"),
    "stub": "/page/" + id_of("document/100000/国发〔2016〕28号"), "agency": "/page/" + id_of("agency/370100/济南市工商行政管理局"),
    "programme": "/page/" + id_of("programme/企业上云"), "place": "/page/" + id_of("place/370100"), "issue": "/page/" + id_of("gazette/济南市人民政府公报/2017/13"),
    "correct": "/correct?" + urlencode({"thing": "https://w3id.org/policygraph/id/document/370100/济政字〔2017〕39号", "what": "signed", "is": "2017-06-21", "who": "王敏", "when": "2026-11-27"}),
    "network": "/network?" + urlencode({"around": "https://w3id.org/policygraph/id/document/370100/济政字〔2017〕39号"}), "queries": "/queries",
    "query": "/queries/superior-chain", "answer": "/queries/workload?run=1", "editor": "/sparql", "editor-answer": "/sparql?" + urlencode({"query": QUERY}),
    "editor-refused": "/sparql?" + urlencode({"query": "SELEC"}), "ontology": "/ontology", "missing": "/page/document/none",
}
#: Those that answer with a status that the browser tells in its console.
REFUSED = {"missing": 404, "editor-refused": 400}
SCREENS = {"desktop": (1280, False), "desktop-dark": (1280, True), "phone": (390, False), "phone-dark": (390, True)}


@pytest.fixture(scope="module")
def server(corpus) -> Iterator[Server]:
    found = Server(corpus)
    found.wait_for_index()
    yield found
    assert found.end() == 0


@pytest.fixture
def driver(driver):
    """The browser at a desk, by day."""
    emulate(driver)
    return driver


def go(driver, server: Server, path: str):
    driver.get(server.address + path.lstrip("/"))
    return driver


def until(driver, script: str, *given):
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(driver, 15).until(lambda d: d.execute_script(f"return {script}", *given))


def all_of(driver, selector: str):
    return driver.find_elements("css selector", selector)


def one(driver, selector: str):
    return driver.find_element("css selector", selector)


def appears(driver, selector: str):
    """The first element of a selector, once it is there; without scripts nothing else tells that a page has come."""
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(driver, 15).until(lambda d: d.find_elements("css selector", selector))[0]


def press(driver, *keys: str) -> None:
    from selenium.webdriver import ActionChains

    ActionChains(driver).send_keys(*keys).perform()


def in_view(driver, element) -> bool:
    return driver.execute_script(
        "const at = arguments[0].getBoundingClientRect(); return at.bottom > 0 && at.top < innerHeight && at.right > 0 && at.left < innerWidth", element)


# ---- every page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_complains_of_nothing_and_loads_all_it_needs(driver, server, name):
    go(driver, server, PAGES[name])
    if name.startswith("editor") and EDITOR.exists():
        until(driver, "document.querySelector('.code')")
    assert one(driver, "h1").text
    complaints = [each for each in console_errors(driver) if f"status of {REFUSED.get(name)}" not in each]
    assert complaints == []


#: What sticks out of the window, or is cut off: what stands in a region that scrolls by itself is not, and neither is what no one sees.
OUTSIDE = """
const scrolls = (each) => { for (let at = each; at && at !== document.body; at = at.parentElement) if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true; return false; };
const seen = (each) => { const at = each.getBoundingClientRect(); return at.width > 0 && at.height > 0 && at.right > 0 && !each.matches('.skip'); };
const name = (each) => `${each.tagName}.${each.getAttribute('class')} ${each.textContent.slice(0, 30)}`;
const all = [...document.querySelectorAll('body *')].filter((each) => seen(each) && !scrolls(each));
return [
  ...all.filter((each) => each.getBoundingClientRect().right > innerWidth + 1 || each.getBoundingClientRect().left < -1).map(name),
  ...all.filter((each) => /hidden|clip/.test(getComputedStyle(each).overflowX) && each.scrollWidth > each.clientWidth + 1).map(name),
  ...(document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : []),
]
"""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [390, 320])
def test_nothing_is_cut_off_on_a_phone(driver, server, width, language):
    emulate(driver, width)
    for name, path in PAGES.items():
        go(driver, server, path + ("&" if "?" in path else "?") + f"lang={language}")
        assert driver.execute_script("return innerWidth") == width, name
        assert driver.execute_script(OUTSIDE) == [], name


@pytest.mark.parametrize("screen", ["desktop", "phone-dark"])  # places hang on the width, colours on the theme
def test_who_cannot_see_or_point_can_use_every_page(driver, server, screen):
    emulate(driver, SCREENS[screen][0], dark=SCREENS[screen][1])
    found, checked = [], 0
    for name, path in PAGES.items():
        go(driver, server, path)
        if name.startswith("editor") and EDITOR.exists():
            until(driver, "document.querySelector('.code')")
        own, passed = barriers(driver)
        found += [(name, *one) for one in own]
        checked += passed
    assert found == []
    assert checked > 10 * len(PAGES), "axe has looked at the pages"


# ---- what the scripts do


def type_into_search(driver, text: str):
    field = one(driver, "header input[name=q]")
    field.clear()
    field.send_keys(text)
    until(driver, "document.querySelectorAll('header .suggestions:not([hidden]) li').length")
    return field


def test_suggestions_are_taken_by_keyboard(driver, server):
    from selenium.webdriver.common.keys import Keys

    go(driver, server, "/")
    field = type_into_search(driver, "济政字〔2017〕39")
    assert field.get_attribute("aria-expanded") == "true"
    field.send_keys(Keys.ARROW_DOWN)
    chosen = one(driver, "header .suggestions [aria-selected=true]")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id") and "济政字〔2017〕39号" in chosen.text
    field.send_keys(Keys.ENTER)
    until(driver, "location.pathname.startsWith('/page/document/')")
    assert "济政字〔2017〕39号" in one(driver, "article").text


def test_suggestions_are_taken_by_mouse_and_left_by_escape(driver, server):
    from selenium.webdriver.common.keys import Keys

    go(driver, server, "/")
    type_into_search(driver, "企业上云").send_keys(Keys.ESCAPE)
    assert not one(driver, "header .suggestions").is_displayed()
    type_into_search(driver, "企业上云")
    one(driver, "header .suggestions li").click()
    until(driver, "location.pathname.startsWith('/page/programme/')")


def test_a_form_of_a_query_takes_a_suggestion_and_stays(driver, server):
    from selenium.webdriver.common.keys import Keys

    go(driver, server, "/queries/superior-chain")
    field = one(driver, "main input[name=number]")
    field.send_keys("济政字2017 39")
    until(driver, "document.querySelectorAll('main .suggestions:not([hidden]) li').length")
    field.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    assert field.get_attribute("value") == "济政字〔2017〕39号" and driver.current_url.endswith("/queries/superior-chain")
    field.send_keys(Keys.ENTER)
    until(driver, "document.querySelectorAll('main table tbody tr').length")


def test_a_mark_shows_its_facts(driver, server):
    go(driver, server, DOCUMENT)
    mark = all_of(driver, ".m.responsibility")[3]
    ids = mark.get_attribute("data-s").split()
    driver.execute_script("arguments[0].closest('details')?.removeAttribute('open'); arguments[1].scrollIntoView({block: 'center'})", one(driver, f"#{ids[0]}"), mark)
    mark.click()
    lit = all_of(driver, ".row.on")
    assert [each.get_attribute("id") for each in lit] == ids
    assert in_view(driver, lit[0]) and driver.current_url.endswith("#" + ids[0])
    assert len(all_of(driver, ".m.on")) == 1


def test_a_fact_shows_its_mark_by_mouse_and_by_keyboard(driver, server):
    from selenium.webdriver.common.keys import Keys

    go(driver, server, DOCUMENT)
    for row in (all_of(driver, ".row:has(.to-text)")[n] for n in (0, -1)):
        driver.execute_script("scrollTo(0, 0); arguments[0].scrollIntoView({block: 'center'})", row)
        row.find_element("css selector", "small.soft").click()
        marks = all_of(driver, ".m.on")
        assert marks and all(row.get_attribute("id") in mark.get_attribute("data-s").split() for mark in marks)
        assert in_view(driver, marks[0])
        driver.execute_script("document.querySelectorAll('.on').forEach((each) => each.classList.remove('on'))")
        row.find_element("css selector", ".to-text").send_keys(Keys.ENTER)
        assert all_of(driver, ".m.on") == marks


@pytest.mark.parametrize("width", [1280, 390])
def test_the_address_of_a_statement_opens_at_its_place(driver, server, corpus, width):
    emulate(driver, width)
    statement = Corpus(corpus).frame("responsibility").iloc[-1]
    go(driver, server, "/page/" + id_of(statement["statement"].partition("/id/")[2]))
    row = one(driver, ".row.on")
    assert driver.current_url.endswith("#" + row.get_attribute("id"))
    assert in_view(driver, row) and statement["quote"][:10] in row.text
    assert all_of(driver, ".m.on") and (width < 900 or in_view(driver, one(driver, ".m.on")))


def test_a_cell_of_the_matrix_leads_to_its_fact(driver, server):
    go(driver, server, DOCUMENT)
    cell = one(driver, ".matrix a.fact")
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", cell)
    cell.click()
    until(driver, "document.querySelector('.row.on')")
    assert "#" + one(driver, ".row.on").get_attribute("id") == cell.get_attribute("href").partition("#")[1] + cell.get_attribute("href").partition("#")[2]
    assert in_view(driver, one(driver, ".m.on"))


def column(driver, n: int) -> list[str]:
    return [cell.text for cell in all_of(driver, f"table.sortable tbody td:nth-child({n})")]


def test_a_table_is_sorted_by_number_and_by_name(driver, server):
    from selenium.webdriver.common.keys import Keys

    go(driver, server, "/queries/workload?run=1")
    heads = all_of(driver, "table.sortable thead button")
    tasks = [head.text for head in heads].index("tasks")
    heads[tasks].click()
    numbers = [int(each) for each in column(driver, tasks + 1)]
    assert numbers == sorted(numbers) and len(set(numbers)) > 2
    heads[tasks].send_keys(Keys.ENTER)
    assert [int(each) for each in column(driver, tasks + 1)] == numbers[::-1] or sorted(numbers, reverse=True) == [int(each) for each in column(driver, tasks + 1)]
    heads[0].click()
    names = column(driver, 1)
    assert names == driver.execute_script("return [...arguments[0]].sort((a, b) => a.localeCompare(b, 'zh'))", names)
    assert [head.get_attribute("aria-sort") for head in all_of(driver, "thead th") if head.get_attribute("aria-sort")] == ["ascending"]


def test_what_is_wider_than_a_phone_begins_where_it_matters(driver, server):
    emulate(driver, 390)
    go(driver, server, PAGES["network"])
    assert in_view(driver, one(driver, ".network .opened rect"))


def test_a_network_grows_by_a_click_and_by_a_key(driver, server):
    from selenium.webdriver.common.keys import Keys

    go(driver, server, PAGES["network"])
    before = len(all_of(driver, ".network .box"))
    grow = next(box for box in all_of(driver, ".network .box:not(.opened) > a:not(.open)") if "agency" in box.find_element("xpath", "..").get_attribute("class"))
    driver.execute_script("window.here = true")
    name = grow.find_element("xpath", "..").find_element("tag name", "title").get_attribute("textContent")
    grow.send_keys(Keys.ENTER)
    until(driver, "document.querySelectorAll('.network .opened').length == 2")
    assert len(all_of(driver, ".network .box")) >= before
    # It grows in its place: the page is the same, and who came by keys goes on from there.
    until(driver, "document.activeElement.closest('.box')")
    assert driver.execute_script("return [window.here, document.activeElement.closest('.box').querySelector('title').textContent]") == [True, name]
    driver.execute_script("history.back()")
    until(driver, "document.querySelectorAll('.network .opened').length == 1")
    assert driver.execute_script("return window.here")


def test_the_legend_of_a_network_tells_its_lines_apart(driver, server):
    go(driver, server, PAGES["network"])
    looks = """(selector) => [...document.querySelectorAll(selector)].map((line) => {
        const style = getComputedStyle(line);
        return [line.classList[1], `${style.stroke} ${style.strokeDasharray}`];
    })"""
    told, drawn = (driver.execute_script(f"return ({looks})(arguments[0])", selector) for selector in (".legend .line", ".network .line"))
    assert {look for look, _ in drawn} == {look for look, _ in told} and len(told) >= 4
    assert len({said for _, said in told}) == len(told), told
    assert set(map(tuple, drawn)) == set(map(tuple, told))


def test_a_long_name_above_the_matrix_leaves_no_character_alone(driver, server):
    go(driver, server, DOCUMENT)
    # Names of every length around what one column holds: the characters in each column that the browser makes of them.
    columns = driver.execute_script("""
        const link = document.querySelector('.matrix thead th:nth-child(2) a');
        return [...Array(12).keys()].map((more) => {
            link.textContent = '市互联网信息办公' + '办'.repeat(more);
            const found = {};
            for (let i = 0; i < link.firstChild.length; i++) {
                const range = document.createRange();
                range.setStart(link.firstChild, i); range.setEnd(link.firstChild, i + 1);
                const x = Math.round(range.getBoundingClientRect().x);
                found[x] = (found[x] || 0) + 1;
            }
            return Object.values(found);
        });""")
    assert [sum(each) for each in columns] == list(range(8, 20)) and any(len(each) > 1 for each in columns)
    assert all(len(each) == 1 or min(each) >= 4 for each in columns), columns


# ---- without scripts


@pytest.fixture
def plain(driver):
    emulate(driver, scripts=False)
    return driver


def test_without_scripts_forms_and_links_do_their_work(plain, server):
    from selenium.webdriver.common.keys import Keys

    go(plain, server, "/")
    one(plain, "header input[name=q]").send_keys("企业上云", Keys.ENTER)
    hit = appears(plain, ".hits a")
    assert not all_of(plain, ".suggestions")
    hit.click()
    appears(plain, "dl.head")
    assert "/page/" in plain.current_url
    go(plain, server, "/queries/superior-chain")
    one(plain, "main input[name=number]").send_keys("济政字〔2017〕39号", Keys.ENTER)
    assert appears(plain, "main table tbody tr") and not all_of(plain, "thead button")
    go(plain, server, DOCUMENT)
    mark = all_of(plain, ".m")[2]
    wanted = mark.get_attribute("data-s").split()[0]
    mark.click()
    assert appears(plain, f"#{wanted}:target") and plain.current_url.endswith("#" + wanted)
    go(plain, server, "/")
    go(plain, server, DOCUMENT)
    one(plain, ".tools a").click()
    appears(plain, ".network")
    assert "/network?" in plain.current_url and all_of(plain, ".network .box a")


def test_without_scripts_a_query_is_written_into_a_plain_field(plain, server):
    go(plain, server, "/sparql?example=most-cited")
    field = one(plain, "textarea")
    assert field.is_displayed() and "SELECT" in field.get_attribute("value")
    field.clear()
    field.send_keys(QUERY)
    one(plain, ".editor button").click()
    appears(plain, "main table tbody tr")
    assert len(all_of(plain, "main table tbody tr")) == 5 and one(plain, "textarea").get_attribute("value") == QUERY


# ---- the editor of SPARQL


@pytest.fixture
def editor(driver, server):
    if not EDITOR.is_file():
        pytest.skip("the editor is not bundled: python web/bundle.py (make setup does it)")

    def opened(path: str = "/sparql"):
        go(driver, server, path)
        until(driver, "document.querySelector('.code')?.shadowRoot?.querySelector('.cm-content')")
        inside(driver, ".cm-content").click()
        return driver

    return opened


def inside(driver, selector: str):
    return one(driver, ".code").shadow_root.find_element("css selector", selector)


def offered(driver, name: str) -> list[str]:
    """What is offered, once a name is among it."""
    return until(driver, """(() => {
        const found = [...document.querySelector('.code').shadowRoot.querySelectorAll('.cm-tooltip-autocomplete li')].map((each) => each.innerText);
        return found.some((each) => each.startsWith(arguments[0])) && found;
    })()""", name)


def test_the_editor_asks_on_ctrl_enter_what_stands_in_it(editor):
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.keys import Keys

    driver = editor()
    assert not one(driver, "textarea").is_displayed() and inside(driver, ".cm-content").get_attribute("aria-label") == "SPARQL"
    press(driver, "ASK ", "{ ?s ?p 2017 ")
    press(driver, Keys.ESCAPE)
    assert one(driver, "textarea").get_property("value") == "ASK { ?s ?p 2017 }"
    ActionChains(driver).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()
    until(driver, "location.search.includes('query=ASK')")
    until(driver, "document.querySelector('.code')?.shadowRoot?.querySelector('.cm-content')")
    assert inside(driver, ".cm-content").text == "ASK { ?s ?p 2017 }"
    assert console_errors(driver) == []


def test_the_editor_completes_our_terms_prefixes_and_variables(editor):
    from selenium.webdriver.common.keys import Keys

    driver = editor("/sparql?lang=zh")
    press(driver, "SELECT * { ?document a pg:Doc")
    assert offered(driver, "pg:Document")[0].startswith("pg:Document")
    press(driver, Keys.ENTER, " ; ", "eli:tit")
    assert offered(driver, "eli:title")[0].startswith("eli:title")
    press(driver, Keys.ENTER, " ?d")
    assert offered(driver, "?document") == ["?document"]
    press(driver, Keys.ENTER, " ; 政策专")
    assert any(each.startswith("pg:") and "政策专项" in each for each in offered(driver, "pg:"))
    press(driver, Keys.ESCAPE)
    assert one(driver, "textarea").get_property("value").startswith("SELECT * { ?document a pg:Document ; eli:title ?document ; 政策专")
    driver = editor()
    press(driver, "PREFIX pg")
    offered(driver, "pg: <")
    press(driver, Keys.ENTER)
    assert one(driver, "textarea").get_property("value") == "PREFIX pg: <https://w3id.org/policygraph/ontology#>"
    assert console_errors(driver) == []


def test_the_editor_offers_nothing_in_a_string_or_a_comment(editor):
    driver = editor()
    press(driver, 'SELECT * { ?d eli:title "pg:Doc')
    press(driver, " ")
    driver.execute_async_script("setTimeout(arguments[0], 400)")
    assert driver.execute_script("return document.querySelector('.code').shadowRoot.querySelectorAll('.cm-tooltip-autocomplete').length") == 0


@pytest.mark.parametrize("dark", [False, True])
def test_the_editor_colours_by_day_and_by_night_within_the_policy_of_the_page(editor, server, driver, dark):
    emulate(driver, dark=dark)
    editor("/sparql?" + urlencode({"query": QUERY}))
    colours = driver.execute_script("""
        const words = [...document.querySelector('.code').shadowRoot.querySelectorAll('.cm-line span')];
        return Object.fromEntries(words.map((each) => [each.textContent, getComputedStyle(each).color]));
    """)
    assert len({colours[word] for word in ("SELECT", "?d", "pg:Document", "5")}) == 4
    paper = driver.execute_script("return getComputedStyle(document.querySelector('.code').shadowRoot.querySelector('.cm-editor')).backgroundColor")
    assert (sum(map(int, paper[4:-1].split(","))) < 380) == dark
    assert console_errors(driver) == []


def test_the_editor_sends_nothing_where_nothing_is_written(editor):
    driver = editor()
    one(driver, ".editor button").click()
    assert driver.current_url.endswith("/sparql") and driver.execute_script("return document.activeElement.className") == "code"


def test_where_the_editor_is_not_bundled_the_page_says_so_and_works(driver, corpus, tmp_path, monkeypatch):
    bare = tmp_path / "src"
    shutil.copytree(ROOT / "src", bare, ignore=shutil.ignore_patterns("editor.js", "editor-licences.txt", "__pycache__"))
    monkeypatch.setattr("test_serve.environment", lambda: {**__import__("os").environ, "PYTHONPATH": str(bare)})
    server = Server(corpus)
    try:
        for language, said in (("zh", "纯文本框"), ("en", "plain text field")):
            go(driver, server, f"/sparql?lang={language}")
            assert said in one(driver, "main").text and "make setup" in one(driver, "main").text
        one(driver, "textarea").send_keys(QUERY)
        one(driver, ".editor button").click()
        appears(driver, "main table tbody tr")
        assert len(all_of(driver, "main table tbody tr")) == 5
        assert console_errors(driver) == []
    finally:
        assert server.end() == 0


#: The width of the widest choice of each field beside that of the field itself, without its arrow.
_CUT = """
const ruler = document.createElement("canvas").getContext("2d");
return [...document.querySelectorAll("main select")].filter((field) => {
  const style = getComputedStyle(field);
  ruler.font = `${style.fontSize} ${style.fontFamily}`;
  const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - 16;
  return Math.max(...[...field.options].map((option) => ruler.measureText(option.text).width)) > room;
}).map((field) => field.name);
"""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("thing", ["document/370100/济政字〔2017〕39号", "agency/370100/济南市工商行政管理局"])
def test_what_can_be_corrected_is_read_whole_on_a_phone(driver, server, language, thing):
    emulate(driver, 390)
    go(driver, server, "/correct?" + urlencode({"thing": "https://w3id.org/policygraph/id/" + thing, "lang": language}))
    assert driver.execute_script(_CUT) == [] and driver.find_elements("css selector", "details dd")
