"""Measure the server: many clients at once, and the first byte of a warm voice.

Run from the project's root: ``python tests/bench/bench_server.py``. ``--clients 50 --rounds 4``.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from served import running

from narrator.engine import Speech
from narrator.engines import make_engine
from narrator.errors import EngineError
from narrator.server.limits import Limits
from narrator.settings import read_settings

SENTENCE = "The lamp was still burning when they came home at last."
TEXT = f"{SENTENCE} Nobody had been there since. The door stood open."
ROW = "{:<44} {:>9} {:>9} {:>9}   {}"


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=4)
    chosen = parser.parse_args()
    print(ROW.format("", "p50 ms", "p99 ms", "max ms", "answers"))
    bench_tone(chosen.clients, chosen.rounds)
    for engine in ("piper", "kokoro"):
        bench_voice(engine)


def bench_tone(clients, rounds):
    """Send many requests at once, with the usual limit and with room for all."""
    engine = make_engine("tone", read_settings())
    show("tone, bare engine, one sentence", *bare(engine, times=200))
    for limit in (Limits().requests, clients):
        with running(engine, replace(Limits(), requests=limit)) as server:
            answers = apart(crowd, server.url, clients, rounds)
            times = [first for status, first in answers if status == 200]
            counts = Counter(status for status, _ in answers)
            show(f"tone, {clients} clients at once, limit {limit}", times, counts)


def bench_voice(name):
    """Tell the time to the first byte of a warm engine, for one client."""
    engine = make_engine(name, read_settings())
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running(engine))
        except EngineError as error:
            print(f"{name}: {error}")
            return
        show(f"{name}, bare engine, {len(SENTENCE)} characters", *bare(engine, times=20))
        times = [first for _, first in apart(in_turn, server.url, 20)]
        show(f"{name}, one client, {len(SENTENCE)} characters", times, {200: 20})


def bare(engine, times):
    """Time the engine itself on the same sentence."""
    speech = Speech(SENTENCE, engine.voices()[0].name, "en")
    engine.speak(speech)
    return [timed(engine.speak, replace(speech, seed=n)) for n in range(times)], {}


def timed(work, *arguments):
    """Tell the seconds that something takes."""
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start


def apart(talk, *arguments):
    """Run clients in a process of their own, as they are."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(_run, talk, arguments).result()


def _run(talk, arguments):
    return asyncio.run(talk(*arguments))


async def crowd(url, clients, rounds):
    """Ask all at once; give each answer's status and the seconds to its first byte."""
    limits = httpx.Limits(max_connections=clients)
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=limits) as client:
        await asyncio.gather(*(ask(client, TEXT) for _ in range(clients)))
        return [
            answer
            for _ in range(rounds)
            for answer in await asyncio.gather(*(ask(client, TEXT) for _ in range(clients)))
        ]


async def in_turn(url, times):
    """Ask one after the other."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        await ask(client, SENTENCE)
        return [await ask(client, SENTENCE) for _ in range(times)]


async def ask(client, text):
    """Ask once, read everything, and give the status and the seconds to the first byte."""
    start = time.perf_counter()
    first = None
    async with client.stream("POST", "/v1/tts", json={"text": text}) as answer:
        async for _ in answer.aiter_raw():
            first = first or time.perf_counter() - start
    return answer.status_code, first


def show(what, times, counts):
    """Print a row of the table."""
    ms = [f"{1000 * value:.1f}" for value in (*quantiles(times), max(times))]
    said = ", ".join(f"{count} x {status}" for status, count in sorted(counts.items()))
    print(ROW.format(what, *ms, said), flush=True)


def quantiles(times):
    """Give the median and the 99th in a hundred."""
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return cuts[49], cuts[98]


if __name__ == "__main__":
    main()
