"""Ask about a book's unsure lines, keep the answers, and put them into who says what."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from narrator.cache.key import name_by_content
from narrator.chat.questions import TASK, find_questions, read_answer
from narrator.errors import EngineError, SpeechError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from narrator.cache.store import FolderStore
    from narrator.chat.questions import Question
    from narrator.manuscript.model import Manuscript
    from narrator.script.speech import Said, Speech

    Ask = Callable[[str, str], str]
    Answer = Mapping[int, int]

AGREED = 0.95
"""How sure a line is where the model names whom the text alone made likeliest."""
TOLD = 0.85
"""And where it names somebody else."""
GIVE_UP = 3
"""After how many chunks in a row without an answer nobody asks any more."""
CHARACTERS_A_TOKEN = 3
"""Few, so that a price that was told is rather too high."""
TOKENS_A_LINE = 8


@dataclass(frozen=True, slots=True)
class Rates:
    """US dollars for a million tokens: of what is asked, of what is answered."""

    asked: float = 0.0
    answered: float = 0.0


@dataclass(frozen=True, slots=True)
class Chat:
    """The model whose answers count: ``ask`` gives the one to a task and a text, None asks nothing.

    This run may spend ``max_cost`` US dollars on it.
    """

    model: str
    rates: Rates
    ask: Ask | None = None
    max_cost: float = math.inf


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of the questions about a book.

    ``lines`` and ``chunks`` are not answered yet, and ``price`` is theirs in US dollars, about;
    ``cost`` is that of what this run asked. ``failure`` says why some have no answer.
    """

    lines: int = 0
    chunks: int = 0
    tokens: int = 0
    price: float = 0.0
    cost: float = 0.0
    failure: str = ""

    @property
    def notice(self) -> str:
        """What people are told where lines have no answer that were asked about; "" else."""
        if not self.failure:
            return ""
        chunks = f"{self.chunks} chunk{'' if self.chunks == 1 else 's'}"
        lines = f"{self.lines} line{'' if self.lines == 1 else 's'}"
        return (
            f"{self.failure} The narrator reads what is not sure in {chunks} ({lines}); "
            "the same command asks for them again."
        )


NOT_ASKED = Asked()


def label_unsure(
    manuscript: Manuscript, speech: Speech, store: FolderStore, *, chat: Chat, threshold: float
) -> tuple[Speech, Asked]:
    """Return who says what with the model's answers in it, those kept and those it gives now."""
    questions = find_questions(manuscript, speech, threshold)
    answers = recall_answers(store, questions, chat.model)
    left = [it for it in questions if name_question(it, chat.model) not in answers]
    cost, failure = 0.0, ""
    if chat.ask and left:
        cost, failure = ask_all(store, left, chat, chat.ask)
        answers = recall_answers(store, questions, chat.model)
        left = [it for it in left if name_question(it, chat.model) not in answers]
    asked = Asked(
        lines=sum(len(it.lines) for it in left),
        chunks=len(left),
        tokens=sum(count_tokens(left)),
        price=find_price(left, chat.rates),
        cost=cost,
        failure=failure,
    )
    return add_labels(speech, questions, answers, chat.model), asked


def name_question(question: Question, model: str) -> str:
    """Name an answer by what was asked, and of whom."""
    name = name_by_content({"model": model, "task": TASK, "text": question.text})
    return f"chat/{name}.json"


def recall_answers(
    store: FolderStore, questions: Iterable[Question], model: str
) -> dict[str, Answer]:
    """Return the answers that are kept, by their names."""
    answers = {}
    for question in questions:
        name = name_question(question, model)
        if (answer := _recall(store, name, question)) is not None:
            answers[name] = answer
    return answers


def _recall(store: FolderStore, name: str, question: Question) -> Answer | None:
    try:
        return read_answer(store.read(name).decode(), question)
    except (KeyError, ValueError):
        return None


def ask_all(
    store: FolderStore, questions: Sequence[Question], chat: Chat, ask: Ask
) -> tuple[float, str]:
    """Ask, keep each answer as it comes, and tell what it cost and the first failure.

    A chunk that fails is left out, and so is all that follows where the endpoint cannot be used.
    """
    cost, failure, failed = 0.0, "", 0
    for question in questions:
        price = find_price([question], chat.rates)
        if cost + price > chat.max_cost:
            return cost, failure or "--max-cost leaves no money to ask the chat model."
        try:
            answer = read_answer(ask(TASK, question.text), question)
        except SpeechError as error:
            failure, failed = failure or str(error), failed + 1
        except EngineError as error:
            return cost, str(error)
        else:
            cost += price
            failed = failed + 1 if answer is None else 0
            failure = failure or ("The chat model's answer names nobody." if failed else "")
            if answer is not None:
                _keep(store, name_question(question, chat.model), answer)
        if failed == GIVE_UP:
            break
    return cost, failure


def _keep(store: FolderStore, name: str, answer: Answer) -> None:
    store.put(name, json.dumps({str(line): person for line, person in answer.items()}).encode())


def count_tokens(questions: Sequence[Question]) -> tuple[int, int]:
    """Tell about how many tokens the questions have, and their answers."""
    asked = sum(len(TASK) + len(it.text) for it in questions) // CHARACTERS_A_TOKEN
    return asked, TOKENS_A_LINE * sum(len(it.lines) for it in questions)


def find_price(questions: Sequence[Question], rates: Rates) -> float:
    """Tell what asking costs, in US dollars, rather too much than too little."""
    asked, answered = count_tokens(questions)
    return (asked * rates.asked + answered * rates.answered) / 1_000_000


def add_labels(
    speech: Speech, questions: Iterable[Question], answers: Mapping[str, Answer], model: str
) -> Speech:
    """Return who says what with the answers in it. The text is as it was, whatever they say."""
    said = dict(speech.said)
    for question in questions:
        for number, person in answers.get(name_question(question, model), {}).items():
            line = question.lines[number]
            quotes = list(said[line.place])
            for at in range(line.first, line.end):
                quotes[at] = _label(quotes[at], question.people[person - 1])
            said[line.place] = tuple(quotes)
    return replace(speech, said=said)


def _label(said: Said, speaker: str) -> Said:
    confidence = AGREED if said.speaker == speaker else TOLD
    return replace(said, speaker=speaker, by="chat", confidence=confidence)
