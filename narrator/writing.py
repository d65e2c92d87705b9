"""From a manuscript to its script: read, written, and revised as people want it.

:func:`check` tells what becomes of every word.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from narrator.cache.shared import open_store
from narrator.chat.labels import NOT_ASKED, Asked, Chat, Rates, label_unsure
from narrator.errors import UsageError
from narrator.manuscript import Manuscript, Reading, read, read_reading
from narrator.manuscript.details import read_details, with_details
from narrator.memory import give_back
from narrator.script import Script, doubt, write_script
from narrator.script.beside import find_beside
from narrator.script.cast_file import read_aliases, read_roster
from narrator.script.kept_speech import find_or_recall
from narrator.script.kept_spoken import SpokenBook
from narrator.script.lexicon import join_lexicons
from narrator.script.lexicon_file import lexicon_of, read_lexicon
from narrator.script.line_edits import edit_lines, merge_speakers, read_line_edits
from narrator.script.pauses import read_pauses
from narrator.witness import Account, account_for, read_source

if TYPE_CHECKING:
    from pathlib import Path

    from narrator.cache.store import FolderStore
    from narrator.options import Options
    from narrator.script.pauses import Pauses
    from narrator.script.speech import Speech
    from narrator.settings import Settings


@dataclass(frozen=True, slots=True)
class Written:
    """A manuscript and its script, before people's edits: the half that takes long.

    The manuscript's chapters are left out: their text is the script's. ``book`` is the settings
    file beside it, whether there is one or not; ``spoken`` what is kept of how its chapters are
    said; ``asked`` what a chat model was asked, or could be.
    """

    manuscript: Manuscript
    script: Script
    reading: Reading
    pauses: Pauses
    book: Path
    spoken: SpokenBook
    asked: Asked = NOT_ASKED


def write(path: Path, *, options: Options, settings: Settings) -> Written:
    """Read a manuscript and write its script, as :func:`prepare` does first."""
    book = find_beside(path, "book")
    reading = read_reading(book, options.reading)
    details = {**read_details(book), **options.metadata}
    manuscript = with_details(read(path, reading), details, path)
    give_back()
    pauses = read_pauses(book)
    store = open_store(settings.cache, settings.shared)
    spoken = SpokenBook(manuscript.metadata, store)
    file = find_cast(path, options)
    roster = read_roster(file) if file else ()
    speech = find_or_recall(store, manuscript, roster, anew=options.recast)
    speech, asked = _label_unsure(manuscript, speech, store, options, settings)
    script = write_script(manuscript, pauses=pauses, speech=speech, spoken=spoken)
    known = replace(manuscript, chapters=())  # all that the script has of it
    return Written(known, script, reading, pauses, book, spoken, asked)


def _label_unsure(
    manuscript: Manuscript,
    speech: Speech,
    store: FolderStore,
    options: Options,
    settings: Settings,
) -> tuple[Speech, Asked]:
    """Give unsure lines the speakers that a chat model named, and ask it where people want that."""
    model, rates = settings.chat_model, Rates(settings.chat_price, settings.chat_answer_price)
    if not (settings.chat_url and model):
        if options.chat:
            raise UsageError(
                "--chat needs a model to ask: set NARRATOR_CHAT_URL and NARRATOR_CHAT_MODEL."
            )
        return speech, NOT_ASKED
    from narrator.chat.client import ChatClient

    client = ChatClient(settings.chat_url, model)
    return label_unsure(
        manuscript,
        speech,
        store,
        chat=Chat(model, rates, client.ask if options.chat else None, options.max_cost),
        threshold=options.threshold,
    )


def revise(path: Path, script: Script, options: Options) -> tuple[Script, tuple[str, ...]]:
    """Give the script as people have it, by the files beside the manuscript.

    Their edits of lines, one name for each speaker, their words, and the narrator for lines whose
    speaker is not sure enough. And the words of edits whose lines the book has no more.
    """
    file = find_cast(path, options)
    edited, stale = edit_lines(script, read_line_edits(find_beside(path, "edits")))
    named = merge_speakers(edited, read_aliases(file) if file else {})
    worded = _with_lexicon(named, path, options.lexicon)
    return doubt(worded, options.threshold), tuple(it.text for it in stale)


def tell_stale(text: str) -> str:
    """Say that a line edit has no line any more."""
    return f"the edits file changes {text!r}, which is no line of this book"


def check(path: Path, *, options: Options) -> tuple[Script, Account]:
    """Write the script of a manuscript, and account in it for every word of the source."""
    reading = read_reading(find_beside(path, "book"), options.reading)
    script = _with_lexicon(write_script(read(path, reading)), path, options.lexicon)
    return script, account_for(read_source(path, script), script)


def find_cast(path: Path, options: Options) -> Path | None:
    """Find the cast file of a manuscript: the one asked for, or the one beside it."""
    beside = find_beside(path, "cast")
    return options.cast or (beside if beside.is_file() else None)


def _with_lexicon(script: Script, path: Path, asked: Path | None) -> Script:
    """Give a script how its words are said: the file asked for or beside it, then its own."""
    beside = find_beside(path, "lexicon")
    file = asked or (beside if beside.is_file() else None)
    near = [read_lexicon(file)] if file else []
    return replace(script, lexicon=join_lexicons([*near, lexicon_of(script.pronunciations)]))
