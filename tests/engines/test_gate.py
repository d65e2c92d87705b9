"""The gate before a server: how many are let in, and what is learnt of it."""

import pickle
import threading
from contextlib import ExitStack

import pytest

from narrator.engines.gate import MOST, MOST_TOLD, Gate, Pass
from narrator.errors import EngineError


def fill(gate, count):
    """Let so many requests in, and give what lets them out with what they were given."""
    stack = ExitStack()
    return stack, [stack.enter_context(gate.entered()) for _ in range(count)]


def answer_rounds(gate, rounds):
    """Have full rounds of answers come in, all as quick as each other."""
    for _ in range(rounds):
        stack, passes = fill(gate, gate.limit)
        with stack:
            for entry in passes:
                gate.note_answer(Pass(entry.number, began=entry.began - 1.0), 50)


def test_one_more_for_a_round_that_went_well():
    """Where nobody tells a limit, each round of answers adds about one."""
    gate = Gate(5)
    answer_rounds(gate, 10)
    assert 13 <= gate.limit <= 16


def test_a_refusal_takes_back_a_quarter_once():
    """Requests that were in progress together and refused together count as one refusal."""
    gate = Gate(16)
    stack, passes = fill(gate, 16)
    with stack:
        for entry in passes[-6:]:
            gate.note_refusal(entry)
        assert gate.limit == 12
    answer_rounds(gate, 4)
    assert gate.limit >= 15


def test_what_was_told_counts():
    """A limit that the server told is taken as it is, and refusals below it change nothing."""
    gate = Gate(5)
    for told in (15, 50, 5):
        gate.learn(told)
        stack, passes = fill(gate, 3)
        with stack:
            gate.note_refusal(passes[-1])
        assert gate.limit == told


def test_what_was_told_has_an_end():
    """A server that would take thousands is sent no more than there are files for."""
    gate = Gate(5)
    gate.learn(5000)
    assert gate.limit == MOST_TOLD


def test_a_server_that_gets_slower_is_not_asked_for_more():
    """Where answers come to take twice as long, more at once is of no use."""
    gate = Gate(5)
    for n in range(400):
        stack, passes = fill(gate, gate.limit)
        with stack:
            gate.note_answer(Pass(n, began=passes[-1].began - gate.limit), 50)
    assert gate.limit < MOST / 3


def test_nobody_goes_in_above_the_limit():
    """The next waits until one comes out."""
    gate, inside = Gate(1), threading.Event()

    def enter():
        with gate.entered():
            inside.set()

    with gate.entered():
        thread = threading.Thread(target=enter)
        thread.start()
        assert not inside.wait(0.05)
    assert inside.wait(5)
    thread.join()


def test_a_closed_gate_wakes_all():
    """Who waits for a place, or outside, waits no longer; nobody is let in any more."""
    gate, refused = Gate(1), []

    def enter():
        try:
            with gate.entered():
                raise AssertionError
        except EngineError as error:
            refused.append(error)

    with gate.entered():
        threads = [threading.Thread(target=work) for work in (enter, lambda: gate.rest(300))]
        for thread in threads:
            thread.start()
        gate.close()
        for thread in threads:
            thread.join(5)
    assert len(refused) == 1
    with pytest.raises(EngineError), gate.entered():
        pass


def test_an_engines_gate_can_be_sent():
    """A copy in another process is a gate of its own."""
    assert pickle.loads(pickle.dumps(Gate(5))).limit == 5  # noqa: S301  our own bytes
