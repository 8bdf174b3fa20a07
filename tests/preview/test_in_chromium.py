"""The preview in a real browser: what an author sees and does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chromium import AXE, Browser, Page, needs_chromium, running
from serving import Preview, served, until

pytestmark = pytest.mark.usefixtures("without_text_rules")

SIZES = ({"dark": False}, {"dark": True}, {"width": 1000}, {"width": 375}, {"width": 320, "dark": True})


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with running(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


class Shown:
    """The preview in a tab of the browser."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def js(self, script: str) -> Any:
        return self.page.evaluate(script)

    def until(self, script: str) -> None:
        """Wait until a script gives what is true."""
        until(lambda: self.js(f"Boolean({script})"))

    def click(self, selector: str) -> None:
        """Click in the middle of an element, as a mouse does."""
        script = (
            f"(() => {{ const box = document.querySelector({json.dumps(selector)})?.getBoundingClientRect(); "
            "return box?.width && [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        self.click_at(*until(lambda: self.js(script)))

    def click_at(self, x: float, y: float) -> None:
        """Click at a place."""
        for kind in ("mousePressed", "mouseReleased"):
            self.page.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, key: str, code: int) -> None:
        """Press a key."""
        for kind in ("keyDown", "keyUp"):
            self.page.send("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)

    def document(self, script: str) -> Any:
        """Return what a script gives about the web page that is shown, called ``page``."""
        frame = "document.querySelector('#web-page:not([hidden]) iframe:not(.coming)')"
        return self.js(f"(() => {{ const page = {frame}?.contentDocument; return page && ({script}); }})()")


Open = Callable[..., Shown]


@pytest.fixture
def opened(browser: Browser) -> Open:
    """Return a function that opens a preview and waits until there is something to see."""

    def open_(preview: Preview, what: str = "") -> Shown:
        page = browser.page()
        page.send("Runtime.enable")
        page.send("Log.enable")
        page.show()
        page.open(f"{preview.address}{what}")
        shown = Shown(page)
        shown.until("document.body.dataset.version")
        return shown

    return open_


def complaints(browser: Browser, shown: Shown) -> list[str]:
    """Return what the browser has complained about: scripts that failed, what a policy has forbidden."""
    kinds = ("Runtime.exceptionThrown", "Log.entryAdded")
    return [
        str(event["params"])
        for event in browser.events
        if event.get("sessionId") == shown.page.session and event.get("method") in kinds
    ]


@needs_chromium
def test_an_author_sees_a_change_and_what_is_wrong_with_it(
    preview: Preview, opened: Open, case: Path, reference: str, browser: Browser
) -> None:
    shown = opened(preview)
    assert shown.js("document.querySelectorAll('#pages img').length") == 5
    assert shown.js("document.querySelector('#pages img').naturalWidth") == 794
    assert shown.js("document.querySelector('#nothing').innerText") == "Nothing to remark on"
    assert shown.js("document.title") == "KS-2021/1682.103"
    first = shown.js("document.querySelector('#pages img').dataset.part")

    case.write_text(reference.replace("datum: 2021-08-11", "datum: 2021-08-12"), encoding="utf-8")
    shown.until(f"document.querySelector('#pages img').dataset.part !== '{first}'")

    case.write_text(reference.replace("datum: 2021-08-11", "datum: 2021-02-30"), encoding="utf-8")
    shown.until("document.querySelector('#list li.error')")
    assert shown.js("document.querySelector('#list .message').innerText") == "The date does not exist: 2021-02-30"
    assert shown.js("document.querySelector('#list .help').innerText") == "February 2021 has 28 days"
    assert shown.js("document.querySelector('#list mark').innerText") == "2021-02-30"
    assert "as it last was" in shown.js("document.querySelector('#notice').innerText")
    assert shown.js("document.querySelectorAll('#pages img').length") == 5
    assert shown.js("document.title") == "(1) KS-2021/1682.103"

    shown.click("#list li button")
    shown.until("document.querySelector('#lines .marked')")
    assert shown.js("document.querySelector('#source-title').innerText") == "cases/KS-2021-1682.103.yaml"
    assert shown.js("document.querySelector('#lines .marked').dataset.number") == "3"
    assert shown.js("document.querySelector('#lines .marked mark').innerText") == "2021-02-30"

    case.write_text(reference, encoding="utf-8")
    shown.until("!document.querySelector('#nothing').hidden")
    shown.until("!document.querySelector('#lines .marked')")
    assert shown.js("document.querySelector('#notice').innerText") == ""
    assert complaints(browser, shown) == []


@needs_chromium
def test_a_place_far_down_is_scrolled_to(case: Path, workspace: Path, opened: Open, reference: str) -> None:
    case.write_text(reference.replace("- Södertörns högskola", "- Södertörns högskolaa"), encoding="utf-8")
    with served(case, workspace, editor="vscode") as preview:
        shown = opened(preview)
        shown.click("#list li button")
        shown.until("document.querySelector('#lines .marked')")
        assert shown.js(
            "(() => { const line = document.querySelector('#lines .marked').getBoundingClientRect(), "
            "box = document.querySelector('#lines').getBoundingClientRect(); "
            "return line.top >= box.top && line.bottom <= box.bottom; })()"
        )
        assert shown.js("document.querySelector('#lines .marked mark').innerText") == "Södertörns högskolaa"
        link = shown.js("document.querySelector('#list .edit').href")
        assert link.startswith("vscode://file/")
        assert link.endswith("/cases/KS-2021-1682.103.yaml:99:5")


@needs_chromium
@pytest.mark.parametrize(("form", "box"), [("pdf", "#pages"), ("md", "#markdown")])
def test_the_scroll_position_is_kept(
    preview: Preview, opened: Open, case: Path, reference: str, form: str, box: str
) -> None:
    shown = opened(preview, f"#tjansteutlatande.{form}")
    shown.until(
        f"(document.querySelector('{box}').scrollTop = 900) && document.querySelector('{box}').scrollTop === 900"
    )
    version = shown.js("document.body.dataset.version")
    case.write_text(reference.replace("datum: 2021-08-11", "datum: 2021-08-12"), encoding="utf-8")
    shown.until(f"document.body.dataset.version !== '{version}'")
    assert shown.js(f"document.querySelector('{box}').scrollTop") == 900
    # Also while another format is shown, and when one comes back.
    shown.js("document.querySelector('[name=format][value=html]').click()")
    shown.until("document.querySelector('#web-page iframe:not(.coming)')")
    shown.js(f"document.querySelector('[name=format][value={form}]').click()")
    shown.until(f"!document.querySelector('{box}').hidden && document.querySelector('{box}').scrollTop === 900")


@needs_chromium
def test_a_reader_at_the_end_comes_back_to_pages_that_were_never_fetched(
    preview: Preview, opened: Open, case: Path, reference: str
) -> None:
    shown = opened(preview)
    shown.until("(document.querySelector('#pages').scrollTop = 3500) && document.querySelector('#pages').scrollTop")
    top = shown.js("document.querySelector('#pages').scrollTop")
    assert top == 3500
    version = shown.js("document.body.dataset.version")
    case.write_text(reference.replace("datum: 2021-08-11", "datum: 2021-08-12"), encoding="utf-8")
    shown.until(f"document.body.dataset.version !== '{version}'")
    shown.js("document.querySelector('[name=format][value=html]').click()")
    shown.until("document.querySelector('#pages').hidden")
    shown.js("document.querySelector('[name=format][value=pdf]').click()")
    shown.until("!document.querySelector('#pages').hidden")
    assert shown.js("document.querySelector('#pages').scrollTop") == top


@needs_chromium
def test_what_is_read_on_the_web_page_stays_though_text_comes_above_it(
    preview: Preview, opened: Open, case: Path, reference: str, browser: Browser
) -> None:
    shown = opened(preview, "#tjansteutlatande.html")
    heading = "[...page.querySelectorAll('h2')].at(-1)"
    until(lambda: shown.document(f"{heading}.scrollIntoView() || page.defaultView.scrollY > 500"))
    place = shown.document(f"{heading}.getBoundingClientRect().top")
    before = shown.document("page.defaultView.scrollY")
    more = reference.replace("sammanfattning: |\n", "sammanfattning: |\n" + "  Mycket mer text.\n\n" * 20)
    case.write_text(more, encoding="utf-8")
    until(lambda: shown.document("page.body.innerText.includes('Mycket mer text.')"))
    assert shown.document("page.defaultView.scrollY") > before + 300
    assert abs(shown.document(f"{heading}.getBoundingClientRect().top") - place) < 2
    assert shown.js("document.querySelectorAll('#web-page iframe').length") == 1
    assert complaints(browser, shown) == []


@needs_chromium
def test_documents_and_formats_are_switched_between(preview: Preview, opened: Open, browser: Browser) -> None:
    shown = opened(preview)
    names = shown.js("[...document.querySelectorAll('#documents label')].map(one => one.innerText)")
    assert names == ["Tjänsteutlåtande", "Beslutsförslag", "Sändlista"]
    shown.click("#documents label:nth-of-type(3)")
    shown.until("document.querySelector('#pages img').naturalWidth === 1123")  # on its side
    shown.click("#formats label:nth-of-type(2)")
    until(lambda: shown.document("page.querySelector('table')?.innerText.includes('Södertörns högskola')"))
    shown.click("#formats label:nth-of-type(3)")
    shown.until("document.querySelector('#markdown pre').innerText.startsWith('# ')")
    assert shown.js("location.hash") == "#sandlista.md"
    assert shown.js("document.querySelector('#download-docx').href").endswith("/download/sandlista.docx")
    assert complaints(browser, shown) == []


@needs_chromium
def test_a_link_opens_beside_the_preview(
    preview: Preview, opened: Open, case: Path, reference: str, browser: Browser
) -> None:
    text = "sammanfattning: |\n  Se [mer](http://127.0.0.1:9/mer)."
    case.write_text(reference.replace("sammanfattning: |", text), encoding="utf-8")
    shown = opened(preview, "#tjansteutlatande.html")
    link = "[...page.querySelectorAll('a')].find(one => one.innerText === 'mer')"
    until(lambda: shown.document(f"Boolean({link})"))
    shown.document(f"{link}.scrollIntoView({{ block: 'center' }})")
    x, y = shown.document(f"[{link}.getBoundingClientRect().x + 5, {link}.getBoundingClientRect().y + 5]")
    top = shown.js("document.querySelector('#web-page').getBoundingClientRect().y")
    shown.click_at(x, y + top)

    def addresses() -> list[str]:
        return [target["url"] for target in browser.send("Target.getTargets")["targetInfos"]]

    until(lambda: "http://127.0.0.1:9/mer" in addresses())
    assert shown.document("page.body.innerText.includes('Se mer.')")


@needs_chromium
def test_it_can_be_used_with_the_keyboard_alone(preview: Preview, opened: Open, case: Path, reference: str) -> None:
    case.write_text(reference.replace("datum: 2021-08-11", "datum: 2021-02-30"), encoding="utf-8")
    until(lambda: preview.state()["findings"])
    shown = opened(preview)
    shown.press("Tab", 9)
    assert shown.js("document.activeElement.className") == "skip"
    shown.press("Tab", 9)
    shown.press("ArrowRight", 39)
    shown.until("location.hash === '#beslutsforslag.pdf'")
    shown.press("Tab", 9)
    shown.press("ArrowRight", 39)
    shown.until("location.hash === '#beslutsforslag.html'")
    for _turn in range(12):
        shown.press("Tab", 9)
        if shown.js("document.activeElement.closest('#list') !== null"):
            break
    shown.js("document.activeElement.click()")
    shown.until("!document.querySelector('#source').hidden")
    shown.js("document.querySelector('#close').focus()")
    shown.press("Escape", 27)
    assert shown.js("document.querySelector('#source').hidden")
    assert shown.js("document.activeElement.closest('#list') !== null")


@needs_chromium
def test_each_browser_looks_at_what_it_likes(preview: Preview, opened: Open, case: Path, reference: str) -> None:
    one, other = opened(preview), opened(preview, "#sandlista.md")
    changed = reference.replace("rubrik: Förslag", "rubrik: Nytt förslag", 1)
    case.write_text(changed, encoding="utf-8")
    other.until("document.querySelector('#markdown pre').innerText.includes('Nytt förslag')")
    one.page.send("Page.bringToFront")  # a tab that nobody sees catches up when somebody does
    one.until("document.querySelector('#title').innerText.startsWith('Nytt förslag')")
    assert one.js("location.hash") == "#tjansteutlatande.pdf"


@needs_chromium
def test_a_file_that_is_gone_is_told_and_seen_when_it_is_back(
    preview: Preview, opened: Open, case: Path, reference: str
) -> None:
    shown = opened(preview)
    case.unlink()
    shown.until(
        "document.querySelector('#notice').innerText.startsWith('The file is gone: cases/KS-2021-1682.103.yaml')"
    )
    assert shown.js("document.querySelectorAll('#pages img').length") == 5
    assert shown.js("document.querySelector('#download-docx').getAttribute('href')") is None
    case.write_text(reference, encoding="utf-8")
    shown.until("document.querySelector('#notice').innerText === ''")


@needs_chromium
def test_a_preview_that_has_ended_is_told(case: Path, workspace: Path, opened: Open) -> None:
    with served(case, workspace) as preview:
        shown = opened(preview)
    shown.until("document.querySelector('#notice').innerText.startsWith('ksflow does not answer')")


@needs_chromium
def test_texts_of_a_case_are_never_markup_of_the_page(
    preview: Preview, opened: Open, case: Path, reference: str, browser: Browser
) -> None:
    hostile = "</script><img src=x onerror=document.title='hackad'>"
    case.write_text(
        reference.replace("rubrik: Förslag", f"rubrik: {hostile} Förslag", 1).replace(
            "nämnd: Kommunstyrelsen", f'nämnd: "{hostile}"'
        ),
        encoding="utf-8",
    )
    until(lambda: preview.state()["findings"])
    for form in ("pdf", "html", "md"):
        shown = opened(preview, f"#tjansteutlatande.{form}")
        shown.until("document.querySelector('#list li')")
        shown.click("#list li button")
        shown.until("document.querySelector('#lines .marked')")
        assert shown.js("document.title") == "(1) KS-2021/1682.103"
        assert shown.js("document.querySelectorAll('img:not([data-part])').length") == 0
        assert shown.js("document.querySelector('#title').innerText").startswith("</script><img src=x")
        assert complaints(browser, shown) == []


@needs_chromium
@pytest.mark.parametrize("form", ["pdf", "html", "md"])
def test_axe_finds_nothing_and_nothing_comes_from_elsewhere(
    case: Path, workspace: Path, opened: Open, reference: str, form: str
) -> None:
    case.write_text(reference.replace("- Södertörns högskola", "- Södertörns högskolaa"), encoding="utf-8")
    with served(case, workspace, editor="vscode") as preview:
        shown = opened(preview, f"#tjansteutlatande.{form}")
        shown.click("#list li button")
        shown.until("document.querySelector('#lines .marked')")
        for broken in (False, True):
            if broken:
                case.write_text(reference.replace("datum: 2021-08-11", "datum: 2021-02-30"), encoding="utf-8")
                shown.until("document.querySelector('#notice').innerText")
            inspect(shown)
        names = shown.js("performance.getEntriesByType('resource').map(entry => entry.name)")
        assert names
        assert all(name.startswith(preview.address) for name in names)


def inspect(shown: Shown) -> None:
    """Look at the page as axe-core does, light and dark, wide and narrow."""
    # The page's own policy lets no foreign script in: axe-core comes in through the protocol.
    shown.page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
    script = (
        f"axe.run(document, {{runOnly: {json.dumps(tags)}, iframes: false}}).then(found => "
        "found.violations.map(one => one.id + ': ' + one.nodes.map(node => node.html + node.failureSummary)))"
    )
    for view in SIZES:
        shown.page.show(**view)
        for pane in ("document", "findings"):
            shown.js(f"document.querySelector('[name=pane][value={pane}]').click()")
            assert shown.js(script) == [], (view, pane)
            assert shown.js("document.documentElement.scrollWidth <= innerWidth"), view
    shown.page.show()
    shown.js("document.querySelector('[name=pane][value=document]').click()")
