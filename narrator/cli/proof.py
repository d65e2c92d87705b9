"""Listen back to what build made: every clip once, the worst lines, and why.

Writes proof.html into the book's folder, on which each can be played. Ends with exit code 6 where
a line fails.
"""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Never

from narrator.book.folder import choose_folder
from narrator.cache.shared import open_store
from narrator.cli import options as shared
from narrator.cli.show import count, lay_out, shorten
from narrator.errors import DeliveryError, UsageError
from narrator.preparing import JOURNAL, prepare
from narrator.proof.judge import THRESHOLD
from narrator.proof.mending import mend
from narrator.proof.page import write_page
from narrator.proof.proving import Desk, prove_book
from narrator.proof.whisper import Whisper, find_ears
from narrator.queue.journal import open_journal
from narrator.script.beside import find_beside
from narrator.script.edits import name_line, write_splits, write_takes

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from tqdm import tqdm

    from narrator.cache.store import FolderStore
    from narrator.options import Options
    from narrator.preparing import Prepared
    from narrator.proof.mending import Mended
    from narrator.proof.proving import Proof, Verdict
    from narrator.settings import Settings

_WORST = 20
"""Lines that are listed, beside those that fail."""
_SHOWN = 0.2
"""The score below which a line that passes is not worth showing."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what proof takes; its own threshold stands where build has that of attribution."""
    shared.add_manuscript(parser)
    shared.add_casting(parser)
    shared.add_selection(parser)
    shared.add_cache(parser)
    shared.add_cost(parser)
    shared.add_json(parser)
    parser.add_argument("--output", type=Path, metavar="FOLDER", help="where build put the book")
    parser.add_argument(
        "--fail-at",
        type=shared.parse_threshold,
        default=THRESHOLD,
        metavar="SCORE",
        help=f"the score from which a line fails, 0 to 1 (default: {THRESHOLD})",
    )
    parser.add_argument(
        "--model", type=Path, metavar="FOLDER", help="another Whisper model, as faster-whisper's"
    )
    parser.add_argument(
        "--fix",
        action="store_true",
        help="say the lines that fail in other takes, or in parts; keep what is best",
    )


def run(arguments: argparse.Namespace) -> int:
    """Listen, show the worst lines, and raise DeliveryError where one fails."""
    settings = shared.settings_from(arguments)
    options = shared.options_from(arguments)
    prepared = prepare(arguments.manuscript, options=options, settings=settings)
    return listen_back(
        prepared,
        settings,
        options,
        fail_at=arguments.fail_at,
        model=arguments.model,
        fix=arguments.fix,
        as_json=arguments.json,
    )


def listen_back(  # noqa: PLR0913 — what the two commands that listen ask for
    prepared: Prepared,
    settings: Settings,
    options: Options,
    *,
    fail_at: float = THRESHOLD,
    model: Path | None = None,
    fix: bool = False,
    as_json: bool = False,
    quiet: bool = False,
) -> int:
    """Listen to the clips of a book that are there, and show what came of it.

    With ``quiet``, nothing goes to standard output. Raises DeliveryError where a line fails,
    UsageError where there is nothing to listen to.
    """
    store = open_store(settings.cache, settings.shared)
    with _sitting(store, settings, model) as desk:
        proof = prove_book(prepared.plan, desk, threshold=fail_at)
        if not proof.verdicts:
            raise UsageError("Of what was asked for, nothing is made yet: narrator build makes it.")
        mended = list(_mend(proof, prepared, desk, options)) if fix else []
    proof = _take_over(proof, mended)
    metadata = prepared.script.metadata
    folder = choose_folder(settings.output, metadata, prepared.path.stem)
    page = write_page(proof, _list_worst(proof), metadata.title, folder)
    if as_json:
        print(json.dumps(_report(proof, mended, page), ensure_ascii=False, indent=1))
    elif not quiet:
        print(_tell(proof, mended, metadata.title, page))
    if any(it.after.clips != it.before.clips for it in mended):
        print("narrator build binds the book with what was chosen.", file=sys.stderr)
    if proof.failed:
        more = "" if mended else "; narrator proof --fix makes other takes, where there are any"
        raise DeliveryError(
            f"{count(len(proof.failed), 'line')} failed the proof. Listen to them in {page}{more}."
        )
    return 0


@contextmanager
def _sitting(store: FolderStore, settings: Settings, model: Path | None) -> Iterator[Desk]:
    """Have at hand what listening needs, with a bar where there is a terminal."""
    ears = find_ears(settings.models, model)
    whisper = Whisper(ears, jobs=settings.jobs)
    with ExitStack() as stack:
        journal = stack.enter_context(open_journal(settings.data / JOURNAL))
        yield Desk(store, journal, ears, whisper, settings.jobs, _make_bar(stack))


def _make_bar(stack: ExitStack) -> Callable[[int], None]:
    """Make what shows how many clips were listened to: a number begins a bar, 0 moves it on."""
    bars: list[tqdm[Never]] = []

    def show(clips: int) -> None:
        from tqdm import tqdm

        if clips:
            bars.append(
                stack.enter_context(
                    closing(tqdm(total=clips, desc="Listening", disable=None, leave=False))
                )
            )
        elif bars:
            bars[-1].update()

    return show


def _mend(proof: Proof, prepared: Prepared, desk: Desk, options: Options) -> Iterator[Mended]:
    """Mend what can be mended, and write down in the edits file what is better."""
    edits = find_beside(prepared.path, "edits")
    found = mend(proof, prepared.plan, prepared.engines, desk, max_cost=options.max_cost)
    for it in found:
        name = name_line(it.line.segment)
        if it.after.take != it.line.take:
            write_takes(edits, {name: it.after.take})
        if it.after.parts != it.line.parts:
            write_splits(edits, {name: it.after.parts})
        yield it


def _take_over(proof: Proof, mended: list[Mended]) -> Proof:
    """Put the verdicts on the takes that are heard now in the place of those before."""
    after = {it.after.segment: it.after for it in mended}
    verdicts = [after.get(it.segment, it) for it in proof.verdicts]
    return replace(proof, verdicts=tuple(sorted(verdicts, key=lambda it: -it.score)))


def _list_worst(proof: Proof) -> list[Verdict]:
    """List the lines that fail, and the worst of those that do not."""
    shown = [it for it in proof.verdicts if it.score >= min(_SHOWN, proof.threshold)]
    return shown[: len(proof.failed) + _WORST]


def _report(proof: Proof, mended: list[Mended], page: Path) -> dict[str, object]:
    return {
        "version": 1,
        "threshold": proof.threshold,
        "lines": len(proof.verdicts),
        "failed": len(proof.failed),
        "missing": proof.missing,
        "listened": proof.listened,
        "page": str(page),
        "worst": [it.as_json() for it in _list_worst(proof)],
        "fixed": [
            {"segment": it.line.segment.id, "take": it.after.take, "parts": it.after.parts,
             "score": it.after.score, "mended": not it.why, "why": it.why}
            for it in mended
        ],
    }  # fmt: skip


def _tell(proof: Proof, mended: list[Mended], title: str, page: Path) -> str:
    missing = f"; {proof.missing} not made yet" if proof.missing else ""
    summary = (
        f"{title}: {count(len(proof.verdicts), 'line')}, {len(proof.failed)} fail{missing}; "
        f"{count(proof.listened, 'clip')} listened to now.\n  {page}"
    )
    parts = [summary]
    if mended:
        parts.append("\n".join(map(_tell_mended, mended)))
    if worst := _list_worst(proof):
        parts.append(_tell_worst(worst))
    return "\n\n".join(parts)


def _tell_worst(worst: list[Verdict]) -> str:
    rows = [("segment", "speaker", "score", "text", "heard", "reason")]
    rows += [
        (
            it.segment,
            it.speaker,
            f"{it.score:.2f}",
            shorten(it.text, 40),
            shorten(it.heard, 40),
            shorten("; ".join(reason.text for reason in it.reasons), 60),
        )
        for it in worst
    ]
    return lay_out(rows)


def _tell_mended(it: Mended) -> str:
    scores = f"{it.before.score:.2f} → {it.after.score:.2f}"
    after = it.after
    way = f"take {after.take}" + (f" in {after.parts} parts" if after.parts > 1 else "")
    if it.why:
        return f"{it.line.segment.id}: not mended, {it.why} ({scores}, {way})"
    return f"{it.line.segment.id}: {way} is good ({scores})"
