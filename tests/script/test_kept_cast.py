"""The voices that a book's speakers had, kept in the store."""

from narrator.cache.store import FolderStore
from narrator.manuscript.model import Metadata
from narrator.script.kept_cast import keep_cast, recall_cast

BOOK = Metadata(title="The Lamp", authors=("A. Keeper",))


def test_a_cast_is_kept_by_book_and_engine(tmp_path):
    """Another book, or another engine, knows nothing of it."""
    store = FolderStore(tmp_path)
    keep_cast(store, BOOK, "tone", {"Mara": "tone:alto"})
    assert recall_cast(store, BOOK, "tone") == {"Mara": "tone:alto"}
    assert recall_cast(store, BOOK, "kokoro") == {}
    assert recall_cast(store, Metadata(title="The Sea"), "tone") == {}


def test_who_is_not_there_now_is_not_forgotten(tmp_path):
    """A speaker whose chapter was cut has the old voice when it comes back."""
    store = FolderStore(tmp_path)
    keep_cast(store, BOOK, "tone", {"Mara": "tone:alto", "Jonas": "tone:bass"})
    keep_cast(store, BOOK, "tone", {"Mara": "tone:mezzo"})
    assert recall_cast(store, BOOK, "tone") == {"Mara": "tone:mezzo", "Jonas": "tone:bass"}


def test_what_cannot_be_read_counts_as_nothing(tmp_path):
    """A damaged file only means that voices are chosen anew."""
    store = FolderStore(tmp_path)
    keep_cast(store, BOOK, "tone", {"Mara": "tone:alto"})
    (file,) = (tmp_path / "casts").glob("*/*.json")
    for damage in (b"\xff", b"[1]", b"{"):
        file.write_bytes(damage)
        assert recall_cast(store, BOOK, "tone") == {}
