"""Running a catalogue: titles, their failures, and what they share."""

import itertools
import json
import sqlite3
import time
from dataclasses import replace

import pytest
from odd_engine import OddEngine

from narrator import engines
from narrator.batch.catalog import read_catalog
from narrator.batch.report import BatchReport, render, write_report
from narrator.batch.runner import foresee_catalog, run_catalog
from narrator.queue.journal import Journal


@pytest.fixture
def odd(monkeypatch, settings, tmp_path):
    """Settings with the odd engine, which keeps a log of what it says and wants to be paid."""
    engine = OddEngine(log=tmp_path / "log", name="odd", workers="threads", price=1000.0)
    monkeypatch.setitem(engines.OURS, "odd", lambda _: engine)
    return replace(settings, engine="odd")


@pytest.fixture
def catalog(tmp_path):
    """Write a catalogue of texts, each with more lines of its own."""

    def write(*titles):
        entries = []
        for number, (text, more) in enumerate(titles):
            path = tmp_path / f"{number}.md"
            if text is not None:
                path.write_text(text, encoding="utf-8")
            entries.append(f'[[title]]\nmanuscript = "{path.name}"\nformats = ["m4b"]\n{more}\n')
        (tmp_path / "catalog.toml").write_text("\n".join(entries), encoding="utf-8")
        return read_catalog(tmp_path / "catalog.toml")

    return write


def run(catalog, settings):
    """Run a catalogue and give its reports by manuscript."""
    return {report.manuscript: report for report in run_catalog(catalog, settings=settings)}


def book(title, *lines):
    """Write a book of one chapter."""
    return f"---\ntitle: {title}\nauthor: A. Keeper\n---\n\n# One\n\n" + "\n\n".join(lines)


def test_one_title_that_fails_does_not_stop_the_others(odd, catalog, tmp_path):
    """A missing file, a refused line and a good book each get their own end."""
    titles = catalog(
        (None, ""),
        (book("Refused", "Please refuse this.", "And say this."), ""),
        (book("Good", "The lamp went round."), ""),
        (book("Other engine", "The sea."), 'engine = "nobody"'),
    )
    reports = run(titles, odd)
    states = {name: report.state for name, report in reports.items()}
    wanted = {"0.md": "failed", "1.md": "incomplete", "2.md": "done", "3.md": "failed"}
    assert states == wanted, [report.error for report in reports.values()]
    assert "0.md" in reports["0.md"].error
    assert "1:2" in reports["1.md"].failed[0]
    assert (tmp_path / "output" / "good" / "Good.m4b").is_file()
    assert "nobody" in reports["3.md"].error


def test_a_second_run_makes_nothing_twice(odd, catalog, tmp_path):
    """The same catalogue again speaks nothing, and says the same of every title."""
    titles = catalog((book("A", "Lamp."), ""), (book("B", "Sea."), ""))
    first = run(titles, odd)
    (tmp_path / "log").unlink()
    again = run(titles, odd)
    assert not (tmp_path / "log").exists()
    assert [it.state for it in again.values()] == ["done", "done"]
    assert sum(it.made for it in first.values()) > 0 == sum(it.made for it in again.values())


def test_two_books_share_what_they_share(odd, catalog, tmp_path):
    """A line that several titles have is spoken, and paid for, once."""
    run(catalog(*((book(f"Book {n}", "The same line.", f"Line {n}."), "") for n in range(6))), odd)
    log = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert log.count("The same line.") == 1


def test_max_cost_stops_one_title_only(odd, catalog):
    """A title stops before it costs more than it may, and says what is left; others go on."""
    lines = [f"Line {n} of this book." for n in range(10)]
    titles = catalog(
        (book("Dear", *lines), "max_cost = 0.15"),
        (book("Cheap", "Another line."), ""),
    )
    reports = run(titles, odd)
    dear, cheap = reports["0.md"], reports["1.md"]
    assert (dear.state, cheap.state) == ("incomplete", "done")
    assert dear.left > 0 < dear.cost <= 0.15
    assert "max_cost" in dear.error


def test_titles_come_by_priority(odd, catalog, tmp_path):
    """The title of the highest priority is spoken first."""
    titles = catalog(
        *((book(f"Late {n}", f"Late {n}."), "") for n in range(9)),
        (book("First", "First of all."), "priority = 5"),
    )
    run(titles, replace(odd, jobs=1))
    log = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert "First of all." in log[:10]


def test_the_catalogue_knows_better_than_the_manuscript(odd, catalog, tmp_path):
    """Metadata of the catalogue, and its folder, win over what the manuscript says."""
    more = 'folder = "shelf-7"\nseries = "The Sea"\n[title.metadata]\ntitle = "Better"'
    report = run(catalog((book("Worse", "Lamp."), more)), odd)["0.md"]
    assert report.title == "Better"
    assert (tmp_path / "output" / "shelf-7" / "Better.m4b").is_file()


def test_two_titles_never_share_a_folder(odd, catalog):
    """Of two books that would take each other's place the second is refused."""
    reports = run(catalog((book("Same", "Lamp."), ""), (book("Same", "Sea."), "")), odd)
    assert sorted(it.state for it in reports.values()) == ["done", "failed"]
    assert any("another folder" in it.error for it in reports.values())


def test_a_dry_run_gives_the_price_and_makes_nothing(odd, catalog, tmp_path):
    """The price of every title is told, and why one cannot be made; nothing is spoken."""
    titles = catalog((book("A", "Lamp."), ""), (None, ""))
    told = [result for _, result in foresee_catalog(titles, settings=odd)]
    assert told[0].forecast["price"] > 0
    assert "1.md" in str(told[1])
    assert not (tmp_path / "log").exists()


def test_the_report_shows_text_as_text(odd, catalog, tmp_path):
    """A title that is markup is shown, not obeyed; the JSON holds the same."""
    evil = "<script>alert(1)</script>"
    reports = run(catalog((book(f'"{evil}"', "Lamp."), "")), odd)
    report = BatchReport("c.toml", tuple(reports.values()), 1.0)
    write_report(report, tmp_path)
    page = (tmp_path / "batch.html").read_text(encoding="utf-8")
    assert page == render(report)
    assert evil not in page
    assert "&lt;script&gt;" in page
    assert json.loads((tmp_path / "batch.json").read_text())["titles"][0]["title"] == evil


def test_what_titles_share_is_charged_once(odd, catalog):
    """The costs of all titles are what was paid, and the dry run foresees just that."""
    lines = [f"A line that both books have, number {n}." for n in range(20)]
    titles = catalog((book("A", *lines), ""), (book("B", *lines), ""))
    foreseen = [it.more for _, it in foresee_catalog(titles, settings=odd)]
    assert foreseen[1] < foreseen[0] / 5
    paid = sum(len(line.encode()) for line in run_and_list(titles, odd)) * 1000 / 1e6
    costs = [report.cost for report in run(titles, replace(odd, cache=odd.cache / "new")).values()]
    assert sum(costs) == pytest.approx(paid)
    assert sum(foreseen) == pytest.approx(paid)


def run_and_list(titles, settings):
    """Run a catalogue, and list what was said for it."""
    run(titles, settings)
    return engines.OURS["odd"](settings).log.read_text(encoding="utf-8").splitlines()


def test_a_title_that_fails_tells_what_was_paid(odd, catalog, monkeypatch, tmp_path):
    """What breaks in the middle of a title stops its clips, and those made are in the report."""
    record, calls = Journal.record, itertools.count(1)

    def fail(journal, job, **told):
        if next(calls) == 3:
            raise sqlite3.OperationalError("database or disk is full")
        record(journal, job, **told)

    monkeypatch.setattr(Journal, "record", fail)
    titles = catalog((book("Torn", *(f"Line {n} of this book." for n in range(40))), ""))
    report = run(titles, replace(odd, jobs=1))["0.md"]
    assert report.state == "failed"
    said = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert report.made == len(said) < 20
    assert report.cost == pytest.approx(sum(len(line) for line in said) * 1000 / 1e6)


def test_leaving_a_run_ends_it(odd, catalog):
    """Whoever hears of the first title and stops there has nothing more spoken."""
    engine = replace(engines.OURS["odd"](odd), pace=0.1)
    lines = [f"Line {n} of this book." for n in range(30)]
    titles = catalog((None, ""), (book("Long", *lines), ""))
    engines.OURS["odd"] = lambda _: engine
    reports = run_catalog(titles, settings=replace(odd, jobs=1))
    next(reports)
    while not engine.log.exists():
        time.sleep(0.01)
    reports.close()
    said = engine.log.read_text(encoding="utf-8")
    time.sleep(0.5)
    assert engine.log.read_text(encoding="utf-8") == said


def test_books_of_one_name_have_folders_in_the_order_of_the_catalogue(odd, catalog):
    """Of two authors with one title the first has the plain name, whoever is read sooner."""
    first = book("Same", *(f"Line {n}." for n in range(300)))
    second = book("Same", "Sea.").replace("A. Keeper", "B. Sailor")
    titles = catalog((first, ""), (None, ""), (second, ""))
    for _ in range(2):
        reports = run(titles, odd)
        folders = [reports[name].folder for name in ("0.md", "2.md")]
        assert folders == [str(odd.output / "same"), str(odd.output / "same-b-sailor")]
