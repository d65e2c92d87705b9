"""Books whose every segment is the same short sound: quick to make, however long they are."""

from narrator.audio.codec import encode_flac
from narrator.book.bind import bind
from narrator.book.chapters import master_all
from narrator.book.files import BookDetails, BookText
from narrator.book.model import ChapterCues, Cue
from narrator.cache.store import FolderStore
from narrator.engine import Speech
from narrator.engines.tone import ToneEngine
from narrator.manuscript import read
from narrator.script import write_script

RATE = 24_000


def make_overlaid(path, folder, formats=("epub",), chapters=None, on_warning=print):
    """Bind a manuscript's chapters in ``folder``; tells the script and the finished files."""
    store = FolderStore(folder / "cache")
    clip = ToneEngine().speak(Speech("Hm.", "alto", "en"))
    store.put("clips/hm.flac", encode_flac(clip))
    manuscript = read(path)
    script = write_script(manuscript)
    cues = [
        ChapterCues(it.title, tuple(Cue(line.id, ("hm",), 0.0, 200) for line in it.segments))
        for it in script.chapters[:chapters]
    ]
    made = master_all(cues, store=store, rate=RATE, formats=formats, jobs=2)
    text = BookText(
        path, {it.id: it for each in script.chapters for it in each.segments}, script.skipped
    )
    details = BookDetails(script.metadata, "Nan Narr", manuscript.cover, text=text)
    files = bind(
        dict(enumerate(made, 1)),
        details=details,
        folder=folder / "out",
        store=store,
        formats=formats,
        on_warning=on_warning,
    )
    return script, files
