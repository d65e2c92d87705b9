"""A workshop: one crew, many books."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from odd_engine import OddEngine

from narrator.batch.workshop import Workshop, _Order
from narrator.cache.store import FolderStore
from narrator.engine import Speech
from narrator.errors import EngineError
from narrator.queue.crew import Crew
from narrator.queue.job import clip_name, make_job
from narrator.queue.work import Failed, Made


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
    assert sum(isinstance(it, Made) for results in done for it in results.values()) == 10


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
        assert not isinstance(made["And say this."], Failed)


def test_what_ends_the_engine_ends_every_book_that_waits(workshop, engine):
    """Without credit all books hear of it, those that come later too."""
    with ThreadPoolExecutor(3) as pool:
        books = [pool.submit(make_all, workshop, engine, n, f"no-credit {n}") for n in range(3)]
        for book in books:
            with pytest.raises(EngineError, match="credit"):
                book.result()
    with pytest.raises(EngineError, match="credit"):
        make_all(workshop, engine, 1, "Anything.")


def test_nothing_is_begun_that_nobody_waits_for(workshop, tmp_path):
    """A book that leaves its orders in the middle has no more made than what was in hand."""
    engine = OddEngine(log=tmp_path / "log", workers="threads", pace=0.02)
    with workshop.hire(engine, rank=0) as makers:
        next(makers.make_clips(jobs_of(engine, *(f"Left {n}." for n in range(30)))))
    make_all(workshop, engine, 9, "Last.")
    log = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert log[-1] == "Last."
    assert len(log) < 5


def test_what_is_in_hand_when_a_book_leaves_is_told(workshop, engine):
    """Each clip that was begun for a book is told of, before it left or after."""
    texts, told = [f"Left {n}." for n in range(30)], []
    with workshop.hire(engine, rank=0, late=told.append) as makers:
        told.append(next(makers.make_clips(jobs_of(engine, *texts))))
    said = engine.log.read_text(encoding="utf-8").splitlines()
    assert sorted(it.job.speech.text for it in told) == sorted(said)


def test_what_one_book_leaves_another_still_gets(workshop, tmp_path):
    """A clip in hand for a book that left is kept, and given to the next that asks for it."""
    engine = OddEngine(log=tmp_path / "log", workers="threads", pace=0.3)
    with ThreadPoolExecutor(1) as pool, workshop.hire(engine, rank=0) as makers:
        clips = makers.make_clips(jobs_of(engine, "First.", "Second."))
        next(clips)
        other = pool.submit(make_all, workshop, engine, 1, "Second.", "Third.")
    assert sorted(other.result()) == ["Second.", "Third."]
    log = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert sorted(log) == ["First.", "Second.", "Third."]


def test_a_shared_failure_is_paid_for_once(workshop):
    """Of two books that hear of one failure, one is told what it cost."""
    engine = OddEngine(workers="threads")
    bench = workshop._find_bench(engine)
    orders = [_Order(bench, 0), _Order(bench, 1)]
    (job,) = jobs_of(engine, "One.")
    bench._waiting[job.key] = orders
    bench._deliver(Failed(job, "no", 0.0, paid=7))
    assert [order.box.get().paid for order in orders] == [7, 0]


@pytest.mark.parametrize("cause", [KeyboardInterrupt, GeneratorExit, OSError])
def test_whatever_ends_a_workshop_begins_nothing_more(tmp_path, cause):
    """Ctrl-C or an error drops all orders; the clip in hand, which may be paid for, is kept."""
    store = FolderStore(tmp_path / "cache")
    engine = OddEngine(log=tmp_path / "log", workers="threads", pace=2)
    jobs = jobs_of(engine, "Four.", *(f"Line {n}." for n in range(9)))
    waiting = Waiting()
    with pytest.raises(cause), Workshop(partial(Crew, store=store, size=1)) as workshop:
        waiting.begin(workshop, engine, jobs)
        while not engine.log.exists():
            time.sleep(0.01)
        raise cause
    waiting.join()
    assert "stopped" in str(waiting.error)
    assert engine.log.read_text(encoding="utf-8") == "Four.\n"
    assert store.has(clip_name(jobs[0].key))
    with pytest.raises(EngineError, match="stopped"), workshop.hire(OddEngine(), rank=1):
        pass


class Waiting(threading.Thread):
    """A book that waits for its clips, and hears why it gets none."""

    def begin(self, workshop, engine, jobs):
        """Order them."""
        self.makers, self.jobs, self.engine, self.error = workshop, jobs, engine, None
        self.start()

    def run(self):
        """Wait."""
        try:
            with self.makers.hire(self.engine, rank=0) as makers:
                list(makers.make_clips(self.jobs))
        except EngineError as error:
            self.error = error
