"""What must hold after crashes: what is stored and what the providers were sent, looked at from outside.

The product is asked only how a reply is written for a channel; the tables are read as they are.
"""

import asyncio
import json
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

from service import PEPPER
from sqlalchemy import create_engine, text
from stand_ins import Call, StandIns

from bot.channels import Part
from bot.channels.messenger import payloads as messenger
from bot.channels.telegram.writing import write as telegram
from bot.channels.zalo import payloads as zalo
from bot.core.message import Choice, Reply
from bot.store.database import Database

PARTS = {"telegram": telegram, "zalo": zalo.parts, "messenger": messenger.parts}
_LOGGED = re.compile(r'"#up:|"#none"|mã [A-Z3-9]{6}')
"""What only the answer to a question carries: thumbs, "none of these", the code of the question."""


@dataclass(frozen=True, slots=True)
class Row:
    """A message that came, or a part to be sent."""

    id: int
    channel: str
    person: str
    state: str
    key: str = ""
    at: str = ""
    replies: tuple[Any, ...] = ()
    message: int = 0
    reason: str = ""


class Contents:
    """The tables as plain SQL sees them."""

    def __init__(self, url: str) -> None:
        """`url` as SQLAlchemy writes it."""
        engine = create_engine(url.replace("+aiosqlite", ""))
        self.is_sqlite = engine.dialect.name == "sqlite"
        with closing(engine.connect()) as connection:

            def rows(sql: str) -> Sequence[Any]:
                return connection.execute(text(sql)).all()

            self.integrity = [row[0] for row in rows("PRAGMA integrity_check")] if self.is_sqlite else ["ok"]
            self.versions = [row[0] for row in rows("SELECT version_num FROM alembic_version")]
            columns = "id, channel, person, state, key, at, replies"
            self.messages = [_message(row) for row in rows(f"SELECT {columns} FROM message ORDER BY id")]
            sql = "SELECT id, channel, person, state, message, reason FROM outbox ORDER BY id"
            self.parts = [Row(row[0], row[1], row[2], row[3], message=row[4], reason=row[5]) for row in rows(sql)]
            self.questions = Counter((row[0], row[1], str(row[2])) for row in rows("SELECT channel, person, at FROM question"))
            self.doubted = [row[0] for row in rows("SELECT id FROM outbox WHERE state = 'unknown' AND until IS NOT NULL")]
        engine.dispose()

    def is_at_rest(self) -> bool:
        """Whether there is nothing left to be done."""
        waiting = any(row.state == "new" for row in self.messages) or any(
            row.state in ("pending", "sending") for row in self.parts
        )
        return not waiting and not self.doubted

    def faults(self) -> list[str]:
        """What must not be in any database, whatever happened."""
        found = [] if self.integrity == ["ok"] else [f"integrity_check: {line}" for line in self.integrity]
        if len(self.versions) != 1:
            found.append(f"alembic_version has {len(self.versions)} rows")
        handled = Counter((row.channel, row.person, row.at) for row in self.messages if row.state == "done")
        found += [f"question without its message: {asked}" for asked in self.questions if asked not in handled]
        found += [f"question stored {n} times: {asked}" for asked, n in self.questions.items() if n > handled[asked] > 0]
        found += [
            f"message without its question: {row.channel} {row.key}"
            for row in self.messages
            if _LOGGED.search(json.dumps(row.replies, ensure_ascii=False)) and not self.questions[row.channel, row.person, row.at]
        ]
        known = {row.id for row in self.messages}
        found += [f"part without its message: {row.channel} {row.id}" for row in self.parts if row.message not in known]
        return found


def _message(row: Sequence[Any]) -> Row:
    number, channel, person, state, key, at, replies = row
    read = json.loads(replies) if isinstance(replies, str) else replies
    return Row(number, channel, person, state, key, str(at), tuple(read))


def copied(database: Path, folder: Path) -> Path:
    """The SQLite database with its log as it is now: to look into the original would repair it before the service does."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for file in database.parent.glob(f"{database.name}*"):
        if not file.name.endswith("-shm"):  # an index of the log, made anew
            shutil.copy(file, folder)
    return folder / database.name


@dataclass(slots=True)
class Verdict:
    """What came of everything that was accepted."""

    accepted: Counter[str] = field(default_factory=Counter)
    parts: Counter[str] = field(default_factory=Counter)
    """Of the outbox, by channel."""
    arrived: list[str] = field(default_factory=list)
    """In doubt to the end, and with the resident."""
    lost: list[str] = field(default_factory=list)
    """In doubt to the end, and not with the resident."""
    faults: list[str] = field(default_factory=list)

    def table(self) -> Iterator[str]:
        """To be printed."""
        yield f"{'channel':<12}{'accepted':>9}{'parts':>7}"
        for channel in sorted(self.accepted):
            yield f"{channel:<12}{self.accepted[channel]:>9}{self.parts[channel]:>7}"
        total = len(self.arrived) + len(self.lost)
        yield f"ambiguous: {total} of {self.parts.total()} parts; {len(self.arrived)} had arrived, {len(self.lost)} had not"
        yield from (f"  arrived: {line}" for line in self.arrived)
        yield from (f"  not arrived: {line}" for line in self.lost)


async def at_rest(url: str, seconds: float) -> bool:
    """Wait until there is nothing left to do; whether that came to pass."""
    end = perf_counter() + seconds
    while perf_counter() < end:
        if (await asyncio.to_thread(Contents, url)).is_at_rest():
            return True
        await asyncio.sleep(0.5)
    return False


def compared(url: str, calls: Iterable[Call], said_on_web: Mapping[str, Any], fakes: StandIns) -> Verdict:
    """What came of accepted calls, by the tables and by what the providers were sent; `said_on_web`: key -> what was answered."""
    database, contents = Database(url, pepper=PEPPER), Contents(url)
    accepted, said = {}, {}
    for call in calls:
        key = database.pseudonym(call.channel, f"{call.account or call.chat}|{call.key}")
        accepted[call.channel, key] = (database.pseudonym(call.channel, call.chat), call.chat)
        if call.channel == "web":
            said[key] = [reply["text"] for reply in said_on_web[call.key]["replies"]]
    verdict = judged(contents, accepted, fakes.heard())
    stored = {row.key: [reply["text"] for reply in row.replies] for row in contents.messages if row.channel == "web"}
    verdict.faults += [
        f"answered on the web otherwise than stored: {key}" for key, told in said.items() if told != stored.get(key)
    ]
    return verdict


def judged(
    contents: Contents, accepted: Mapping[tuple[str, str], tuple[str, str]], heard: Mapping[tuple[str, str], Sequence[str]]
) -> Verdict:
    """Compare.

    `accepted`: channel and stored key -> the stored person and the provider's chat; `heard`: channel and chat -> texts.
    """
    verdict = Verdict(faults=contents.faults())
    by_key = defaultdict(list)
    for row in contents.messages:
        by_key[row.channel, row.key].append(row)
    of_message = defaultdict(list)
    for part in contents.parts:
        of_message[part.message].append(part)
    chats: dict[tuple[str, str], str] = {}
    for (channel, key), (person, chat) in accepted.items():
        verdict.accepted[channel] += 1
        chats[channel, person] = chat
        rows = by_key[channel, key]
        if len(rows) != 1 or rows[0].state != "done":
            verdict.faults.append(f"accepted, and stored as {[row.state for row in rows]}: {channel} {chat}")
        elif channel in PARTS and not of_message[rows[0].id] and not _is_bundled(rows[0], contents, of_message):
            verdict.faults.append(f"accepted, and nothing is to be said to it: {channel} {chat}")
    for (channel, person), chat in chats.items():
        if channel in PARTS:
            _compare(verdict, contents, (channel, person, chat), heard.get((channel, chat), ()))
    return verdict


def _is_bundled(row: Row, contents: Contents, of_message: Mapping[int, Sequence[Row]]) -> bool:
    """Whether it was answered together with an earlier one: both were done with at the same moment, with the same words."""
    return any(
        other.id < row.id
        and (other.person, other.at, other.replies) == (row.person, row.at, row.replies)
        and of_message[other.id]
        for other in contents.messages
    )


def _compare(verdict: Verdict, contents: Contents, where: tuple[str, str, str], heard: Sequence[str]) -> None:
    """One chat: what should have been said in it, and what was."""
    channel, person, chat = where
    replies = {row.id: row.replies for row in contents.messages if row.channel == channel and row.person == person}
    parts = [row for row in contents.parts if row.channel == channel and row.person == person]
    texts = {
        number: [part.text for one in told if one["text"] or one["image"] for part in _parts(channel, one)]
        for number, told in replies.items()
    }
    verdict.parts[channel] += len(parts)
    rest = {number: iter(said) for number, said in texts.items()}
    expected = [(part, next(rest[part.message], None)) for part in parts if part.message in rest]
    counts = Counter(part.message for part in parts)
    if missing := [number for number, said in texts.items() if counts[number] not in (len(said), 0)]:
        verdict.faults.append(f"the outbox holds not what was to be said: {channel} {chat} {missing}")
    if odd := [(row.state, row.reason) for row in parts if row.state not in ("sent", "unknown")]:
        verdict.faults.append(f"not sent: {channel} {chat} {odd}")
        return
    matched = alignment([(said or "", row.state == "sent") for row, said in expected], list(heard))
    if matched is None:
        states = [row.state for row, _ in expected]
        verdict.faults.append(f"{len(heard)} parts were heard, the outbox says {states}: {channel} {chat}")
        return
    for (row, _), came in zip(expected, matched, strict=True):
        if row.state == "unknown":
            (verdict.arrived if came else verdict.lost).append(f"{channel} {chat}: {row.reason}")


def _parts(channel: str, reply: Any) -> Sequence[Part]:
    choices = {name: tuple(Choice(**choice) for choice in reply[name]) for name in ("choices", "actions")}
    return PARTS[channel](Reply(**{**reply, **choices}))


def alignment(expected: Sequence[tuple[str, bool]], heard: Sequence[str]) -> list[bool] | None:
    """Which of the parts were heard, in their order and once; None when it cannot be. Each must be, or may be (False)."""

    @cache
    def rest(at: int, came: int) -> tuple[bool, ...] | None:
        if at == len(expected):
            return () if came == len(heard) else None
        said, must = expected[at]
        if came < len(heard) and heard[came] == said and (found := rest(at + 1, came + 1)) is not None:
            return (True, *found)
        if not must and (found := rest(at + 1, came)) is not None:
            return (False, *found)
        return None

    found = rest(0, 0)
    return None if found is None else list(found)
