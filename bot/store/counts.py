"""How much was written lately, counted in the database: the same for every process that shares it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, and_, cast, func, select
from sqlmodel import col

from bot.core.conversation import Outcome
from bot.core.message import Message
from bot.store.database import Database
from bot.store.inbox import State
from bot.store.tables import MessageRow, QuestionRow

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
_ANSWERED = and_(col(MessageRow.state) == State.DONE, cast(col(MessageRow.replies), String) != "[]")
"""Not what a provider told of the chat (echoes, followers), nor what was met with silence."""


@dataclass(frozen=True, slots=True)
class Written:
    """Messages of one chat that something was said to."""

    minute: int
    day: int


class Counts:
    """Counts for one locality."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_chat(self, message: Message, *, now: datetime) -> Written:
        """Of the message's chat."""
        minute = func.count().filter(col(MessageRow.at) > now - MINUTE)
        person = self._database.pseudonym(message.channel, message.chat)
        theirs = (col(MessageRow.person) == person, _ANSWERED, col(MessageRow.at) > now - DAY)
        async with self._database.transaction() as connection:
            in_minute, in_day = (await connection.execute(select(minute, func.count()).where(*theirs))).one()
        return Written(in_minute, in_day)

    async def of_all(self, *, now: datetime) -> int:
        """Of everybody, in the last minute."""
        ours = (col(MessageRow.locality) == self._database.locality, _ANSWERED, col(MessageRow.at) > now - MINUTE)
        async with self._database.transaction() as connection:
            return (await connection.execute(select(func.count()).where(*ours))).scalar_one()

    async def unread(self, *, since: datetime) -> dict[str, int]:
        """Voice messages, pictures and the like that came without words, the most first; of all when there is no locality."""
        count = func.count()
        chosen = select(col(QuestionRow.text), count).where(
            col(QuestionRow.outcome) == Outcome.UNREAD, col(QuestionRow.at) >= since
        )
        if self._database.locality:
            chosen = chosen.where(col(QuestionRow.locality) == self._database.locality)
        async with self._database.transaction() as connection:
            rows = await connection.execute(chosen.group_by(col(QuestionRow.text)).order_by(count.desc()))
            return {text.strip("()"): number for text, number in rows}
