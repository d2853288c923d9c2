"""The files of the scanned town, with texts planted wherever an officer writes something by hand."""

import json
import re
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

_town: Any = import_module("tests.conftest")
LOCALITY = "thu"
_IN_ONE = 9
"""Texts planted in one entry."""


def write_town(folder: Path, texts: Sequence[str]) -> Path:
    """The knowledge folder."""
    (folder / "dia-phuong").mkdir(parents=True)
    (folder / "ho-tich.yaml").write_text(_town.TOWN, encoding="utf-8")
    entries = [_entry(number, texts[start : start + _IN_ONE]) for number, start in enumerate(range(0, len(texts), _IN_ONE))]
    (folder / "la.yaml").write_text("".join(f"- {_said(entry)}\n" for entry in entries), encoding="utf-8")
    topics = [{"id": "ho-tich", "title": texts[0], "intro": texts[-1]}, {"id": "la", "title": texts[1 % len(texts)]}]
    (folder / "topics.yaml").write_text("".join(f"- {_said(topic)}\n" for topic in topics), encoding="utf-8")
    place = {"id": LOCALITY, "level": "xa", "name": f"xã {_line(texts[2 % len(texts)])}", "hotline": "0220 123 456"}
    (folder / "dia-phuong" / f"{LOCALITY}.yaml").write_text(_said(place), encoding="utf-8")
    return folder


def _entry(number: int, texts: Sequence[str]) -> dict[str, Any]:
    """One entry; a placeholder nobody knows would not be served, so braces go where it may be one."""
    some = [*texts, *["lạ"] * (_IN_ONE - len(texts))]
    some = [re.sub(r"\b(id|questions|answer):", r"\1", text) for text in some]  # read as a key glued to a line by a slip
    some = [re.sub(r"[\x00-\x09\x0b-\x1f]", " ", text) for text in some]  # no file with these is read
    plain = [text.replace("{", "(").replace("}", ")") for text in some]
    return {
        "id": f"la-{number}",
        "title": f"{_line(some[0])[:150]} {number}",
        "questions": [f"{_line(some[1])} {number}", f"lạ {number} {_line(some[0])}"],
        "answer": f"{plain[2]} {number}",
        "steps": [_line(plain[3])],
        "if_stuck": plain[4],
        "sources": [{"title": _line(some[5]), "document": _line(some[6]), "url": f"https://example.vn/{_line(some[7])}"}],
        "checked": "2026-11-01",
        "keywords": [_line(some[8])],
        "follow_ups": {"le-phi": plain[8], "lam-thay": "khai-tu"},
        "urgent": number == 1,
    }


def _line(text: str) -> str:
    return " ".join(text.split()) or "lạ"


def _said(values: Any) -> str:
    """JSON is YAML too."""
    return json.dumps(values, ensure_ascii=False)
