"""The playlist: the book's mp3s in their order, for players that know no chapters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from narrator.book.chapter_files import list_tracks
from narrator.book.files import plan_text
from narrator.book.mp3 import plan_mp3
from narrator.book.names import clean_text, make_file_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from narrator.book.files import Binding, FilePlan


def plan_m3u(binding: Binding) -> Iterator[FilePlan]:
    """Plan the mp3s, and the playlist that names them: extended M3U, in UTF-8."""
    yield from plan_mp3(binding)
    title = clean_text(binding.details.metadata.title)
    tracks = list(list_tracks(binding))
    lines = ["#EXTM3U", "#EXTENC:UTF-8", f"#PLAYLIST:{title}"]
    for track in tracks:
        lines += [f"#EXTINF:{round(track.seconds)},{track.title}", f"{track.stem}.mp3"]
    path = binding.folder / f"{make_file_name(title)}.m3u"
    seconds = sum(track.seconds for track in tracks)
    yield plan_text(path, "m3u", seconds, "\n".join(lines) + "\n")
