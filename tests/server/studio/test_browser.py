"""The studio as people use it, in a real Chromium."""

import base64
import io
import itertools
import os
import re
import zipfile
from pathlib import Path

import httpx
import pytest
from conftest import MODELS, ROOT
from listening import count_wrong, hear, load_ears, to_words
from served import length

from narrator.script.beside import find_beside

playwright = pytest.importorskip("playwright.sync_api", reason="optional: needs playwright")
SHOTS = ROOT / "docs" / "studio" if os.environ.get("NARRATOR_SCREENSHOTS") else None
"""Where pictures of the views go when they are to be taken anew."""
LARGEST_SHOT = 200_000
PHONE = {"width": 390, "height": 844}
EVIL = "<script>document.title='owned';fetch('https://evil.example')</script>"
EVIL_IMAGE = '"><img src=x onerror="document.title=\'owned\'">'


def make_epub(title, *paragraphs):
    """Make an EPUB of one chapter; the text is escaped, so that it is text."""
    from html import escape

    body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:'
        'container" version="1.0"><rootfiles><rootfile full-path="a.opf" '
        'media-type="application/oebps-package+xml"/></rootfiles></container>',
        "a.opf": '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        'unique-identifier="i"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="i">x</dc:identifier><dc:title>{escape(title)}</dc:title>'
        "<dc:language>en</dc:language></metadata><manifest>"
        '<item id="c" href="c.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="n" href="n.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        '</manifest><spine><itemref idref="c"/></spine></package>',
        "c.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>'
        f"<body><h1>{escape(title)}</h1>{body}</body></html>",
        "n.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub='
        '"http://www.idpf.org/2007/ops"><head><title>x</title></head><body><nav epub:type="toc">'
        '<ol><li><a href="c.xhtml">One</a></li></ol></nav></body></html>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return file.getvalue()


def drop(page, name, data):
    """Drop a file on the page."""
    transfer = page.evaluate_handle(
        """([name, data]) => {
            const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
            const transfer = new DataTransfer();
            transfer.items.add(new File([bytes], name));
            return transfer;
        }""",
        [name, base64.b64encode(data).decode()],
    )
    page.dispatch_event("#drop", "drop", {"dataTransfer": transfer})


def save(page, locator):
    """Click on what is a download, and give its bytes."""
    with page.expect_download() as waiting:
        locator.click()
    return Path(waiting.value.path()).read_bytes()


def fetch(studio, book):
    """Fetch the sound of the line 1:4."""
    return httpx.get(f"{studio.url}/studio{book}/lines/1:4/sound").content


def row(page, text):
    """Find the row of a line."""
    return page.locator(".line", has_text=text)


def open_book(visit, studio, book, **how):
    """Open a book in a window, and wait for its lines."""
    page = visit(f"{studio.url}/#book={book.rpartition('/')[2]}", **how)
    page.locator(".line").first.wait_for()
    return page


def shoot(page, name, tmp_path):
    """Take a picture of a view: for the docs, where they are wanted, and small either way."""
    path = (SHOTS or tmp_path) / f"{name}.png"
    path.parent.mkdir(exist_ok=True)
    page.screenshot(path=path)
    assert path.stat().st_size < LARGEST_SHOT


def audit(page):
    """Give what axe finds that is serious, in what is shown now."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        (it["id"], [node["html"] for node in it["nodes"]][:3])
        for it in found
        if it["impact"] in ("serious", "critical")
    ]


def test_a_sentence_is_said(visit, studio, tmp_path):
    """Type, say it, hear it while it arrives, keep it; the same is shown as a request."""
    page = visit(studio.url)
    page.locator("#say-voice:not(:empty)").wait_for()
    page.fill("#say-text", "It’s a fine evening. The lamp's lit.")
    page.click("#say-go")
    page.locator("#say-audio").wait_for()
    page.locator("#say-status", has_text="Done").wait_for()
    assert length(save(page, page.locator("#say-download"))) == pytest.approx(2.5, abs=1)
    assert page.evaluate("document.querySelector('#say-audio').error") is None
    page.locator("#request summary").click()
    assert "'It’s a fine evening. The lamp'\\''s lit.'" not in page.inner_text("#request-code")
    assert "curl http://" in page.inner_text("#request-code")
    shoot(page, "say", tmp_path)
    for language, word in (("python", "httpx.stream"), ("javascript", "await fetch")):
        page.select_option("#request-language", language)
        assert word in page.inner_text("#request-code")


def test_the_python_that_is_shown_works(visit, studio, tmp_path):
    """Run as it stands, it writes the sound into a file."""
    import subprocess
    import sys

    page = visit(studio.url)
    page.locator("#say-voice:not(:empty)").wait_for()
    page.locator("#request summary").click()
    page.select_option("#request-language", "python")
    program = page.locator("#request-code").text_content()
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True, timeout=60)
    assert length((tmp_path / "said.mp3").read_bytes()) > 1


def test_a_voice_is_found_and_heard(visit, studio, tmp_path):
    """Searched, filtered, heard as a sample, chosen; another engine's voice speaks too."""
    page = visit(studio.url)
    page.locator("#say-voice:not(:empty)").click()
    page.select_option("#voices-engine", "dear")
    page.select_option("#voices-gender", "male")
    page.fill("#voices-search", "hums ten")
    assert page.locator(".pick").all_inner_texts()[0].startswith("tenor")
    assert page.locator(".pick").count() == 2
    with page.expect_response("**/studio/engines/dear/tts") as sample:
        page.get_by_label("Hear tenor").click()
    assert sample.value.ok
    shoot(page, "voices", tmp_path)
    page.locator(".pick", has_text=re.compile("^tenor")).click()
    assert page.inner_text("#say-voice").startswith("dear:tenor")
    page.click("#say-go")
    page.locator("#say-status", has_text="Done").wait_for()


def test_a_dropped_book_is_mended_line_by_line(visit, studio, tmp_path):
    """Drop an EPUB, build, change a speaker, build: one clip is made, heard in the new voice."""
    studio.open()
    page = visit(f"{studio.url}/#books")
    page.locator("#shelf a").first.wait_for()
    shoot(page, "books", tmp_path)
    epub = make_epub("The Stairs", "“Who is it?” said Mara.", "“Nobody,” said Tom.", "He laughed.")
    drop(page, "The Stairs.epub", epub)
    page.locator(".line").first.wait_for()
    page.get_by_role("button", name="Build").click()
    page.locator(".cost", has_text="clips made").wait_for()
    row(page, "Nobody").click()
    panel = page.locator(".line-panel")
    panel.locator("audio").wait_for()
    book = f"/books/{page.evaluate('location.hash').rpartition('=')[2]}"
    before = fetch(studio, book)
    panel.get_by_label("Speaker").fill("Mara")
    panel.get_by_role("button", name="Change").click()
    dialog = page.locator("#confirm", has_text="1 line changed; to be made: 1 clip, free")
    dialog.get_by_role("button", name="Change").click()
    row(page, "Nobody").locator(".state", has_text="to make").wait_for()
    page.get_by_role("button", name="Go on building").click()
    row(page, "Nobody").locator(".state", has_text="made").wait_for()
    assert studio.get(book)["build"]["made"] == 1
    assert row(page, "Nobody").locator(".who").inner_text().startswith("Mara")
    row(page, "Nobody").click()
    panel.locator("audio[src]").wait_for()
    assert fetch(studio, book) != before
    page.get_by_role("tab", name="Sound").click()
    assert save(page, page.get_by_role("link", name=".m4b"))[4:8] == b"ftyp"
    page.get_by_role("button", name="Check and draw").click()
    page.locator("figure img").first.wait_for()
    page.locator("figure").first.scroll_into_view_if_needed()
    shoot(page, "sound", tmp_path)


def test_a_build_is_stopped_and_goes_on(visit, slow, tmp_path):
    """Its progress is seen; stopped, it keeps what is made; the same button goes on."""
    text = (ROOT / "manuscripts" / "the-lighthouse-cat.md").read_text(encoding="utf-8")
    text = re.sub("cover:.*\n", "", text)  # which does not come along
    page = open_book(visit, slow, slow.open(text, "the-lighthouse-cat.md"))
    page.get_by_role("button", name="Build").click()
    page.locator(".cost", has_text=re.compile(r"speaking, [1-9]")).wait_for()
    page.get_by_role("button", name="Stop").click()
    go_on = page.get_by_role("button", name="Go on building")
    go_on.wait_for()
    go_on.click()
    page.locator(".cost", has_text="All").wait_for(timeout=60_000)
    page.locator(".line", has_text="“").first.click()
    page.locator(".line-panel audio[src]").wait_for()
    shoot(page, "book", tmp_path)


def test_takes_are_compared_and_chosen(visit, studio, book):
    """What costs money says so first; both takes can be heard, and the other chosen."""
    studio.change(book, kind="voice", speaker="Mara", voice="dear:bass")
    page = open_book(visit, studio, book)
    row(page, "Who goes there").click()
    for button in ("Make this line ($0.0003)", "Make another take ($0.0003)"):
        page.get_by_role("button", name=button).click()
        assert "$0.0003" in page.locator("#confirm").inner_text()
        page.get_by_role("button", name="Make it").click()
    page.get_by_role("button", name="Hear take 2").click()
    page.get_by_role("button", name="Choose it").click()
    row(page, "Who goes there").locator(".state", has_text="take 2").wait_for()


def test_the_cast_is_changed(visit, studio, book, tmp_path):
    """A speaker gets another voice and another name."""
    page = open_book(visit, studio, book)
    page.get_by_role("tab", name="Cast").click()
    shoot(page, "cast", tmp_path)
    page.get_by_role("button", name="Voice of Tom").click()
    page.get_by_role("button", name="bass tone").click()
    page.get_by_role("button", name="Change").last.click()
    page.get_by_role("button", name="Voice of Tom: tone:bass").wait_for()
    page.get_by_label("Name of Tom").fill("Mara")
    page.get_by_label("Name of Tom").press("Enter")
    dialog = page.locator("#confirm", has_text="Tom becomes Mara: 1 line")
    dialog.get_by_role("button", name="Change").click()
    page.get_by_label("Name of Tom").wait_for(state="detached")
    assert {it["name"] for it in studio.get(book)["speakers"]} == {"narrator", "Mara"}


def test_a_name_is_said_otherwise_everywhere(visit, studio, tmp_path):
    """A word of no dictionary is found by a key, and changed in all lines that hold it."""
    story = "# One\n\nIt rained. Zorgblatt came.\n\nNobody knew why Zorgblatt went."
    book = f"/books/{studio.add('z.md', story.encode()).json()['id']}"
    studio.build(book)
    page = open_book(visit, studio, book)
    page.get_by_label("Which lines are looked for").select_option("unknown words")
    page.locator(".tools [role=status]", has_text="2 lines").wait_for()
    page.locator(".script").press("n")
    page.locator(".line[aria-selected=true]", has_text="Zorgblatt came").wait_for()
    page.get_by_role("tab", name="Words").click()
    shoot(page, "words", tmp_path)
    page.get_by_label("Say Zorgblatt as").fill("Zork Blot")
    page.get_by_label("Say Zorgblatt as").press("Enter")
    dialog = page.locator("#confirm", has_text="2 lines changed; to be made: 2 clips")
    dialog.get_by_role("button", name="Change").click()
    page.get_by_role("button", name="Say Zorgblatt as ever").wait_for()
    entry = find_beside(studio.path(book), "lexicon").read_text()
    assert entry == '[words]\nZorgblatt = "Zork Blot"\n'


def test_a_late_window_is_told(visit, studio, book):
    """It shows the newer state, and its own change is not made."""
    page = open_book(visit, studio, book, expected=["409"])
    row(page, "“Yes.”").click()
    speaker = page.locator(".line-panel").get_by_label("Speaker")
    speaker.fill("Ann")
    studio.change(book, kind="line", segment="1:8", speaker="Tom")
    page.locator(".line-panel").get_by_role("button", name="Change").click()
    page.locator("#toast", has_text="another window").wait_for()
    assert row(page, "“Yes.”").locator(".who").inner_text().startswith("Tom")


def test_keys_do_all_of_it(visit, studio, book):
    """Without a mouse: to the script, to the line that is not sure, into its form, and back."""
    page = open_book(visit, studio, book)
    page.locator(".script").focus()
    for key in ("ArrowDown", "End", "Home", "n"):
        page.keyboard.press(key)
    selected = page.locator(".line[aria-selected=true]")
    selected.filter(has_text="Yes").wait_for()
    assert page.get_attribute(".script", "aria-activedescendant") == selected.get_attribute("id")
    page.locator(".line-panel > form").wait_for()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "narrator":
            break
    page.keyboard.type("Tom")
    page.keyboard.press("Enter")
    page.locator("#confirm", has_text="1 line changed").wait_for()
    page.keyboard.press("Enter")
    row(page, "“Yes.”").locator(".who", has_text="Tom").wait_for()
    page.locator("#tab-script").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#panel-cast").is_visible()


def test_ten_thousand_lines_scroll(visit, studio):
    """However far one scrolls, there are only some lines in the document, and the right ones."""
    chapters = (
        [f"# Chapter {c}", *(f"Sentence {c}-{n} of it." for n in range(99))] for c in range(100)
    )
    text = "\n\n".join(itertools.chain.from_iterable(chapters))
    book = studio.open(text, "long.md")
    assert studio.get(book)["lines"] == 10_000
    page = open_book(visit, studio, book)
    counts = []
    for share in (0.1, 0.35, 0.8, 0.5, 1.0):
        page.evaluate("it => { const s = document.querySelector('.script'); "
                      "s.scrollTop = it * s.scrollHeight; }", share)  # fmt: skip
        page.wait_for_timeout(200)
        counts.append(page.locator(".line").count())
    row(page, "Sentence 99-98 of").wait_for()
    assert 0 < max(counts) <= 240
    page.get_by_role("button", name="Chapter 50").click()
    selected = page.locator(".line[aria-selected=true]", has_text="Chapter 50")
    selected.wait_for()
    assert selected.get_attribute("aria-posinset") == "5001"
    row(page, "Sentence 50-1 of").click()
    page.locator(".line-panel > form").wait_for()


def test_a_hostile_book_does_nothing(visit, studio):
    """Script tags in a title, a speaker, a text are letters, wherever they are shown."""
    epub = make_epub(EVIL, f"“{EVIL}” said Mara.", EVIL_IMAGE, f"“Go,” said {EVIL_IMAGE}")
    page = visit(f"{studio.url}/#books")
    drop(page, f"{EVIL_IMAGE}.epub", epub)
    page.locator(".line").first.wait_for()
    for index in range(page.locator(".line").count()):
        page.locator(".line").nth(index).click()
        page.locator(".line-panel > form").wait_for()
    for tab in ("Cast", "Sound", "Script"):
        page.get_by_role("tab", name=tab).click()
    page.get_by_role("button", name="Build").click()
    page.locator(".cost", has_text="made").wait_for()
    assert "<script>" in page.inner_text("#book-title")
    assert "owned" not in page.title().replace(EVIL, "")
    assert page.locator("#main script, #main img").count() == 0


def test_the_key_is_asked_for(visit, locked):
    """A server with a key has the page ask for it, once; sound and files come with it."""
    page = visit(locked.url, expected=["401"])
    page.fill("#key-input", "wrong")
    page.keyboard.press("Enter")
    page.locator("#key-input").wait_for()
    page.fill("#key-input", "correct horse")
    page.keyboard.press("Enter")
    page.locator("#say-voice:not(:empty)").wait_for()
    page.click("#say-go")
    page.locator("#say-status", has_text="Done").wait_for()
    page.locator("#request summary").click()
    assert "$NARRATOR_SERVER_KEY" in page.inner_text("#request-code")
    assert "correct horse" not in page.content()
    page.click("#to-books")
    drop(page, "Locked.epub", make_epub("Locked", "The door is shut."))
    page.get_by_role("button", name="Build").click()
    page.locator(".cost", has_text="clips made").wait_for()
    row(page, "The door").click()
    page.locator(".line-panel audio[src]").wait_for()
    page.get_by_role("tab", name="Sound").click()
    assert save(page, page.get_by_role("link", name=".m4b"))[4:8] == b"ftyp"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(visit, studio, book, scheme):
    """Axe finds nothing serious in any view, in light and dark, on a phone too."""
    studio.build(book)
    page = visit(studio.url, color_scheme=scheme, bypass_csp=True)
    page.locator("#say-voice:not(:empty)").wait_for()
    page.locator("#request summary").click()
    found = audit(page)
    page.click("#say-voice")
    found += audit(page)
    page = visit(f"{studio.url}/#books", color_scheme=scheme, bypass_csp=True)
    page.locator("#shelf a").first.wait_for()
    found += audit(page)
    size = PHONE if scheme == "dark" else {}
    page = open_book(visit, studio, book, color_scheme=scheme, bypass_csp=True, **size)
    row(page, "“Yes.”").click()
    page.locator(".line-panel > form").wait_for()
    found += audit(page)
    for tab in ("Cast", "Words", "Sound"):
        page.get_by_role("tab", name=tab).click()
        found += audit(page)
    assert found == []


def test_it_fits_a_phone(visit, studio, book, tmp_path):
    """Nothing is wider than the screen; a line is chosen, heard and mended with a thumb."""
    studio.build(book)
    page = open_book(visit, studio, book, **PHONE, has_touch=True)
    row(page, "“Only me").tap()
    page.locator(".line-panel > form").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    shoot(page, "phone", tmp_path)
    for tab in ("Cast", "Words", "Sound"):
        page.get_by_role("tab", name=tab).tap()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_whisper_hears_what_was_said(visit, studio, tmp_path):
    """Kokoro, chosen on the page of a server of another engine, says the sentence right."""
    if not (MODELS / "kokoro").is_dir() or not any((MODELS / "kokoro").iterdir()):
        pytest.skip("needs the model: narrator engines --fetch kokoro")
    load_ears()
    said = "The ferry left the harbour early that morning."
    page = visit(studio.url)
    page.locator("#say-voice:not(:empty)").click()
    page.fill("#voices-search", "kokoro af_heart")
    page.locator(".pick").first.click()
    page.fill("#say-text", said)
    page.select_option("#say-format", "wav")
    page.click("#say-go")
    page.locator("#say-status", has_text="Done").wait_for(timeout=60_000)
    path = tmp_path / "said.wav"
    path.write_bytes(save(page, page.locator("#say-download")))
    assert count_wrong(to_words(said), hear(path)) == 0
