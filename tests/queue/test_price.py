"""What clips cost."""

import math
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from odd_engine import OddEngine

from narrator.engine import Speech, count_bytes
from narrator.queue.job import make_job
from narrator.queue.price import Budget, find_price, split_by_price

ENGINE = OddEngine(price=15.0)
ENGINES = {"tone": ENGINE}


def job_of(text):
    """Make a job of a text."""
    return make_job(ENGINE, ENGINE.identity("alto"), Speech(text, "alto", "en"))


def test_the_price_is_by_utf8_bytes():
    """Fifteen dollars for a million bytes, of which a curly quote is three."""
    assert math.isclose(find_price([job_of("“No.”")], ENGINES), 15 * 9 / 1_000_000)


def test_a_direction_is_paid_for():
    """What is sent beside the words counts: brackets, the direction and a space."""
    job = make_job(ENGINE, ENGINE.identity("alto"), Speech("No.", "alto", "en", "sad"))
    assert count_bytes(job.speech) == len("[sad] No.")


def test_a_free_engine_costs_nothing():
    """What is free fits into no money at all."""
    free = {"tone": replace(ENGINE, price=0.0)}
    jobs = [job_of("One."), job_of("Two.")]
    assert split_by_price(jobs, free, 0.0) == (jobs, [])


@given(st.lists(st.text(max_size=9), max_size=9), st.floats(0, 0.001))
def test_no_more_is_spent_than_allowed(texts, limit):
    """The first part fits, one job more would not, and nothing is lost: a property."""
    jobs = [job_of(text) for text in texts]
    made, left = split_by_price(jobs, ENGINES, limit)
    assert [*made, *left] == jobs
    assert find_price(made, ENGINES) <= limit + 1e-8
    assert not left or find_price([*made, left[0]], ENGINES) > limit


@given(st.lists(st.integers(1, 9), min_size=1), st.integers(1, 5), st.integers(1, 8), st.data())
def test_a_budget_never_goes_beyond_its_limit(prices, times, at_once, data):
    """However many answers are no sound, what is spent stays within it, and every clip has one."""
    limit = sum(prices) + data.draw(st.integers(0, 60))
    budget, in_hand = Budget(limit, sum(prices)), []
    for key, price in enumerate([*prices, *[0] * at_once]):
        if len(in_hand) == at_once:
            budget.pay(*in_hand.pop(0))
        answers = budget.promise(str(key), price)
        assert answers >= 1
        in_hand.append((str(key), price * min(answers, times)))
    assert budget.spent + sum(price for _, price in in_hand) <= limit


def test_what_was_not_needed_is_there_for_others():
    """A clip that another process made leaves its money, and so does one that was good at once."""
    budget = Budget(2.0, 2.0)
    assert budget.promise("one", 1.0) == 1
    budget.pay("one", 0.0)
    assert budget.promise("two", 1.0) == 2
