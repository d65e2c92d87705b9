"""Chapter marks are where the chapters are, for programs that are not ours, however many."""

import pytest
from marks import (
    HEAD,
    find_onsets,
    make_book,
    read_with_av,
    read_with_ffprobe,
    read_with_mediainfo,
    read_with_mutagen,
)
from readers import read_with_eyed3

READERS = {
    ".m4b": (read_with_av, read_with_mediainfo, read_with_mutagen, read_with_ffprobe),
    ".mp3": (read_with_av, read_with_mutagen, read_with_ffprobe, read_with_eyed3),
    ".opus": (read_with_av, read_with_mediainfo, read_with_ffprobe),
}


@pytest.mark.parametrize("count", [3, 60, 260])
def test_readers_agree(store, tmp_path, count):
    """Every reader sees every mark within a millisecond of what is heard, with its title."""
    for file in make_book(store, tmp_path, count, ("m4b", "mp3-book", "opus")):
        onsets = find_onsets(file.path)
        assert len(onsets) == count
        for read in READERS[file.path.suffix]:
            if read is read_with_mutagen and file.path.suffix == ".m4b" and count > 255:
                assert read(file.path) == []
                continue
            found = read(file.path)
            if found is None:  # no ffprobe here, whose library is PyAV's; or no eyeD3
                continue
            assert [title for _, title in found] == [f"Chapter {n + 1}" for n in range(count)]
            heard = [onset - HEAD for onset in onsets]
            assert [start for start, _ in found] == pytest.approx(heard, abs=0.001)
