"""The store in SQL: SQLite (WAL) on one small machine, PostgreSQL by its address. Times are UTC without a zone."""

import asyncio
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, delete, event, func, make_url, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from bot.core.conversation import Conversation, Feedback, Outcome, Turn
from bot.core.message import Choice, Message, Reply
from bot.store.tables import ChatRow, MessageRow, QuestionRow

REPLIES_KEPT = timedelta(days=7)
"""Providers deliver again for up to 24 hours; a phone that was off may ask again later."""
_MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class LoggedQuestion:
    """A question as officers read it."""

    ref: str
    at: datetime
    channel: str
    text: str
    reading: str
    outcome: Outcome
    entries: tuple[str, ...]
    candidates: tuple[tuple[str, float], ...]
    context: str
    helpful: bool | None
    why: str


class AlreadyHandled(Exception):
    """The same message was handled before, perhaps a moment ago by another worker."""


class SqlStore:
    """What is remembered for one locality."""

    def __init__(self, engine: AsyncEngine, *, locality: str, pepper: str) -> None:
        self._engine = engine
        self._locality = locality
        self._pepper = pepper.encode()
        # SQLite has one writer at a time: waiting here is fairer than its busy timeout.
        self._writing = asyncio.Lock() if engine.dialect.name == "sqlite" else None

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, *, locality: str = "", pepper: str) -> AsyncIterator["SqlStore"]:
        """A store with its tables up to date; closed on leaving."""
        engine = create_async_engine(url, hide_parameters=True)  # an error must not print what a resident typed
        if engine.dialect.name == "sqlite":
            if database := make_url(url).database:
                Path(database).parent.mkdir(parents=True, exist_ok=True)
            event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        try:
            async with engine.begin() as connection:
                await connection.run_sync(_migrate)
            yield cls(engine, locality=locality, pepper=pepper)
        finally:
            await engine.dispose()

    def pseudonym(self, channel: str, key: str) -> str:
        """What stands for a person or message in the store; cannot be turned back without the pepper."""
        text = f"{self._locality}|{channel}|{key}".encode()
        return hmac.new(self._pepper, text, sha256).hexdigest()[:32]

    @asynccontextmanager
    async def _session(self, *, writes: bool = False) -> AsyncIterator[AsyncSession]:
        if writes and self._writing:
            async with self._writing, AsyncSession(self._engine) as session, session.begin():
                yield session
        else:
            async with AsyncSession(self._engine) as session, session.begin():
                yield session

    async def load(self, message: Message) -> tuple[Conversation, tuple[Reply, ...] | None]:
        """The memory of the message's chat, and the replies if this very message was handled before."""
        person = self.pseudonym(message.channel, message.chat)
        key = self.pseudonym(message.channel, f"{message.chat}|{message.id}")
        mine = (MessageRow.locality == self._locality, MessageRow.channel == message.channel, MessageRow.key == key)
        theirs = (ChatRow.locality == self._locality, ChatRow.channel == message.channel, ChatRow.person == person)
        async with self._session() as session:
            handled = (await session.execute(select(MessageRow.replies).where(*mine))).scalar()
            memory = (await session.execute(select(ChatRow.memory).where(*theirs))).scalar()
        replies = tuple(_reply(values) for values in handled) if handled is not None else None
        return Conversation.from_json(memory) if memory else Conversation(), replies

    async def record(self, message: Message, turn: Turn, *, ref: str, now: datetime) -> None:
        """Keep what came of a message, all of it or nothing.

        Raises:
            AlreadyHandled: when it was recorded before; nothing is changed then.
        """
        person, at = self.pseudonym(message.channel, message.chat), _naive(now)
        key = self.pseudonym(message.channel, f"{message.chat}|{message.id}")
        where = {"locality": self._locality, "channel": message.channel, "person": person}
        try:
            async with self._session(writes=True) as session:
                session.add(MessageRow(**where, key=key, replies=[asdict(reply) for reply in turn.replies], at=at))
                await session.flush()
                await self._remember(session, where, turn.conversation, at)
                if turn.is_question:
                    session.add(_question(turn, ref=ref, at=at, **where))
                if turn.feedback:
                    await self._judge(session, turn.feedback, person)
        except IntegrityError as error:
            raise AlreadyHandled from error

    async def _remember(self, session: AsyncSession, where: dict[str, str], talk: Conversation, at: datetime) -> None:
        mine = [getattr(ChatRow, name) == value for name, value in where.items()]
        changed = await session.execute(update(ChatRow).where(*mine).values(memory=talk.to_json(), at=at))
        if not changed.rowcount:  # type: ignore[attr-defined]
            session.add(ChatRow(**where, memory=talk.to_json(), at=at))

    async def _judge(self, session: AsyncSession, feedback: Feedback, person: str) -> None:
        """Only who asked may judge; a code may come back days later or be typed by somebody else."""
        values: dict[str, Any] = {}
        if feedback.helpful is not None:
            values["helpful"] = feedback.helpful
        if feedback.why:
            values["why"] = feedback.why
        mine = (QuestionRow.locality == self._locality, QuestionRow.ref == feedback.question, QuestionRow.person == person)
        if values:
            await session.execute(update(QuestionRow).where(*mine).values(**values))

    async def forget(self, message: Message) -> int:
        """Erase everything about the message's chat; how many questions there were."""
        person = self.pseudonym(message.channel, message.chat)
        async with self._session(writes=True) as session:
            mine = (QuestionRow.locality == self._locality, QuestionRow.person == person)
            count = (await session.execute(select(func.count()).select_from(QuestionRow).where(*mine))).scalar_one()
            for row in (QuestionRow, MessageRow, ChatRow):
                await session.execute(delete(row).where(row.locality == self._locality, row.person == person))
        return count

    async def of_person(self, message: Message, *, limit: int) -> tuple[int, list[LoggedQuestion]]:
        """How many questions of this chat are kept, and the newest of them."""
        person = self.pseudonym(message.channel, message.chat)
        mine = (QuestionRow.locality == self._locality, QuestionRow.person == person)
        async with self._session() as session:
            count = (await session.execute(select(func.count()).select_from(QuestionRow).where(*mine))).scalar_one()
            rows = await session.execute(select(QuestionRow).where(*mine).order_by(QuestionRow.at.desc()).limit(limit))  # type: ignore[attr-defined]
            return count, [_logged(row) for row in rows.scalars()]

    async def to_review(self, *, since: datetime, everything: bool = False) -> list[LoggedQuestion]:
        """Questions not answered; with `everything` also those asked back or judged wrong. Newest first."""
        bad = QuestionRow.outcome == Outcome.NOT_ANSWERED
        if everything:
            bad = bad | (QuestionRow.outcome == Outcome.ASKED_BACK) | (QuestionRow.helpful.is_(False))  # type: ignore[union-attr]
        chosen = select(QuestionRow).where(bad, QuestionRow.at >= _naive(since))  # type: ignore[arg-type]
        if self._locality:
            chosen = chosen.where(QuestionRow.locality == self._locality)  # type: ignore[arg-type]
        async with self._session() as session:
            rows = await session.execute(chosen.order_by(QuestionRow.at.desc()))  # type: ignore[attr-defined]
            return [_logged(row) for row in rows.scalars()]

    async def expire(self, *, now: datetime, keep: timedelta) -> None:
        """Delete what is older than it may be."""
        async with self._session(writes=True) as session:
            await session.execute(delete(MessageRow).where(MessageRow.at < _naive(now - min(keep, REPLIES_KEPT))))  # type: ignore[arg-type]
            for row in (QuestionRow, ChatRow):
                await session.execute(delete(row).where(row.at < _naive(now - keep)))  # type: ignore[attr-defined]


def _prepare_sqlite(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _reply(values: dict[str, Any]) -> Reply:
    choices = {name: tuple(Choice(**choice) for choice in values[name]) for name in ("choices", "actions")}
    return Reply(**{**values, **choices})


def _question(turn: Turn, *, ref: str, at: datetime, **where: str) -> QuestionRow:
    return QuestionRow(
        **where,
        ref=ref,
        at=at,
        text=turn.text,
        reading=turn.reading,
        outcome=turn.outcome,
        entries=list(turn.entries),
        score=turn.score,
        candidates=[list(candidate) for candidate in turn.candidates],
        context=turn.context,
        urgent=turn.urgent,
    )


def _logged(row: QuestionRow) -> LoggedQuestion:
    return LoggedQuestion(
        ref=row.ref,
        at=row.at.replace(tzinfo=UTC),
        channel=row.channel,
        text=row.text,
        reading=row.reading,
        outcome=Outcome(row.outcome),
        entries=tuple(row.entries),
        candidates=tuple((str(entry), float(score)) for entry, score in row.candidates),
        context=row.context,
        helpful=row.helpful,
        why=row.why,
    )


