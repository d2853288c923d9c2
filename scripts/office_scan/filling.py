"""A store in which every page has something to show: two hamlets, every role, questions of every list, what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from bot.core.conversation import Outcome, Turn
from bot.core.message import Message
from bot.office.accounts import Passwords
from bot.office.roles import Role
from bot.store.audit import Audit, Deed
from bot.store.drafts import Draft, Drafts
from bot.store.entry_history import Edition, EntryHistory
from bot.store.officers import Officer, Officers
from bot.store.reviews import Decision, Review, Reviews
from bot.store.sql import SqlStore
from bot.store.switches import Off, Switches
from bot.store.tables import OUTBOX, QUESTION

PASSWORD = "con trâu đi trước cái cày"
EAST, WEST = "thôn Đông", "thôn Tây"
WEST_ONLY = "CHUYENRIENGTHONTAY"
"""Stands in every question of the other hamlet."""
LOGINS = {Role.ADMIN: "hoa", Role.EDITOR: "lan", Role.VIEWER: "mai", Role.LEADER: "tam"}
OTHER_LEADER, NEW, LOCKED = "tu", "moi", "khoa"
_KINDS = (("not_answered", None), ("not_answered", None), ("answered", False), ("asked_back", False))
_LEAST = 60
"""Questions."""
_HAMLETS = (EAST, WEST, "")


@dataclass(frozen=True, slots=True)
class Filled:
    """What is in the store."""

    east: tuple[str, ...]
    west: tuple[str, ...]
    """Codes of the questions of each hamlet."""
    batches: tuple[str, ...]
    """Keys of what was done with questions of the west."""


async def fill(store: SqlStore, passwords: Passwords, texts: Sequence[str], *, now: datetime) -> Filled:
    """Everything."""
    await _officers(store, passwords, texts, now=now)
    refs = await _questions(store, texts, now=now)
    batches = await _decisions(store, refs, texts, now=now)
    await _traces(store, texts, now=now)
    return Filled(tuple(refs[EAST]), tuple(refs[WEST]), batches)


async def _officers(store: SqlStore, passwords: Passwords, texts: Sequence[str], *, now: datetime) -> None:
    officers, hashed = Officers(store.database), await passwords.hashed(PASSWORD)
    for number, (role, login) in enumerate(LOGINS.items()):
        hamlet = EAST if role is Role.LEADER else ""
        await officers.add(Officer(0, login, f"Cán bộ {texts[number % len(texts)]}"[:80], role, hamlet), hashed, now=now)
    await officers.add(Officer(0, OTHER_LEADER, "Tư", Role.LEADER, WEST), hashed, now=now)
    soon = now + timedelta(days=2)
    await officers.add(Officer(0, NEW, "Mới", Role.EDITOR, one_time_until=soon), hashed, now=now)
    locked = await officers.add(Officer(0, LOCKED, "Khoá", Role.ADMIN), hashed, now=now)
    await officers.disable(locked.id, disabled=True)
    for number, text in enumerate(texts[: len(texts) // 4]):
        odd = Officer(0, f"la.{number}", text[:80], Role.LEADER, text[-80:])
        await officers.add(odd, hashed, now=now)


async def _questions(store: SqlStore, texts: Sequence[str], *, now: datetime) -> dict[str, list[str]]:
    refs: dict[str, list[str]] = {EAST: [], WEST: [], "": []}
    for number in range(max(_LEAST, len(texts))):
        text = texts[number % len(texts)]
        hamlet, (outcome, helpful) = _HAMLETS[number % 3], _KINDS[number % 4]
        ref, at = f"R{number:05}", now - timedelta(minutes=len(texts) + _LEAST - number)
        said = f"{text} {WEST_ONLY} {number}" if hamlet == WEST else f"{text} câu {number}"
        message = Message(("web", "zalo", "telegram")[number % 3], f"nguoi-{number % 40}", str(number), said)
        loaded, _ = await store.load(message)
        near = (("khai-sinh", 0.11), (f"la-{number % 5}", 0.06), ("khai-tu", 0.05))
        turn = Turn(loaded.talk, (), Outcome(outcome), said, is_question=True, reading=said.lower(), candidates=near)
        await store.record(message, loaded, turn, ref=ref, now=at)
        values: dict[str, Any] = {
            "hamlet": hamlet or text[:80] * (number % 2),
            "helpful": helpful,
            "context": text[:120] if number % 5 else "khai-tu",
        }
        values |= {"why": f"{text} vì {number}" if helpful is False else "", "entries": ["khai-tu", text[:100]]}
        async with store.database.transaction(writes=True) as connection:
            await connection.execute(QUESTION.update().where(QUESTION.c.ref == ref).values(values))
        refs[hamlet].append(ref)
    return refs


async def _decisions(store: SqlStore, refs: dict[str, list[str]], texts: Sequence[str], *, now: datetime) -> tuple[str, ...]:
    """Some questions are dealt with; the keys of those of the west."""
    reviews, keys = Reviews(store.database), []
    for hamlet, officer in ((EAST, "tam"), (WEST, OTHER_LEADER), ("", "lan"), ("", "hoa")):
        for number, decision in enumerate(Decision):
            ref, said = refs[hamlet].pop(), f"{WEST_ONLY if hamlet == WEST else ''} {texts[number % len(texts)]}"
            entry = "khai-tu" if decision in (Decision.MERGED, Decision.NEW) else ""
            batch = await reviews.decide([ref], Review(decision, officer, now, entry, said))
            if batch and hamlet == WEST:
                keys.append(batch.key)
    return tuple(keys)


async def _traces(store: SqlStore, texts: Sequence[str], *, now: datetime) -> None:
    """What officers did before: drafts, editions, the audit log, a channel switched off, messages that are stuck."""
    drafts, history, audit = Drafts(store.database), EntryHistory(store.database), Audit(store.database)
    for number, text in enumerate(texts):
        one = {
            "answer": text,
            "title": text[:200],
            "questions": f"{text}\n{number}",
            "sources-0-url": text,
            "related-0": text[:200],
        }
        key = f"~{number:08x}" if number % 2 else f"la-{number // 9}" if number % 9 == 0 else ""
        if key:
            await drafts.save(Draft(key, one | {"topic": "la"}, "" if number % 2 else "cu", officer="lan", at=now))
        if number % 4 == 0:
            kept = {"id": "khai-tu", "title": text[:200], "questions": [text or "x"], "answer": text}
            await history.add(Edition("khai-tu", "ho-tich", text, now, "lan", "sua", kept, kept | {"answer": f"{text} mới"}))
            await audit.note(Deed(now, "lan", "sửa câu", text[:120], text, f"- {text}\n+ {text}"))
    await Switches(store.database).off(Off("zalo", texts[0], now, "lan"))
    same = {"locality": store.database.locality, "account": "1", "person": "p", "message": 1, "due": now, "at": now, "tries": 0}
    async with store.database.transaction(writes=True) as connection:
        for text in texts[:8]:
            stuck = {"channel": "zalo", "state": "parked", "reason": text, "address": b"x", "part": b"x", "sent_at": now}
            await connection.execute(insert(OUTBOX), same | stuck | {"fleeting": False, "batch": ""})
