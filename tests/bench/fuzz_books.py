"""Read thousands of spoilt books: each is read or refused, quickly and in little memory.

Usage: ``python tests/bench/fuzz_books.py [--count 5000] [--seed 1] [--keep FOLDER]``. Books of the
test data (``NARRATOR_TEST_DATA``) and of ``manuscripts/`` are changed by chance: bytes of the
archive, whole members of it, nodes of its XML. Every change follows from the seed and its number.
"""

import argparse
import io
import multiprocessing
import os
import random
import resource
import signal
import sys
import time
import traceback
import zipfile
from collections import Counter
from pathlib import Path

from lxml import etree

from narrator.errors import NarratorError
from narrator.manuscript import Reading, read

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("NARRATOR_TEST_DATA", ROOT.parent / "shared" / "data"))
LARGEST = 3 << 20
LONGEST = 10  # seconds
MOST_MEMORY = 500 << 20  # bytes
TEXTS = ("\0", "\ufffe", "&x;", "]]>", "<p>", "</div>", "x" * 5000, "\u202e", "١٢", "💥")
NAMES = ("p", "h1", "section", "table", "tr", "td", "svg", "text", "math", "ruby", "rt", "a", "nav")
VALUES = ("footnote", "noteref", "#x", "../../../x", "no", "-1", "9" * 30, "", "display:none")
NOTES = ("skip", "reference", "paragraph", "chapter")


def list_books():
    """Give the books that are small enough, as bytes, by name."""
    folders = [DATA / "epub" / name for name in ("novels", "samples", "other", "hostile", "w3c")]
    paths = [path for folder in [*folders, ROOT / "manuscripts"] for path in folder.glob("*.epub")]
    found = {path.name: path.read_bytes() for path in sorted(paths)}
    return {name: data for name, data in found.items() if 100 < len(data) < LARGEST}


def spoil_bytes(data, chance):
    """Change, cut out or double runs of bytes."""
    data = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        data = data or bytearray(b"PK")
        at = chance.randrange(len(data))
        length = chance.choice((1, 1, 2, 8, 100, 5000))
        data[at : at + length] = chance.choice(
            (chance.randbytes(length), b"", data[at : at + length] * 2)
        )
    return bytes(data) or b"PK"


def spoil_members(data, chance):
    """Leave out, empty, exchange or rename members of the archive, or spoil their bytes."""
    files = unpack(data)
    for _ in range(chance.randint(1, 4)):
        one, other = chance.choice(sorted(files)), chance.choice(sorted(files))
        action = chance.randrange(5)
        if action == 0 and len(files) > 1:
            del files[one]
        elif action == 1:
            files[one] = chance.choice((b"", b"\xff\xfe", chance.randbytes(200)))
        elif action == 2:
            files[one], files[other] = files[other], files[one]
        elif action == 3:
            files[chance.choice(("../x", "/x", one.upper(), one + "\\y"))] = files.pop(one)
        else:
            files[one] = spoil_bytes(files[one] or b" ", chance)
    return pack(files)


def spoil_nodes(data, chance):
    """Take out, move, double or rename nodes of a file's tree, or change what they say."""
    files = unpack(data)
    trees = [name for name in files if name.endswith(("xml", "html", "htm", "opf", "ncx"))]
    for name in chance.sample(sorted(trees), min(len(trees), 3)):
        try:
            root = etree.fromstring(files[name], etree.XMLParser(resolve_entities=False))
        except (etree.XMLSyntaxError, ValueError):
            continue
        nodes = list(root.iter("*"))
        for _ in range(chance.randint(1, 20)):
            change_node(chance.choice(nodes), chance.choice(nodes), chance)
        files[name] = etree.tostring(root)
    return pack(files)


def change_node(node, other, chance):
    """Do one thing to a node."""
    action = chance.randrange(6)
    if action == 0 and node.getparent() is not None:
        node.getparent().remove(node)
    elif action == 1 and node not in other.iterancestors() and node is not other:
        other.append(node)
    elif action == 2:
        space = etree.QName(node).namespace
        node.tag = f"{{{space}}}{chance.choice(NAMES)}" if space else chance.choice(NAMES)
    elif action == 3:
        text = chance.choice(TEXTS)
        node.tail = "".join(char for char in text if char not in "\0\ufffe")
    elif action == 4 and node.attrib:
        node.set(chance.choice(list(node.attrib)), chance.choice(VALUES))
    else:
        kind = chance.choice(("id", "href", "class", "epub", "style", "colspan", "alttext"))
        name = "{http://www.idpf.org/2007/ops}type" if kind == "epub" else kind
        node.set(name, chance.choice(VALUES))


def unpack(data):
    """Give the members of an archive by name; those that are damaged are empty."""
    files = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist()[:200]:
            try:
                files[name] = archive.read(name)
            except zipfile.BadZipFile:
                files[name] = b""
    return files


def pack(files):
    """Write members as an archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


KINDS = (spoil_bytes, spoil_members, spoil_nodes)


def spoil(books, seed, number):
    """Give the spoilt book of a number."""
    chance = random.Random(f"{seed}:{number}")
    while True:
        data = books[chance.choice(sorted(books))]
        try:
            return chance.choice(KINDS)(data, chance), Reading(notes=chance.choice(NOTES))
        except zipfile.BadZipFile:
            continue


def try_books(seed, numbers, folder, results):
    """Read the spoilt books of some numbers, and send what came of each."""
    books = list_books()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, give_up)
    path = Path(folder) / f"fuzz-{os.getpid()}.epub"
    for number in numbers:
        data, reading = spoil(books, seed, number)
        path.write_bytes(data)
        started = time.perf_counter()
        signal.alarm(LONGEST)
        try:
            read(path, reading)
            said = "read"
        except NarratorError:
            said = "refused"
        except BaseException:  # noqa: BLE001  whatever it is, it is what is looked for
            said = traceback.format_exc()
        signal.alarm(0)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        results.put((number, said, time.perf_counter() - started, memory))


def give_up(*_):
    """Stop a book that takes too long."""
    raise TimeoutError


def main():
    """Spoil and read; print what came of it and fail if anything but reading or refusing did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path(os.environ.get("TMPDIR", "/tmp")))  # noqa: S108  a spoilt book is no secret
    asked = parser.parse_args()
    results = multiprocessing.SimpleQueue()
    worker = multiprocessing.Process(
        target=try_books, args=(asked.seed, range(asked.count), asked.keep, results)
    )
    worker.start()
    found, bad, slowest, most = Counter(), [], 0.0, 0
    for _ in range(asked.count):
        while results.empty():
            if not worker.is_alive() and results.empty():
                print(f"The reader died at number {sum(found.values())}.")
                return 1
            time.sleep(0.001)
        number, said, seconds, memory = results.get()
        found[said if said in ("read", "refused") else "crashed"] += 1
        slowest, most = max(slowest, seconds), max(most, memory)
        if said not in ("read", "refused") or seconds > LONGEST or memory > MOST_MEMORY:
            bad.append(f"number {number}, {seconds:.1f} s, {memory >> 20} MB: {said}")
    print(f"{asked.count} spoilt books (seed {asked.seed}): {dict(found)}")
    print(f"slowest {slowest:.2f} s, memory at most {most >> 20} MB")
    print("\n".join(bad[:10]))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
