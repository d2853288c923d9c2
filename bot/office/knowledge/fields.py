"""An entry <-> the fields of its form, all of them text. Only fields that were changed are written into the file."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from bot.core.knowledge import Audience, Entry, Knowledge
from bot.core.text import title_key
from bot.exchange.cells import slug
from bot.office.forms import Form

TEXTS = {"title": 200, "checked": 40, "recheck": 40, "from": 40, "until": 40, "id": 120, "topic": 120}
LINES = ("questions", "answer", "steps", "if_stuck", "keywords")
MOST_TEXT = 20_000
SOURCE = ("title", "document", "date", "url")
FOLLOW_UP = ("kind", "said")
MOST_ROWS = 40
_SPARE = 1
"""Empty rows below those in use: without JavaScript more come with every look."""
_LISTS = ("questions", "steps", "keywords")
_KEYS = {
    "in_force": re.compile(r"from|until"),
    "sources": re.compile(r"sources-\d+-\w+"),
    "follow_ups": re.compile(r"follow_ups-\d+-\w+"),
    "related": re.compile(r"related-\d+"),
    "audience": re.compile(r"audience"),
}
AUDIENCES = get_args(Audience)
Fields = dict[str, str]


def of_form(form: Form) -> Fields:
    """What was typed; empty fields are left out."""
    fields = {name: form.text(name, most=most) for name, most in TEXTS.items()}
    fields |= {name: form.lines(name, most=MOST_TEXT) for name in LINES}
    fields["audience"] = " ".join(one for one in AUDIENCES if one in form.all("audience"))
    fields["urgent"] = "1" if form.ticked("urgent") else ""
    for n in range(MOST_ROWS):
        fields |= {f"sources-{n}-{part}": form.text(f"sources-{n}-{part}", most=1000) for part in SOURCE}
        fields[f"follow_ups-{n}-kind"] = form.text(f"follow_ups-{n}-kind", most=200)
        fields[f"follow_ups-{n}-said"] = form.lines(f"follow_ups-{n}-said", most=4000)
        fields[f"related-{n}"] = form.text(f"related-{n}", most=200)
    return {name: text for name, text in fields.items() if text}


def of_entry(entry: Entry, topic: str) -> Fields:
    """An entry as its form shows it."""
    fields = {"id": entry.id, "topic": topic, "title": entry.title, "answer": entry.answer, "if_stuck": entry.if_stuck}
    fields |= {name: "\n".join(_one_line(text) for text in getattr(entry, name)) for name in _LISTS}
    days = {"checked": entry.checked, "recheck": entry.recheck, "from": entry.in_force.from_, "until": entry.in_force.until}
    fields |= {name: day.isoformat() if day else "" for name, day in days.items()}
    fields |= {"audience": " ".join(entry.audience), "urgent": "1" if entry.urgent else ""}
    for n, source in enumerate(entry.sources):
        written = {"title": source.title, "document": source.document, "url": source.url}
        written["date"] = source.date.isoformat() if source.date else ""
        fields |= {f"sources-{n}-{part}": text for part, text in written.items()}
    for n, (kind, said) in enumerate(entry.follow_ups.items()):
        fields |= {f"follow_ups-{n}-kind": kind, f"follow_ups-{n}-said": said}
    fields |= {f"related-{n}": other for n, other in enumerate(entry.related)}
    return of_form(_Filled(fields))


def meant(fields: Mapping[str, str], knowledge: Knowledge) -> dict[str, Any]:
    """What was typed as the values of an entry, still to be checked; empty ones are left out."""
    values: dict[str, Any] = {name: fields.get(name, "") for name in ("id", "title", "answer", "if_stuck", "checked", "recheck")}
    values |= {name: _lines(fields.get(name, "")) for name in _LISTS}
    values["audience"] = fields.get("audience", "").split()
    values["urgent"] = bool(fields.get("urgent"))
    values["in_force"] = {name: fields[name] for name in ("from", "until") if fields.get(name)}
    sources = [{part: fields.get(f"sources-{n}-{part}", "") for part in SOURCE} for n in range(MOST_ROWS)]
    values["sources"] = [{part: text for part, text in source.items() if text} for source in sources if any(source.values())]
    values["follow_ups"] = dict(_follow_ups(fields, knowledge))
    values["related"] = [_id(fields[f"related-{n}"], knowledge) for n in range(MOST_ROWS) if fields.get(f"related-{n}")]
    return {name: value for name, value in values.items() if value}


def changed(fields: Mapping[str, str], before: Mapping[str, str]) -> list[str]:
    """The keys of the entry whose fields differ."""
    touched = {name for name in {*fields, *before} if fields.get(name, "") != before.get(name, "")}
    patterns = {key: _KEYS.get(key, re.compile(re.escape(key))) for key in Entry.model_fields if key not in ("id", "locality")}
    return [key for key, pattern in patterns.items() if any(pattern.fullmatch(name) for name in touched)]


def rows(fields: Mapping[str, str], key: str, least: int) -> range:
    """The rows of a field that has several: those in use, and some more."""
    used = [int(found[1]) for name in fields if (found := re.match(rf"{key}-(\d+)", name))]
    return range(min(MOST_ROWS, max(max(used, default=-1) + 1 + _SPARE, least)))


def _follow_ups(fields: Mapping[str, str], knowledge: Knowledge) -> Iterable[tuple[str, str]]:
    """So that "Lệ phí" is the kind le-phi, whatever the officer calls it."""
    titles = {title_key(kind.title): name for name, kind in knowledge.words.follow_ups.items()}
    for n in range(MOST_ROWS):
        kind, said = fields.get(f"follow_ups-{n}-kind", ""), fields.get(f"follow_ups-{n}-said", "")
        if kind or said:
            name = slug(kind) if slug(kind) in knowledge.words.follow_ups else titles.get(title_key(kind), kind)
            yield name, _id(said, knowledge, only_titles=True)


def _id(typed: str, knowledge: Knowledge, *, only_titles: bool = False) -> str:
    """An entry named by its id or its title."""
    if typed in knowledge.entries or (only_titles and "\n" in typed):
        return typed
    key = title_key(typed)
    return next((entry.id for entry in knowledge.entries.values() if title_key(entry.label) == key), typed)


def _lines(text: str) -> list[str]:
    """One a line; dashes and numbers that people put before them are dropped."""
    lines = (re.sub(r"^(?:[-•*–]|\d{1,2}[.)])\s+", "", line.strip()) for line in text.splitlines())
    return [line for line in lines if line]


def _one_line(text: str) -> str:
    return " ".join(text.split())


class _Filled(Form):
    """A form as a browser would send it back untouched."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(fields)
        self._audience = fields.get("audience", "").split()

    def ticked(self, name: str) -> bool:
        return bool(self._fields.get(name))

    def all(self, name: str) -> list[str]:
        return self._audience if name == "audience" else super().all(name)
