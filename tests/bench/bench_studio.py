"""Measure the studio in a real Chromium: a book of 10,000 lines, until its first lines are shown.

Run from the project's root: ``python tests/bench/bench_studio.py``. ``--lines 10000``.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

HERE = Path(__file__).parents[1]
sys.path.insert(0, str(HERE))

_STEPS = 60


def main():
    """Open the book twice, scroll through it, and print what that took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=10_000)
    count = parser.parse_args().lines
    from playwright.sync_api import sync_playwright

    shared = load_fixtures()
    with tempfile.TemporaryDirectory() as folder, shared.running(Path(folder)) as studio:
        book = studio.open(make_text(count), "long.md").rpartition("/")[2]
        with sync_playwright() as driver:
            flags = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = driver.chromium.launch(
                executable_path=shutil.which("chromium"),
                args=["--enable-precise-memory-info", *flags],
            )
            for what in ("the first time", "again"):
                page = browser.new_page(viewport={"width": 1280, "height": 800})
                print(f"{what}: {measure_opening(page, f'{studio.url}/#book={book}')}")
            print(measure_scrolling(page))
            browser.close()


def load_fixtures():
    """Load what the studio's tests share."""
    spec = spec_from_file_location("studio_shared", HERE / "server" / "studio" / "conftest.py")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def make_text(count):
    """Make a book of about so many lines."""
    chapters = (
        f"# Chapter {c}\n\n"
        + "\n\n".join(f"“Line {c}-{n},” said Mara. It went on." for n in range(33))
        for c in range(count // 100)
    )
    return "\n\n".join(chapters)


def measure_opening(page, url):
    """Tell when something is painted, and when the first lines of the book are."""
    start = time.perf_counter()
    page.goto(url)
    page.locator(".line").first.wait_for()
    shown = time.perf_counter() - start
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    return f"first paint {paint:.0f} ms, first lines {1000 * shown:.0f} ms"


def measure_scrolling(page):
    """Scroll to the end in steps, and tell frames, rows in the document, and memory."""
    rows, before = 0, heap(page)
    page.evaluate("""() => { window.frames_ = []; let last = performance.now();
        const tick = (now) => { window.frames_.push(now - last); last = now;
        requestAnimationFrame(tick); }; requestAnimationFrame(tick); }""")
    for step in range(1, _STEPS + 1):
        page.evaluate(
            "share => { const it = document.querySelector('.script');"
            " it.scrollTop = share * it.scrollHeight; }",
            step / _STEPS,
        )
        page.wait_for_timeout(50)
        rows = max(rows, page.locator(".line").count())
    frames = sorted(page.evaluate("window.frames_"))
    return (
        f"scrolled through in {_STEPS} steps: {rows} rows at most in the document, "
        f"95 % of frames within {frames[int(len(frames) * 0.95)]:.0f} ms, "
        f"heap {before:.1f} → {heap(page):.1f} MB"
    )


def heap(page):
    """Tell the megabytes that the page's objects take."""
    return page.evaluate("performance.memory.usedJSHeapSize") / 1e6


if __name__ == "__main__":
    main()
