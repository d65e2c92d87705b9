"""Workers: in turn, by rank, given back whatever happens."""

import asyncio
import os
import threading
from dataclasses import dataclass

import pytest

from narrator.errors import EngineError, SpeechError
from narrator.server.ahead import ahead
from narrator.server.pool import Pool


def do(task):
    """Do what the task says, in a worker process."""
    if task == "die":
        os._exit(9)
    if task == "fail":
        raise SpeechError("It will not.")
    return f"done {task} in {os.getpid()}"


@dataclass(frozen=True)
class Bench:
    """Work in a thread that can be held up, and what was done so far."""

    done: list
    go_on: threading.Event

    def __call__(self, task):
        """Do the task when it may go on."""
        self.go_on.wait(20)
        self.done.append(task)
        return task


@pytest.fixture
def bench():
    """A bench that is held up."""
    return Bench([], threading.Event())


def test_a_process_that_dies_is_replaced():
    """One task kills its worker and hears so; the worker's next task finds another process."""

    async def talk(pool):
        with pytest.raises(SpeechError, match="process died"):
            await pool.run("die")
        with pytest.raises(SpeechError, match="It will not"):
            await pool.run("fail")
        return await asyncio.gather(*(pool.run("this") for _ in range(4)))

    with Pool(do, 1, processes=True) as pool:
        pool.warm_up("first")
        answers = asyncio.run(talk(pool))
    assert len(set(answers)) == 1
    assert answers[0].startswith("done this")


def test_workers_that_cannot_start_are_told():
    """A pool whose workers die at once does not begin."""
    with Pool(do, 1, processes=True) as pool, pytest.raises(EngineError, match="cannot start"):
        pool.warm_up("die")


def test_first_sounds_go_first(bench):
    """Of those that wait, the lower rank is served first, and among equals who came first."""

    async def talk(pool):
        tasks = []
        for task, rank in [("held", 0), ("late", 1), ("later", 1), ("early", 0)]:
            tasks.append(asyncio.create_task(pool.run(task, rank)))
            await asyncio.sleep(0)
        bench.go_on.set()
        await asyncio.gather(*tasks)

    with Pool(bench, 1, processes=False) as pool:
        asyncio.run(talk(pool))
    assert bench.done == ["held", "early", "late", "later"]


def test_who_gives_up_waiting_is_passed_over(bench):
    """A cancelled task is never done; the one that was in hand is, and its worker comes back."""

    async def talk(pool):
        tasks = [asyncio.create_task(pool.run(n)) for n in range(3)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        tasks[1].cancel()
        await asyncio.wait(tasks[:2])
        bench.go_on.set()
        assert await tasks[2] == 2
        assert await pool.run(3) == 3

    with Pool(bench, 1, processes=False) as pool:
        asyncio.run(talk(pool))
    assert bench.done[-2:] == [2, 3]
    assert 1 not in bench.done


async def count(numbers):
    """Yield numbers."""
    for number in numbers:
        yield number


def test_ahead_keeps_order_and_stays_near():
    """Results come in order, and never more than two are in work."""
    working, most = set(), []

    async def work(number):
        working.add(number)
        most.append(len(working))
        await asyncio.sleep(0.01 * (number % 2))
        working.discard(number)
        return number

    async def gather():
        return [number async for number in ahead(count(range(9)), work)]

    assert asyncio.run(gather()) == [*range(9)]
    assert max(most) == 2


def test_ahead_ends_what_it_began():
    """Who stops early cancels what is in work; a failure comes out where its turn is."""
    cancelled = []

    async def work(number):
        if number == 1:
            raise SpeechError("One.")
        try:
            await asyncio.sleep(20 if number > 1 else 0)
        except asyncio.CancelledError:
            cancelled.append(number)
            raise
        return number

    async def take():
        stream = ahead(count(range(9)), work)
        assert await anext(stream) == 0
        with pytest.raises(SpeechError):
            await anext(stream)

    asyncio.run(take())
    assert cancelled in ([], [2])


def test_ahead_tells_what_its_source_fails_with():
    """Where the source fails, so does the stream, after what came before."""

    async def fail():
        yield 1
        raise SpeechError("No more.")

    async def work(number):
        return number

    async def gather():
        taken = []
        with pytest.raises(SpeechError):
            async for number in ahead(fail(), work):
                taken.append(number)  # noqa: PERF401 - what came before the failure counts
        return taken

    assert asyncio.run(gather()) == [1]
