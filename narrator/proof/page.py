"""The page of a proof: the worst lines, what was heard in each and why it is there, to listen to.

The sounds lie beside it, in a folder of their own, so that the page can be moved and sent.
"""

from __future__ import annotations

import shutil
from html import escape
from typing import TYPE_CHECKING

from narrator.cache.store import replacing, translate_os_errors
from narrator.web_page import render_page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from narrator.proof.proving import Proof, Verdict

NAME = "proof.html"
SOUNDS = "proof"
"""The folder of the sounds, beside the page."""

_POLICY = "default-src 'none'; media-src 'self' file:; style-src 'unsafe-inline'"
_STYLE = """
tr.failed { font-weight: 600 }
audio { width: 16rem; max-width: 100% }
"""
_BODY = """<h1>{title}</h1>
<p>{summary}</p>
<table>
<thead><tr><th>Line<th>Score<th>To be said, and heard<th>Why<th>Listen</thead>
<tbody>
{rows}
</tbody></table>"""


def write_page(proof: Proof, verdicts: Sequence[Verdict], title: str, folder: Path) -> Path:
    """Write the page of some lines into the book's folder, with their sounds, and tell where.

    Sounds of an earlier page go.
    """
    with translate_os_errors(folder):
        shutil.rmtree(folder / SOUNDS, ignore_errors=True)
        (folder / SOUNDS).mkdir(parents=True)
        for verdict in verdicts:
            for number, clip in enumerate(verdict.clips):
                if clip.is_file():
                    shutil.copyfile(clip, folder / SOUNDS / _name_sound(verdict, number))
    with replacing(folder / NAME) as path:
        path.write_text(render(proof, verdicts, title), encoding="utf-8")
    return folder / NAME


def render(proof: Proof, verdicts: Sequence[Verdict], title: str) -> str:
    """Render the page. Text from books is text in it, never markup."""
    summary = (
        f"{len(proof.failed)} of {len(proof.verdicts)} lines fail, by a score of "
        f"{proof.threshold:g} or more; {len(verdicts)} are shown, the worst first."
    )
    rows = "\n".join(_render_row(it, fails=it.score >= proof.threshold) for it in verdicts)
    name = f"Proof: {title}"
    body = _BODY.format(title=escape(name), summary=summary, rows=rows)
    return render_page(name, body, style=_STYLE, policy=_POLICY)


def _render_row(verdict: Verdict, *, fails: bool) -> str:
    sounds = "".join(
        f'<audio controls preload="none" src="{SOUNDS}/{_name_sound(verdict, number)}"></audio>'
        for number in range(len(verdict.clips))
    )
    reasons = "".join(
        f"<small>{escape(reason.text)}"
        f"{' (probably only heard wrong)' if reason.whose == 'heard' else ''}</small>"
        for reason in verdict.reasons
    )
    return (
        f'<tr class="{"failed" if fails else "passed"}">'
        f"<td>{escape(verdict.segment)}<small>{escape(verdict.speaker)}</small>"
        f"<td>{verdict.score:.2f}<td>{escape(verdict.text)}<small>{escape(verdict.heard)}</small>"
        f"<td>{reasons}<td>{sounds}"
    )


def _name_sound(verdict: Verdict, number: int) -> str:
    return f"{verdict.segment.replace(':', '-')}-{number + 1}.flac"
