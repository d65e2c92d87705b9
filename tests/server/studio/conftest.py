"""A studio on loopback, and a real browser in front of it."""

import json
import os
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from conftest import MODELS
from odd_engine import OddEngine

from narrator import engines
from narrator.server.serving import bind, make_server, offering
from narrator.server.studio.shelf import Shelf
from narrator.settings import Settings

STORY = """---
title: The Lamp
authors: [A. Person]
---

# One

“Who goes there?” said Mara. The lamp was still burning.

“Only me,” said Tom. He came up the stairs with the oil can, and he did not look at her.

***

“Yes.”

# Two

Nobody answered her that night. “Come down,” said Mara.
"""


def varying(_):
    """Make an engine that costs money and says the same words differently every time."""
    return OddEngine(name="dear", workers="threads", varies=True, price=15.0)


@dataclass(frozen=True)
class Studio:
    """A studio that runs, and ways to talk to it."""

    url: str
    settings: Settings
    books: Path

    def get(self, path, **query):
        """Get JSON."""
        answer = httpx.get(f"{self.url}/studio{path}", params=query, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path, **body):
        """Post JSON and give the whole answer."""
        return httpx.post(f"{self.url}/studio{path}", json=body, timeout=30)

    def add(self, name, data):
        """Put a file on the shelf, as dropping it does."""
        return httpx.post(
            f"{self.url}/studio/books", params={"name": name}, content=data, timeout=30
        )

    def change(self, book, *, confirm=True, revision=None, **change):
        """Change a book, and give the whole answer."""
        revision = revision or self.get(book)["revision"]
        return self.post(f"{book}/changes", revision=revision, change=change, confirm=confirm)

    def build(self, book, **asked):
        """Build a book, and give how it ended."""
        begun = self.post(f"{book}/build", formats=["m4b"], **asked)
        assert begun.status_code == 202, begun.text
        return self.wait(book)

    def wait(self, book):
        """Wait until a book's build is over, and give how it ended."""
        for told in self.follow(book):
            if told["state"] not in ("running", "stopping"):
                return told
        raise AssertionError

    def follow(self, book):
        """Give what is told of a book's build."""
        with httpx.stream("GET", f"{self.url}/studio{book}/events", timeout=30) as answer:
            for line in answer.iter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))

    def lines(self, book):
        """Give the lines of a book by the words that they begin with."""
        return {it["text"]: it for it in self.get(f"{book}/lines", count=200)["lines"]}

    def path(self, book):
        """Tell where a book's manuscript lies."""
        titles = Shelf(self.books).list_titles()
        return next(it.path for it in titles if it.id == book.rpartition("/")[2])

    def open(self, text=STORY, name="The Lamp.md"):
        """Put a manuscript on the shelf and give the path of its endpoints."""
        return f"/books/{self.add(name, text.encode()).json()['id']}"


@contextmanager
def running(folder, engine="tone", key=None, pace=0.0):
    """Run a studio whose books, clips and files are in a folder; ``pace`` slows the tone engine."""
    settings = Settings(
        data=folder / "data",
        cache=folder / "cache",
        models=MODELS,
        output=folder / "output",
        engine=engine,
        tone_pace=pace,
        jobs=2,
    )
    books = folder / "books"
    speaker = engines.make_engine(engine, settings)
    offered = offering(speaker, settings, books=books)
    with bind("127.0.0.1", 0) as listener, ThreadPoolExecutor(1) as pool, ExitStack() as stack:
        # The loop of a browser that is there already runs in this thread.
        service = pool.submit(stack.enter_context, offered).result()
        server = make_server(service, key)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield Studio(f"http://127.0.0.1:{listener.getsockname()[1]}", settings, books)
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def dear():
    """Let the engine that costs money be known."""
    engines.OURS["dear"] = varying
    yield
    del engines.OURS["dear"]


@pytest.fixture(scope="module")
def studio(dear, tmp_path_factory):  # noqa: ARG001  it must be known before
    """A studio with the tone engine; another engine costs money."""
    with running(tmp_path_factory.mktemp("studio")) as studio:
        yield studio


@pytest.fixture(scope="module")
def slow(tmp_path_factory):
    """A studio whose builds last for seconds: long enough to be stopped on any machine."""
    with running(tmp_path_factory.mktemp("slow"), pace=0.05) as studio:
        yield studio


@pytest.fixture(scope="module")
def locked(dear, tmp_path_factory):  # noqa: ARG001  as above
    """A studio that wants a key."""
    with running(tmp_path_factory.mktemp("locked"), key="correct horse") as studio:
        yield studio


@pytest.fixture
def book(studio):
    """A book of its own on the shelf: the path of its endpoints."""
    return studio.open()


def find_browser():
    """Give the browser to drive; skip where there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.skip("optional: needs Chromium (on Debian: apt-get install chromium)")
    return path


@pytest.fixture(scope="module")
def browser(studio, locked):  # noqa: ARG001  they must be there before
    """A headless Chromium. The servers are there before it: both want the event loop to begin."""
    playwright = pytest.importorskip("playwright.sync_api", reason="optional: needs playwright")
    path = find_browser()
    with playwright.sync_playwright() as driver:
        arguments = ["--autoplay-policy=no-user-gesture-required", "--mute-audio"]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")
        browser = driver.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser):
    """Open an address in a window of its own; no fault may be on its console at the end."""
    contexts, faults = [], []

    def visit(url, *, width=1280, height=800, expected=(), **how):
        context = browser.new_context(viewport={"width": width, "height": height}, **how)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda it: (
                it.type == "error"
                and not any(word in it.text for word in expected)
                and faults.append(it.text)
            ),
        )
        page.on("request", lambda it: foreign(it.url, url) and faults.append(it.url))
        page.goto(url)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert faults == []


def foreign(asked, url):
    """Tell whether something is loaded from another host than the page."""
    own = url.partition("/#")[0].partition("#")[0]
    return not asked.startswith((own, "blob:", "data:"))
