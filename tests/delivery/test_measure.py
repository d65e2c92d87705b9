"""A file's figures, beside those of FFmpeg's own meters."""

import av
import pytest
from planted import CLEAN, MARKS, Recipe, Voice, make

from narrator.delivery.measure import measure_file


def ask_ffmpeg(path):
    """Measure a file with FFmpeg's ebur128 and astats, which are another's work."""
    found = {}
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        graph = av.filter.Graph()
        nodes = [
            graph.add_abuffer(template=stream),
            graph.add("ebur128", "peak=true:metadata=1"),
            graph.add("astats", "measure_perchannel=none:metadata=1"),
            graph.add("abuffersink"),
        ]
        graph.link_nodes(*nodes).configure()
        for frame in [*container.decode(stream), None]:
            graph.push(frame)
            try:
                while True:
                    found.update(graph.pull().metadata)
            except (av.BlockingIOError, av.EOFError):
                continue
    return {name.removeprefix("lavfi."): float(value) for name, value in found.items()}


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("kind", ["mp3", "m4b", "flac"])
def test_the_figures_are_those_of_ffmpeg(tmp_path, kind, channels):
    """Levels agree to 0.02 dB, loudness to 0.1 LU, true peaks to 0.3 dB."""
    voice = Voice(rate=48_000, channels=channels, offset=0.001)
    path = make(tmp_path / f"one.{kind}", Recipe(voice, kind=kind))
    theirs, ours = ask_ffmpeg(path), measure_file(path).sound
    assert ours.rms == pytest.approx(theirs["astats.Overall.RMS_level"], abs=0.02)
    assert ours.peak == pytest.approx(theirs["astats.Overall.Peak_level"], abs=0.02)
    assert ours.offset == pytest.approx(abs(theirs["astats.Overall.DC_offset"]) * 100, abs=0.001)
    assert ours.loudness == pytest.approx(theirs["r128.I"], abs=0.1)
    peaks = [theirs[f"r128.true_peaks_ch{channel}"] for channel in range(channels)]
    assert 10 ** (ours.true_peak / 20) == pytest.approx(max(peaks), rel=0.035)


def test_the_range_is_that_of_ffmpeg(tmp_path):
    """Ranges agree to 0.2 LU, though FFmpeg counts the first 3 s while they fill."""
    path = make(tmp_path / "one.flac", Recipe(Voice(seconds=60.0, tail=20.0), kind="flac"))
    theirs, ours = ask_ffmpeg(path), measure_file(path).sound
    assert ours.range_lu == pytest.approx(theirs["r128.LRA"], abs=0.2)


@pytest.mark.parametrize("kind", ["mp3", "m4b", "flac", "opus", "wav"])
def test_every_kind_is_measured(tmp_path, kind):
    """Channels, rate, length and codec are those that went in."""
    voice = Voice(rate=48_000, channels=2)
    file = measure_file(make(tmp_path / f"one.{kind}", Recipe(voice, kind=kind, tags=())))
    assert (file.sound.channels, file.sound.rate) == (2, 48_000)
    assert file.sound.seconds == pytest.approx(5.0, abs=0.1)
    assert file.stream.codec in {"mp3", "aac", "flac", "opus", "pcm_s16le"}
    assert (file.stream.damaged, file.marks, file.tags.get("title"), file.cover) == (
        0,
        (),
        None,
        None,
    )


def test_tags_marks_and_cover_are_read(tmp_path):
    """An MP3's tags, its chapters in the order of its contents, its cover's size."""
    recipe = Recipe(marks=MARKS, cover=(300, 200))
    file = measure_file(make(tmp_path / "one.mp3", recipe))
    assert (file.tags["title"], file.tags["album"]) == ("One", "The Lamp")
    assert [(it.start, it.end, it.title) for it in file.marks] == list(MARKS)
    assert file.cover == (300, 200)


def test_a_bitrate_is_the_one_that_is_stated(tmp_path):
    """An MP3 of 192 kbit/s has these, and not what its last frame rounds them to."""
    stream = measure_file(make(tmp_path / "one.mp3", CLEAN["acx"])).stream
    assert (stream.kilobits, stream.constant) == (192, True)


def test_a_wav_of_unknown_length_claims_none(tmp_path):
    """One that was sent while it was made has no size in it, and nothing to be wrong."""
    path = make(tmp_path / "one.wav", Recipe(kind="wav"))
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    data[at : at + 4] = b"\xff" * 4
    path.write_bytes(data)
    assert measure_file(path).stream.stated == 0


def test_an_unknown_codec_is_told(tmp_path):
    """A WAV of a codec that nobody knows is no sound to be measured."""
    path = make(tmp_path / "one.wav", Recipe(kind="wav"))
    data = bytearray(path.read_bytes())
    data[20:22] = b"\x34\x12"
    path.write_bytes(data)
    with pytest.raises(ValueError, match="codec"):
        measure_file(path)


def test_a_playlist_opens_nothing(tmp_path):
    """A file that names another is no sound, whatever it is called."""
    make(tmp_path / "one.mp3")
    playlist = tmp_path / "two.mp3"
    playlist.write_text("#EXTM3U\n#EXTINF:6,\none.mp3\n#EXT-X-ENDLIST\n")
    with pytest.raises(ValueError, match=r"."):
        measure_file(playlist)
