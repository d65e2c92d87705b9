"""The gate before a server: how many are let in, and what is learnt of it."""

import pickle
import threading
import time
from contextlib import ExitStack

import pytest

from narrator.engines.gate import MOST, MOST_TOLD, Gate, Pass
from narrator.errors import EngineError


def make_gate(start):
    """Make a gate whose server has taken what it was sent."""
    gate = Gate(start)
    gate.open()
    return gate


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
    gate = make_gate(5)
    answer_rounds(gate, 10)
    assert 13 <= gate.limit <= 16


def test_a_refusal_takes_back_a_quarter_once():
    """Requests that were in progress together and refused together count as one refusal."""
    gate = make_gate(16)
    stack, passes = fill(gate, 16)
    with stack:
        for entry in passes[-6:]:
            gate.note_refusal(entry)
        assert gate.limit == 12
    answer_rounds(gate, 4)
    assert gate.limit >= 15


def test_what_was_told_counts():
    """A limit that the server told is taken as it is, and refusals below it change nothing."""
    gate = make_gate(5)
    for told in (15, 50, 5):
        gate.learn(told)
        stack, passes = fill(gate, 3)
        with stack:
            gate.note_refusal(passes[-1])
        assert gate.limit == told


def test_what_was_told_has_an_end():
    """A server that would take thousands is sent no more than there are files for."""
    gate = make_gate(5)
    gate.learn(5000)
    assert gate.limit == MOST_TOLD


def test_a_server_that_gets_slower_is_not_asked_for_more():
    """Where answers come to take twice as long, more at once is of no use."""
    gate = make_gate(5)
    for n in range(400):
        stack, passes = fill(gate, gate.limit)
        with stack:
            gate.note_answer(Pass(n, began=passes[-1].began - gate.limit), 50)
    assert gate.limit < MOST / 3


def test_nobody_goes_in_above_the_limit():
    """The next waits until one comes out."""
    gate, inside = make_gate(1), threading.Event()

    def enter():
        with gate.entered():
            inside.set()

    with gate.entered():
        thread = threading.Thread(target=enter)
        thread.start()
        assert not inside.wait(0.05)
    assert inside.wait(5)
    thread.join()


def enter_all(gate, count):
    """Have so many threads want to go in; give them, who was in, and what turned them away."""
    inside, refused = [], []

    def enter():
        try:
            with gate.entered() as entry:
                inside.append(entry)
        except EngineError as error:
            refused.append(str(error))

    threads = [threading.Thread(target=enter) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads, inside, refused


def test_the_first_goes_alone():
    """Until the server has taken something nobody goes in beside the first; then all do."""
    gate = Gate(5)
    with gate.entered():
        threads, inside, _ = enter_all(gate, 4)
        time.sleep(0.05)
        assert not inside
        gate.open()
        for thread in threads:
            thread.join(5)
        assert len(inside) == 4


def test_a_slow_first_holds_up_nobody_for_long(monkeypatch):
    """A refusal comes soon: where nothing does, the others go in."""
    monkeypatch.setattr("narrator.engines.gate.ALONE", 0.1)
    gate = Gate(5)
    with gate.entered():
        threads, inside, _ = enter_all(gate, 4)
        for thread in threads:
            thread.join(5)
        assert len(inside) == 4


def test_a_shut_gate_turns_away_all_that_wait(monkeypatch):
    """What the server said to one counts for all that wait, and those that come just after."""
    monkeypatch.setattr("narrator.engines.gate._SHUT", 0.2)
    gate = Gate(5)
    with gate.entered():
        threads, inside, refused = enter_all(gate, 4)
        gate.shut("the key is wrong")
    for thread in threads:
        thread.join(5)
    assert (inside, refused) == ([], ["the key is wrong"] * 4)
    with pytest.raises(EngineError, match="the key is wrong"), gate.entered():
        pass
    time.sleep(0.25)
    with gate.entered() as entry:
        assert entry.number == 2


def test_who_is_refused_later_shuts_nobody_out():
    """Where the server takes what others send, a refusal concerns whoever got it."""
    gate = make_gate(5)
    gate.shut("you may not use this voice")
    with gate.entered() as entry:
        assert entry.number == 1


def test_a_closed_gate_wakes_all():
    """Who waits for a place, or outside, waits no longer; nobody is let in any more."""
    gate, refused = make_gate(1), []

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
