"""Use the studio as a person would, in Firefox and in WebKit, which Safari is made of.

Usage: ``python tests/bench/try_browsers.py [firefox] [webkit]``. Needs Debian's ``firefox-esr``,
``webkit2gtk-driver`` and ``xvfb``. Firefox is driven by WebDriver BiDi, as it speaks it itself;
WebKit by WebDriver, through WebKitWebDriver. The page is what it is for anybody: what is done here
is done by events in it. (Chromium is driven by the test suite.)
"""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
from websockets.sync.client import connect

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import av  # noqa: E402  tests share their helpers by folder

BOOK = ROOT / "manuscripts" / "the-paper-boat.epub"
PATIENCE = 60
"""Seconds after which what was waited for has failed."""


class Firefox:
    """A Firefox of its own, with a window that runs what it is told."""

    def __init__(self, socket):
        self.socket = socket
        self.number = 0
        self.ask("session.new", capabilities={})
        tree = self.ask("browsingContext.getTree")
        self.context = tree["contexts"][0]["context"]
        self.version = "Firefox " + self.run("return navigator.userAgent").rpartition("/")[2]

    def ask(self, method, **parameters):
        """Send a command and give its result."""
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.socket.recv(PATIENCE))
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(answer["message"])
                return answer["result"]

    def open(self, url):
        """Open a page."""
        self.ask("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def run(self, code):
        """Run code in the page and give what it returns, as JSON can say it."""
        answer = self.ask(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await (async () => {{{code}}})() ?? null))()",
            target={"context": self.context},
            awaitPromise=True,
            userActivation=True,
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])


class WebKit:
    """A WebKitGTK browser of its own, with a window that runs what it is told."""

    def __init__(self, url):
        self.client = httpx.Client(base_url=url, timeout=PATIENCE)
        made = self.ask("POST", "/session", capabilities={"alwaysMatch": {}})
        self.session = f"/session/{made['sessionId']}"
        told = made["capabilities"]
        self.version = f"{told['browserName']} (WebKitGTK {told['browserVersion']})"

    def ask(self, method, path, **body):
        """Send a command and give its result."""
        answer = self.client.request(method, path, json=body if method == "POST" else None).json()
        value = answer["value"]
        if isinstance(value, dict) and "error" in value:
            raise RuntimeError(value["message"])
        return value

    def open(self, url):
        """Open a page."""
        self.ask("POST", f"{self.session}/url", url=url)

    def run(self, code):
        """Run code in the page and give what it returns, as JSON can say it."""
        script = f"""const done = arguments[arguments.length - 1];
            (async () => {{{code}}})().then((it) => done(JSON.stringify(it ?? null)),
                                            (error) => done("!" + error));"""
        told = self.ask("POST", f"{self.session}/execute/async", script=script, args=[])
        if told.startswith("!"):
            raise RuntimeError(told)
        return json.loads(told)


@contextmanager
def open_firefox():
    """Start a Firefox and give it."""
    with tempfile.TemporaryDirectory() as profile:
        preferences = Path(profile) / "user.js"
        preferences.write_text('user_pref("media.autoplay.default", 0);\n')
        command = ["firefox-esr", "--headless", "--remote-debugging-port=0", "--profile", profile]
        with (
            start(command, r"WebDriver BiDi listening on (ws://\S+)") as address,
            connect(f"{address}/session", max_size=None) as socket,
        ):
            yield Firefox(socket)


@contextmanager
def open_webkit():
    """Start a WebKit browser on a screen of its own and give it."""
    with start(["Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24"], r"(\d+)") as screen:
        environment = {**os.environ, "DISPLAY": f":{screen}"}
        port = 4479
        driver = subprocess.Popen(["WebKitWebDriver", f"--port={port}"], env=environment)
        try:
            time.sleep(2)
            browser = WebKit(f"http://127.0.0.1:{port}")
            yield browser
            browser.ask("DELETE", browser.session)
        finally:
            driver.terminate()
            driver.wait()


@contextmanager
def start(command, pattern, environment=None):
    """Start a program, and give what it says by the pattern once it is ready."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        try:
            found = next(it for line in process.stdout if (it := re.search(pattern, line)))
            yield found[1]
        finally:
            process.terminate()


def wait(browser, code):
    """Wait until code in the page gives something, and give that."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if value := browser.run(code):
            return value
        time.sleep(0.3)
    raise TimeoutError(code)


def say_a_sentence(browser, url):
    """Say the sentence that stands there, until it can be played and kept."""
    browser.open(f"{url}/")
    wait(browser, "return document.getElementById('say-voice').textContent")
    browser.run("document.getElementById('say-go').click()")
    name = wait(browser, "const it = document.getElementById('say-download');"
                "return !it.hidden && it.download")  # fmt: skip
    seconds = wait(browser, "return document.getElementById('say-audio').duration")
    assert seconds > 2, seconds
    return f"said {seconds:.1f} s, to be kept as {name}"


def mend_a_book(browser, url):
    """Drop a book, give a line to somebody else, build it, hear the line, take the m4b."""
    browser.open(f"{url}/#books")
    data = base64.b64encode(BOOK.read_bytes()).decode()
    browser.run(
        f"const bytes = Uint8Array.from(atob('{data}'), (it) => it.charCodeAt(0));"
        "const transfer = new DataTransfer();"
        f"transfer.items.add(new File([bytes], '{BOOK.name}'));"
        "document.getElementById('drop').dispatchEvent("
        "new DragEvent('drop', {dataTransfer: transfer, bubbles: true, cancelable: true}))"
    )
    wait(browser, "return document.querySelectorAll('.line').length")
    browser.run(
        "document.querySelector('.script').focus();"
        "document.querySelectorAll('.line .words')[3].click()"
    )
    wait(browser, "return !!document.querySelector('.line-panel > form')")
    browser.run(
        "const form = document.querySelector('.line-panel > form');"
        "form.querySelector('input').value = 'Somebody';"
        "form.querySelector('button.primary').click()"
    )
    wait(browser, "return document.getElementById('confirm').open")
    browser.run("document.getElementById('confirm-yes').click()")
    wait(browser, "return document.querySelectorAll('.line')[3].textContent.includes('Somebody')")
    browser.run(
        "[...document.querySelectorAll('.build-bar button')].find((it) => it.textContent === "
        "'Build' || it.textContent === 'Go on building').click()"
    )
    href = wait(browser, "return [...document.querySelectorAll('.files a')].map((it) => it.href)"
                ".find((it) => it.endsWith('.m4b'))")  # fmt: skip
    browser.run("document.querySelectorAll('.line .words')[3].click()")
    heard = wait(browser, "return document.querySelector('.line-panel audio')?.duration")
    with tempfile.NamedTemporaryFile(suffix=".m4b") as file:
        Path(file.name).write_bytes(httpx.get(href).content)
        with av.open(file.name) as book:
            chapters = len(book.chapters())
    assert chapters > 1, chapters
    return f"changed a line, heard {heard:.1f} s of it, took an m4b of {chapters} chapters"


def look_around(browser, _):
    """Open every part of the book, and tell how many lines are in the page."""
    browser.run("document.getElementById('tab-words').click()")
    wait(browser, "return !!document.querySelector('#panel-words h2')")
    browser.run("document.getElementById('tab-sound').click()")
    wait(browser, "return document.querySelectorAll('#panel-sound .files li').length")
    wide = browser.run("return document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, wide
    return "opened Words and Sound"


def main():
    """Do all of it in each browser, and print what came of it."""
    ways = {"firefox": open_firefox, "webkit": open_webkit}
    programs = {"firefox": "firefox-esr", "webkit": "WebKitWebDriver"}
    for name in sys.argv[1:] or list(ways):
        if not shutil.which(programs[name]):
            print(f"{name}: not here. Type: apt-get install firefox-esr webkit2gtk-driver xvfb")
            continue
        with serve() as url, ways[name]() as browser:
            print(f"{browser.version}:", flush=True)
            for step in (say_a_sentence, mend_a_book, look_around):
                print(f"  {step(browser, url)}", flush=True)


@contextmanager
def serve():
    """Serve the studio in an empty folder, as anybody would, and give its address."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "NARRATOR_DATA": folder, "NARRATOR_OUTPUT": folder}
        command = [sys.executable, "-m", "narrator", "serve", "--engine", "tone", "--port", "0"]
        with start(command, r"(http://127\.0\.0\.1:\d+)", environment) as url:
            yield url


if __name__ == "__main__":
    main()
