"""The verdict for programs: one JSON object. ``docs/delivery.md`` documents it."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING

from narrator.delivery.figures import FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from narrator.delivery.figures import Value
    from narrator.delivery.judge import Finding, Verdict
    from narrator.delivery.model import DeliveredFile


def to_json(verdict: Verdict) -> dict[str, object]:
    """Give the verdict as one object; levels of silence are null."""
    paths = dict.fromkeys(it.path for it in verdict.findings if it.path)
    measured = {file.path: file for file in verdict.parcel.files}
    return {
        "version": 1,
        "note": verdict.note,
        "profile": verdict.profile.name,
        "passed": verdict.passed,
        "files": [
            {
                "path": str(path),
                "passed": not any(it.state == "failed" for it in verdict.about(path)),
                **(_describe(measured[path]) if path in measured else {}),
                "rules": list(_list_rules(verdict.about(path))),
            }
            for path in {**measured, **paths}
        ],
        "together": list(_list_rules(verdict.about(None))),
        "aside": [str(path) for path in verdict.aside],
    }


def _describe(file: DeliveredFile) -> dict[str, object]:
    figures = {name: figure.of_file(file) for name, figure in FIGURES.items() if figure.of_file}
    return {
        "figures": {name: _plain(value) for name, value in figures.items()},
        "marks": [asdict(mark) for mark in file.marks],
        "tags": dict(file.tags),
        "cover": file.cover,
    }


def _list_rules(findings: Iterable[Finding]) -> Iterable[dict[str, object]]:
    for it in findings:
        told = {"rule": it.rule, "state": it.state, "value": _plain(it.value), "wanted": it.wanted}
        yield told if it.state in ("passed", "unknown") else {**told, "mend": it.mend}


def _plain(value: Value) -> object:
    if isinstance(value, float):
        return round(value, 3) if math.isfinite(value) else None
    return list(value) if isinstance(value, tuple) else value
