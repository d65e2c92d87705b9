"""Programs that are not ours, and what they read of chapter marks: starts in seconds, and titles.

Each gives None where it is not on this machine. ``make bench-marks`` fetches what can be fetched.
"""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

NODE = Path(os.environ.get("NARRATOR_READERS") or Path(sys.prefix) / "readers")
"""Where npm has put the packages that read marks."""
_MUSIC_METADATA = """
import {parseFile} from 'music-metadata';
const {format} = await parseFile(process.argv[1], {includeChapters: true});
const told = (format.chapters || []).map(it => [it.start / (it.timeScale || 1), it.title]);
console.log(JSON.stringify(told));
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
    return _ask_node(_MUSIC_METADATA, path, "music-metadata")


def read_with_node_id3(path):
    """Read the frames of an mp3 with npm's node-id3."""
    return _ask_node(_NODE_ID3, path, "node-id3")


def _ask_node(script, path, package):
    if not (shutil.which("node") and (NODE / "node_modules" / package).is_dir()):
        return None
    command = ["node", "--input-type=module", "-e", script, str(path.resolve())]
    told = subprocess.run(command, capture_output=True, check=True, text=True, cwd=NODE)
    return [tuple(it) for it in json.loads(told.stdout)]
