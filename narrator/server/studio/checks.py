"""What is known of a finished book: files, delivery checks, pictures, proof's verdicts."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from starlette.exceptions import HTTPException

from narrator.book.folder import choose_folder
from narrator.preparing import JOURNAL
from narrator.proof.whisper import can_listen
from narrator.queue.journal import open_journal

if TYPE_CHECKING:
    from narrator.delivery.judge import Finding
    from narrator.server.studio.book import Library, View

KINDS = (".m4b", ".m4a", ".mp3", ".opus", ".ogg", ".flac", ".wav", ".vtt", ".srt", ".lrc", ".epub",
         ".lpf", ".zip", ".m3u", ".m3u8", ".json", ".opf", ".html")  # fmt: skip
"""What of a book's folder is offered to be taken away."""
_PICTURED = 400
"""Pictures that are drawn at most."""


class FileRow(TypedDict):
    """A finished file."""

    name: str
    bytes: int


class CheckRow(TypedDict):
    """What came of a rule: ``file`` is empty for all together."""

    file: str
    rule: str
    state: str
    found: str
    wanted: str
    mend: str


class PictureRow(TypedDict):
    """A picture of a chapter's sound, as SVG."""

    title: str
    svg: str


class DeliveryRow(TypedDict):
    """A delivery check with its pictures."""

    profile: str
    passed: bool
    note: str
    checks: list[CheckRow]
    pictures: list[PictureRow]


class VerdictRow(TypedDict):
    """Proof's verdict on a line; ``index`` is the line's."""

    index: int
    segment: str
    score: float
    failed: bool
    text: str
    heard: str
    reasons: list[str]


class ProofRow(TypedDict):
    """What listening back came to: ``unheard`` lines are made and were not listened to."""

    can_listen: bool
    lines: int
    unheard: int
    worst: list[VerdictRow]


def find_folder(library: Library, view: View) -> Path:
    """Tell where the files of a book are, or would be."""
    metadata = view.prepared.script.metadata
    return choose_folder(library.settings.output, metadata, view.title.path.stem)


def list_files(library: Library, view: View) -> list[FileRow]:
    """List the finished files of a book."""
    folder = find_folder(library, view)
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return [
        FileRow(name=path.name, bytes=path.stat().st_size)
        for path in paths
        if path.suffix.lower() in KINDS and path.is_file() and not path.name.startswith(".")
    ]


def find_file(library: Library, view: View, name: str) -> Path:
    """Find a finished file by its name. Raises HTTPException 404."""
    for row in list_files(library, view):
        if row["name"] == name:
            return find_folder(library, view) / name
    raise HTTPException(404, "There is no such file.")


def check_delivery(library: Library, view: View, profile: str) -> DeliveryRow:
    """Hold the finished files against a profile, and draw each chapter's sound.

    Raises UsageError where there is no such profile, or nothing is finished.
    """
    from narrator.delivery.gate import inspect_path
    from narrator.delivery.picture import draw_all
    from narrator.delivery.profile import list_profiles, read_profile

    if profile not in list_profiles():  # never a path: that would read any file for anybody
        raise HTTPException(400, f"There is no profile {profile[:40]!r}.")
    verdict = inspect_path(
        find_folder(library, view), read_profile(profile), jobs=library.settings.jobs
    )
    with tempfile.TemporaryDirectory(prefix="narrator-") as folder:
        drawn = draw_all(verdict, Path(folder))[:_PICTURED]
        pictures = [PictureRow(title=it.stem, svg=it.read_text(encoding="utf-8")) for it in drawn]
    return DeliveryRow(
        profile=profile,
        passed=verdict.passed,
        note=verdict.note,
        checks=[_describe(it) for it in verdict.findings],
        pictures=pictures,
    )


def recall_proof(library: Library, view: View) -> ProofRow:
    """Give what listening back found before; nothing is listened to now."""
    if not can_listen():
        return ProofRow(can_listen=False, lines=0, unheard=0, worst=[])
    from narrator.proof.finding import name_finding, read_finding
    from narrator.proof.judge import THRESHOLD
    from narrator.proof.proving import judge_line, learn_usual, want
    from narrator.proof.whisper import find_ears
    from narrator.queue.job import clip_name

    plan, store = view.plan, library.store
    ears = find_ears(library.settings.models, None)
    made = [line for _, line in view.lines if line.keys and plan.cached.issuperset(line.keys)]
    findings = {}
    with open_journal(library.settings.data / JOURNAL, look_only=True) as journal:
        for key in dict.fromkeys(key for line in made for key in line.keys):
            speech, path = plan.jobs[key].speech, store.path(clip_name(key))
            state = path.stat()
            stamp = key, state.st_mtime_ns, state.st_size
            if stamp not in library.findings:
                library.findings[stamp] = name_finding(path, want(speech), ears.name)
            if found := journal.recall_verdict(library.findings[stamp]):
                findings[key] = read_finding(found)
    heard = [line for line in made if all(key in findings for key in line.keys)]
    usual = learn_usual(heard, findings)
    verdicts = [judge_line(line, findings, usual.get(line.voice), store) for line in heard]
    worst = sorted((it for it in verdicts if it.score), key=lambda it: -it.score)
    return ProofRow(
        can_listen=True,
        lines=len(heard),
        unheard=len(made) - len(heard),
        worst=[
            VerdictRow(
                index=view.places[it.segment],
                segment=it.segment,
                score=round(it.score, 2),
                failed=it.score >= THRESHOLD,
                text=it.text,
                heard=it.heard,
                reasons=[reason.text for reason in it.reasons],
            )
            for it in worst[:_SHOWN]
        ],
    )


_SHOWN = 200
"""Verdicts that are given at most."""


def _describe(it: Finding) -> CheckRow:
    return CheckRow(
        file=it.path.name if it.path else "",
        rule=it.rule,
        state=it.state,
        found=it.found,
        wanted=it.wanted,
        mend=it.mend,
    )
