"""Programs that are not ours, and what they read: of chapter marks, starts in seconds and titles.

Each gives None where it is not on this machine. ``make bench-marks`` and ``make bench-packages``
fetch what can be fetched.
"""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

NODE = Path(os.environ.get("NARRATOR_READERS") or Path(sys.prefix) / "readers")
"""Where npm has put the packages that read marks."""
_MUSIC_METADATA = """
import {parseFile} from 'music-metadata';
const {format} = await parseFile(process.argv[1], {includeChapters: true});
const told = (format.chapters || []).map(it => [it.start / (it.timeScale || 1), it.title]);
console.log(JSON.stringify(told));
"""
_TAGS = """
import {parseFile} from 'music-metadata';
const {common} = await parseFile(process.argv[1], {skipCovers: true});
console.log(JSON.stringify(common));
"""
_NODE_ID3 = """
import {createRequire} from 'node:module';
const {chapter} = createRequire(process.cwd() + '/')('node-id3').read(process.argv[1]);
console.log(JSON.stringify((chapter || []).map(it => [it.startTimeMs / 1000, it.tags.title])));
"""


def read_with_eyed3(path):
    """Read the frames of an mp3 with eyeD3."""
    if not importlib.util.find_spec("eyed3"):
        return None
    import eyed3

    eyed3.log.setLevel("ERROR")
    chapters = eyed3.load(str(path)).tag.chapters
    return sorted((it.times.start / 1000, it.title) for it in chapters)


def read_with_exiftool(path):
    """Read the samples of an m4b's chapter track with ExifTool."""
    if not shutil.which("exiftool"):
        return None
    command = ["exiftool", "-ee", "-G3", "-a", "-s", "-n", "-SampleTime", "-Text", str(path)]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    found = {}
    for document, name, value in re.findall(r"^\[(Doc\d+)\]\s+(\w+)\s*: (.*)$", told, re.MULTILINE):
        found.setdefault(document, {})[name] = value
    return [(float(it["SampleTime"]), it["Text"]) for it in found.values() if "Text" in it]


def read_with_music_metadata(path):
    """Read the chapter track of an m4b, or the frames of an mp3, with npm's music-metadata."""
    return _to_marks(_ask_node(_MUSIC_METADATA, path, "music-metadata"))


def read_with_node_id3(path):
    """Read the frames of an mp3 with npm's node-id3."""
    return _to_marks(_ask_node(_NODE_ID3, path, "node-id3"))


def _to_marks(told):
    return None if told is None else [tuple(it) for it in told]


def _ask_node(script, path, package):
    if not (shutil.which("node") and (NODE / "node_modules" / package).is_dir()):
        return None
    command = ["node", "--input-type=module", "-e", script, str(path.resolve())]
    told = subprocess.run(command, capture_output=True, check=True, text=True, cwd=NODE)
    return json.loads(told.stdout)


def read_tags_with_music_metadata(path):
    """Read the tags of a file by music-metadata's names for them."""
    return _ask_node(_TAGS, path, "music-metadata")


def read_lpf_with_vivliostyle(path, folder):
    """Read a W3C audiobook with Vivliostyle, from its page of contents on: the manifest it found.

    It holds the manifest against W3C's schemas, and what it warns of is raised.
    """
    program = NODE / "node_modules" / ".bin" / "vivliostyle"
    if not (shutil.which("node") and program.exists()):
        return None
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder / "package")
    command = [program, "build", "index.html", "--format", "webpub", "--output", folder / "read"]
    told = subprocess.run(command, capture_output=True, check=True, cwd=folder / "package")
    assert b"WARN" not in told.stdout + told.stderr, told.stderr.decode()
    return json.loads((folder / "read" / "publication.json").read_bytes())
