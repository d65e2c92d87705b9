"""A workshop: one crew, many books."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from odd_engine import OddEngine

from narrator.batch.workshop import Workshop
from narrator.cache.store import FolderStore
from narrator.engine import Speech
from narrator.errors import EngineError
from narrator.queue.crew import Crew
from narrator.queue.job import make_job
from narrator.queue.work import Failed


@pytest.fixture
def engine(tmp_path):
    """An engine that keeps a log."""
    return OddEngine(log=tmp_path / "log", workers="threads")


@pytest.fixture
def workshop(tmp_path):
    """A workshop with one worker."""
    with Workshop(partial(Crew, store=FolderStore(tmp_path / "cache"), size=1)) as workshop:
        yield workshop


def jobs_of(engine, *texts):
    """Make a job of each text."""
    return [make_job(engine, engine.identity("alto"), Speech(text, "alto", "en")) for text in texts]


def make_all(workshop, engine, rank, *texts):
    """Have texts made for a book of that rank, and give what became of each."""
    with workshop.hire(engine, rank=rank) as makers:
        jobs = jobs_of(engine, *texts)
        return {it.job.speech.text: it for it in makers.make_clips(jobs)}


def test_each_book_gets_its_own_clips(workshop, engine):
    """Books that order side by side each get what they ordered, and no more."""
    with ThreadPoolExecutor(5) as pool:
        books = {n: [f"Book {n}, line {k}." for k in range(20)] for n in range(5)}
        made = {n: pool.submit(make_all, workshop, engine, n, *books[n]) for n in books}
        assert {n: sorted(made[n].result()) for n in books} == {n: sorted(books[n]) for n in books}


def test_what_several_books_want_is_made_once(workshop, engine, tmp_path):
    """A clip that many ask for at once is spoken once; each of them is told of it."""
    texts = [f"Chapter {n}." for n in range(10)]
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda n: make_all(workshop, engine, n, *texts), range(4)))
    assert all(len(results) == 10 for results in done)
    log = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert sorted(log) == sorted(texts)
    assert sum(it.work > 0 for results in done for it in results.values()) == 10


def test_books_of_lower_rank_wait(workshop, engine, tmp_path):
    """While one book's lines are spoken, the next in line is that of the first rank."""
    began = threading.Event()
    engine = OddEngine(log=tmp_path / "log", workers="threads", pace=0.02)

    def late():
        began.set()
        return make_all(workshop, engine, 9, *(f"Late {n}." for n in range(12)))

    with ThreadPoolExecutor(2) as pool:
        last = pool.submit(late)
        began.wait()
        make_all(workshop, engine, 1, "Early.")
        last.result()
    log = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert log[-1].startswith("Late")


def test_a_failed_clip_is_told_to_all_who_wanted_it(workshop, engine):
    """A refusal reaches the book that asked, which may ask again."""
    for _ in range(2):
        made = make_all(workshop, engine, 1, "Please refuse this.", "And say this.")
        assert isinstance(made["Please refuse this."], Failed)
        assert made["And say this."].audio >= 0


def test_what_ends_the_engine_ends_every_book_that_waits(workshop, engine):
    """Without credit all books hear of it, those that come later too."""
    with ThreadPoolExecutor(3) as pool:
        books = [pool.submit(make_all, workshop, engine, n, f"no-credit {n}") for n in range(3)]
        for book in books:
            with pytest.raises(EngineError, match="credit"):
                book.result()
    with pytest.raises(EngineError, match="credit"):
        make_all(workshop, engine, 1, "Anything.")
