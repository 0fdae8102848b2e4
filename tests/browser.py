"""A real browser for the tests of pages: Debian's chromium, headless, that may not load anything from a network."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

#: What pages are checked with for those who cannot see or point; `web/bundle.py --tools` brings it.
AXE = Path(__file__).parent.parent / "web" / "node_modules" / "axe-core" / "axe.min.js"
BROWSER, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
#: The window, in pixels, unless another is asked for.
WIDTH, HEIGHT = 1500, 950
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
    "--hide-scrollbars", "--force-device-scale-factor=1",
    # Every name and address but this machine's own resolves to nothing, so that a page which needs a network cannot pass.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@contextmanager
def open_browser(width: int = WIDTH, height: int = HEIGHT) -> Iterator:
    """A selenium driver with its own fresh profile; the test is skipped where there is no browser.

    ``driver.get_log("browser")`` has what the pages wrote to the console.
    """
    for program in (BROWSER, DRIVER):
        if not Path(program).exists():
            pytest.skip(f"no {program} on this machine (Debian: apt-get install chromium chromium-driver fonts-noto-cjk)")
    webdriver = pytest.importorskip("selenium.webdriver")
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    profile = tempfile.mkdtemp(prefix="policygraph-browser-")
    for flag in (*FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    try:
        driver.set_page_load_timeout(60)
        yield driver
    finally:
        driver.quit()
        shutil.rmtree(profile, ignore_errors=True)


def as_new(driver) -> None:
    """Make a browser that other pages were shown in what `open_browser` gave: its window, no cookies, nothing in its console."""
    driver.switch_to.default_content()
    driver.get("about:blank")
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    driver.set_window_size(WIDTH, HEIGHT)
    driver.delete_all_cookies()
    console_errors(driver)


def console_errors(driver) -> list[str]:
    """What the page complained about since the last call."""
    return [row["message"] for row in driver.get_log("browser") if row["level"] in ("SEVERE", "WARNING")]


def emulate(driver, width: int = 1280, *, height: int = 900, dark: bool = False, scripts: bool = True) -> None:
    """Show pages from now on as a window of this width does; below 500 pixels as a phone, ``scripts`` off as a browser that runs none."""
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500})
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
                                                                       {"name": "prefers-reduced-motion", "value": "reduce"}]})
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not scripts})


def barriers(driver) -> tuple[list[tuple[str, list[str]]], int]:
    """What keeps those who cannot see or point from using the page, of what axe-core calls serious or critical, with where it is; and how many of its rules hold.

    The test is skipped where axe-core is not installed.
    """
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: python web/bundle.py --tools (make test-rest does it)")
    # What stands in the way is told with all its places, what does not with one: to say where things are takes longer than to judge them.
    # By way of the driver: a page whose policy admits its own script alone runs no other that is put into it.
    driver.execute_script(AXE.read_text("utf-8"))
    report = driver.execute_async_script("const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then(done, (error) => done({error: String(error)}))")
    assert "error" not in report, report
    found = [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in report["violations"] if each["impact"] in ("serious", "critical")]
    return found, len(report["passes"])
