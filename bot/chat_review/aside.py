"""The aside of officers: of a linked chat, what is a command is carried out here; all else is a message like any other."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels import Delivered
from bot.chat_review import linking, screens
from bot.chat_review.commands import Command, Verb, link_code, read
from bot.chat_review.move import Came, Move
from bot.chat_review.review import carried_out
from bot.chat_review.sitting import Sitting, Stage
from bot.core.message import Kind, Message, Reply
from bot.delivery.asides import Settled
from bot.office.acting import Acting
from bot.office.desk import Desk
from bot.office.roles import EVERYBODY
from bot.store.audit import Audit
from bot.store.lane import Lane
from bot.store.officer_links import Link, OfficerLinks

_KEY = 16
"""Letters of the name of a batch."""


class OfficersAside:
    """See delivery.asides.Aside."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._links = OfficerLinks(desk.store.database)

    async def __call__(self, delivered: Delivered, lane: Lane, *, now: datetime) -> Settled | None:
        """See Aside."""
        message = delivered.message
        if message is None or message.kind is not Kind.TEXT:
            return None
        if code := link_code(message):
            return await linking.linked(self._desk, code, delivered, lane, now=now)
        link = await self._links.of_chat(lane) if delivered.private else None
        if link is None or link.officer.role not in EVERYBODY:
            return None
        sitting = Sitting.from_json(link.review) if link.review else Sitting()
        command = _meant(message, sitting, now)
        if command is None:
            return None
        if command.verb is Verb.UNLINK:
            return self._unlinked(lane, now)
        if command.verb is not Verb.WORK and not sitting.is_alive(now):
            return Settled((Reply(screens.NO_MORE),), linking.kept_nothing)
        return await self._reviewed(link, sitting, command, self._key(delivered), now)

    async def _reviewed(self, link: Link, sitting: Sitting, command: Command, key: str, now: datetime) -> Settled:
        database = self._desk.store.database

        async def intend(begun: Sitting) -> None:
            async with database.transaction(writes=True) as connection:
                await self._links.keep_review(connection, link.id, begun.to_json())

        acting = Acting(self._desk, link.officer, now)
        came: Came = await carried_out(Move(acting, sitting, command, key, intend))

        async def keep(connection: AsyncConnection) -> None:
            await self._links.keep_review(connection, link.id, came.sitting.to_json() if came.sitting else {})
            for deed in came.deeds:
                await Audit(database).noted(connection, deed)

        return Settled(came.replies, keep)

    def _unlinked(self, lane: Lane, now: datetime) -> Settled:
        async def keep(connection: AsyncConnection) -> None:
            await self._links.unlink(connection, lane, now=now)

        return Settled((Reply(screens.UNLINKED),), keep)

    def _key(self, delivered: Delivered) -> str:
        """The same whenever this message comes; nobody can tell from it which it was."""
        told = self._desk.store.pseudonym(delivered.channel, f"{delivered.account}|{delivered.key}")
        return sha256(told.encode()).hexdigest()[:_KEY]


def _meant(message: Message, sitting: Sitting, now: datetime) -> Command | None:
    """The command in a message, as far as it can be told from what residents say."""
    command = read(message)
    if command is None or command.screen or command.verb in (Verb.WORK, Verb.UNLINK):
        return command
    if sitting.is_alive(now) and sitting.stage is not Stage.END:
        return command
    # Nothing is waited for: a number, and words that residents begin a question with, are no commands then.
    is_said_by_all = command.is_bare or command.verb in (Verb.NEW, Verb.FIND)
    only_commands = command.verb in (Verb.TAKE, Verb.REPLY, Verb.SKIP, Verb.UNDO)
    return command if not is_said_by_all and (only_commands or sitting.used) else None
