"""An entry as plain values, its version, and a base with an entry exchanged."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from pydantic import BaseModel

from bot.core.knowledge import Entry, Knowledge, Topic

GONE = ""
"""The version of an entry that is not there."""


def kept(entry: Entry | None) -> dict[str, Any] | None:
    """An entry as the history keeps it."""
    return entry.model_dump(mode="json", by_alias=True, exclude_defaults=True) if entry else None


def version(entry: Entry | None) -> str:
    """The same for the same content, however it is written in its file."""
    if entry is None:
        return GONE
    return sha256(json.dumps(kept(entry), sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def values(entry: Entry, keys: Iterable[str]) -> dict[str, Any]:
    """Keys of an entry as the writer of the files takes them; what says nothing is None: the key goes."""
    return {key: _plain(key, getattr(entry, key)) for key in keys}


def differing(one: Entry, other: Entry) -> list[str]:
    """The keys in which two versions differ."""
    return [key for key in Entry.model_fields if getattr(one, key) != getattr(other, key)]


def topic_of(knowledge: Knowledge, entry: str) -> Topic | None:
    """Where an entry is; None when nowhere."""
    return knowledge.topic_of(entry) if entry in knowledge.entries else None


def exchanged(knowledge: Knowledge, topic: str, entry: Entry) -> Knowledge:
    """The base with an entry in the place of the one with its id, or at the end of a topic."""
    if entry.id in knowledge.entries:
        changed = [replace(t, entries=tuple(entry if e.id == entry.id else e for e in t.entries)) for t in knowledge.topics]
    elif any(t.id == topic for t in knowledge.topics):
        changed = [replace(t, entries=(*t.entries, entry)) if t.id == topic else t for t in knowledge.topics]
    else:
        changed = [*knowledge.topics, Topic(topic, topic, "", (entry,))]
    return replace(knowledge, topics=tuple(changed), national={})


def as_national(knowledge: Knowledge) -> Knowledge:
    """What is served in a locality, without its layer."""
    topics = (replace(t, entries=tuple(knowledge.national[e.id] for e in t.entries)) for t in knowledge.topics)
    return replace(knowledge, topics=tuple(topics), national={})


def _plain(key: str, value: Any) -> Any:
    if value == Entry.model_fields[key].get_default(call_default_factory=True):
        return None
    if isinstance(value, BaseModel):
        return value.model_dump(by_alias=True, exclude_defaults=True)
    if isinstance(value, tuple):
        return [_item(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else value


def _item(item: Any) -> Any:
    return item.model_dump(by_alias=True, exclude_defaults=True) if isinstance(item, BaseModel) else item
