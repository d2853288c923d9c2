"""Answering: what lies in the inbox is handled, the messages of one chat in their order.

1. What comes of a message is one transaction: it is done with, the talk goes on, the question is logged, the replies lie in
   the outbox. Before it nothing has happened, after it nothing is left to do.
2. A message that cannot be handled is tried three times, then parked with a reason; the resident is told once.
3. A message whose handling ends the process every time is given up as well, or the service would never run again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import InterfaceError, OperationalError

from bot.channels import Channel, Delivered, Happening
from bot.core.conversation import Turn, Wish
from bot.core.message import Kind, Message, Reply
from bot.delivery.asides import Aside, Settled
from bot.delivery.bundles import Bundles
from bot.delivery.crew import Crew
from bot.delivery.gates import Gate
from bot.delivery.pace import Pace
from bot.delivery.payloads import of_part, to_delivered
from bot.delivery.thinking import Thinking
from bot.delivery.wishes import fulfilled
from bot.store.chats import Chat
from bot.store.inbox import Held
from bot.store.sql import AlreadyHandled, NotHeld, Overtaken, SqlStore
from bot.store.work import Outgoing, Work

_TRIES = 3
_CLASH = 0.1
"""What a clash with another process counts for: it passes, unless it is none."""
_CLAIMS = 20
"""Times a message may be in hand when its process dies; kills of a healthy service must not use them up."""
_LEFT = "Bà con đã chặn hoặc rời cuộc trò chuyện."
_TAKEN_OVER = "Cán bộ đã tự trả lời."
_UNREADABLE = "Không mở được nội dung đã niêm phong: PEPPER đã đổi."
_AHEAD = 8
"""Messages in hand that are not thought about yet: a process that dies must not use up the claims of those that only waited."""
_DEADLY = "Đã thử nhiều lần, lần nào dịch vụ cũng dừng giữa chừng."
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tools:
    """What answering works with."""

    store: SqlStore
    thinking: Thinking
    channels: Mapping[str, Channel]
    gate: Gate
    hear: Callable[[Message], Awaitable[Message]]
    """Puts words in the place of a voice, never raises; what it takes is part of the lease."""
    clock: Callable[[], datetime]
    refs: Callable[[], str]
    pace: Pace
    holder: str
    """The name of this process among those that share the database."""
    aside: Aside


class Answering:
    """Handles what was delivered."""

    def __init__(self, tools: Tools, *, replied: Callable[[str], None]) -> None:
        """`replied` is called with the channel that has something to send."""
        self._tools = tools
        self._replied = replied
        self._bundles = Bundles(tools.store.inbox, clock=tools.clock, wait=tools.pace.bundle)
        self._in_hand: set[int] = set()
        self._to_begin: set[int] = set()
        pace = tools.pace
        self.crew: Crew[Held] = Crew("answering", claim=self._claim, do=self._do, most=pace.most_in_hand, poll=pace.poll)

    async def _claim(self, room: int) -> Sequence[Held]:
        tools, now = self._tools, self._tools.clock()
        room = min(room, _AHEAD - len(self._to_begin))
        if room <= 0:
            return ()
        taken = await tools.store.inbox.claim(
            holder=tools.holder,
            channels=list(tools.channels),
            now=now,
            until=now + timedelta(seconds=tools.pace.lease),
            limit=room,
            but=list(self._in_hand),
        )
        self._to_begin.update(head.id for head in taken)
        return taken

    def _begun(self, head: Held) -> None:
        self._to_begin.discard(head.id)
        if len(self._to_begin) <= _AHEAD // 2:
            self.crew.wake()

    async def _do(self, head: Held) -> None:
        self._in_hand.add(head.id)
        try:
            await self._tried(head)
        except NotHeld:
            log.warning("a message of %s was taken over by another process", head.lane.channel)
        finally:
            self._in_hand.discard(head.id)
            self._begun(head)
        self._replied(head.lane.channel)

    async def _tried(self, head: Held) -> None:
        if head.payload is None:
            await self._give_up(head, None, _UNREADABLE)
            return
        delivered = to_delivered(head.payload)
        if head.tries > _CLAIMS:
            await self._give_up(head, delivered, _DEADLY)
            return
        failed, fault, loop = 0.0, "", asyncio.get_running_loop()
        lease_ends = loop.time() + self._tools.pace.lease
        while failed < _TRIES:
            try:
                await self._handle(head, delivered)
            except NotHeld:
                raise
            except (OperationalError, InterfaceError, OSError):  # the store's trouble, not the message's
                if loop.time() > lease_ends:
                    raise
                await asyncio.sleep(self._tools.pace.poll)
            except (AlreadyHandled, Overtaken) as clash:  # the code is taken, or the talk went on: again, from there
                failed, fault = failed + _CLASH, f"Lỗi khi ghi: {type(clash).__name__}."
            except Exception as error:  # one message must not stop the service; what was typed stays out of the log
                failed, fault = int(failed) + 1, f"Lỗi khi xử lý: {type(error).__name__}."
                log.exception("message of %s could not be handled, try %d", head.lane.channel, failed)
                await asyncio.sleep(self._tools.pace.poll * failed / 4)
            else:
                return
        await self._give_up(head, delivered, fault)

    async def _give_up(self, head: Held, delivered: Delivered | None, reason: str) -> None:
        """Park a message and say so; when even that cannot be said, without a word."""
        log.error("a message of %s was given up: %s", head.lane.channel, reason)
        try:
            await self._park(head, delivered, reason)
        except NotHeld:
            raise
        except Exception:
            log.exception("nobody of %s could be told", head.lane.channel)
            await self._park(head, None, reason)

    async def _park(self, head: Held, delivered: Delivered | None, reason: str) -> None:
        tools, now = self._tools, self._tools.clock()
        async with tools.store.parking(head, holder=tools.holder, now=now, reason=reason) as work:
            if delivered and delivered.message:
                await self._send(work, delivered, Chat(), (Reply(tools.thinking.say("trouble")),), at=head.at)

    async def _handle(self, head: Held, delivered: Delivered) -> None:
        if delivered.happening is not Happening.SAID or not delivered.message:
            await self._note(head, delivered)
        elif settled := await self._tools.aside(delivered, head.lane, now=self._tools.clock()):
            await self._settle(head, delivered, settled)
        else:
            await self._answer(head, delivered, delivered.message)

    async def _note(self, head: Held, delivered: Delivered) -> None:
        """What a provider tells of a chat."""
        tools, now = self._tools, self._tools.clock()
        at = delivered.at or head.at
        async with tools.store.settling(head, holder=tools.holder, now=now) as work:
            match delivered.happening:
                case Happening.SAID | Happening.FOLLOWED:
                    await work.reachable(Chat(left=True))
                case Happening.LEFT:
                    await work.left(_LEFT)
                case Happening.WITHDRAWN:
                    await work.forget()
                case Happening.TAKEN_OVER:
                    await work.quiet(at + tools.pace.takeover, _TAKEN_OVER)
                case Happening.ECHOED:
                    await work.echoed(delivered.echo, delivered.echo_text, at=at)
                case Happening.MOVED:
                    await work.moved(delivered.address)

    async def _settle(self, head: Held, delivered: Delivered, settled: Settled) -> None:
        tools = self._tools
        chat = await tools.store.chat(head.lane)
        async with tools.store.settling(head, holder=tools.holder, now=tools.clock()) as work:
            await work.reachable(chat)
            await work.also(settled.keep)
            await self._send(work, delivered, chat, settled.replies, at=head.at)

    async def _answer(self, head: Held, delivered: Delivered, message: Message) -> None:
        tools, ref = self._tools, self._tools.refs()
        chat = await tools.store.chat(head.lane)
        turn, also = await self._turn(chat, message, head, ref)
        now = tools.clock()
        quiet = chat.is_quiet(now)
        said = () if quiet else turn.replies
        async with tools.store.settling(head, also, holder=tools.holder, now=now, replies=said) as work:
            await work.reachable(chat)
            if turn.wish is not Wish.NONE:  # asked of the bot by name: an officer in the chat changes nothing
                said = (await fulfilled(turn.wish, work, tools.thinking.responder.speech, hamlet=chat.talk.hamlet),)
            elif quiet:
                await work.log(turn, ref=ref)
            else:
                await work.record(chat, turn, ref=ref, address=delivered.address)
            await self._send(work, delivered, chat, said, at=head.at, fleeting=turn.wish is Wish.ERASE)

    async def _turn(self, chat: Chat, message: Message, head: Held, ref: str) -> tuple[Turn, Sequence[Held]]:
        """What comes of a message, and which others of its chat it is one question with."""
        tools, now = self._tools, self._tools.clock()
        if held := await tools.gate(chat.talk, message, now=now, ref=ref):
            return held, ()
        if message.kind is Kind.VOICE:  # hearing takes seconds and must not hold up the others
            self._begun(head)
        message = await tools.hear(message)
        turn = await tools.thinking.respond(chat.talk, message, now=now, ref=ref)
        self._begun(head)
        whole, also = await self._bundles.whole(head, message, turn)
        if whole:
            together = await tools.thinking.respond(chat.talk, whole, now=now, ref=ref)
            if self._bundles.belong(together):
                return together, also
        return turn, ()

    async def _send(
        self, work: Work, delivered: Delivered, chat: Chat, replies: Sequence[Reply], *, at: datetime, fleeting: bool = False
    ) -> None:
        """Into the outbox; due since the message came, so that nobody is answered out of the blue days later."""
        channel = self._tools.channels[delivered.channel]
        parts = [part for reply in replies if reply.text or reply.image for part in channel.parts(reply)]
        address = chat.address or delivered.address
        await work.send([Outgoing(address, of_part(part)) for part in parts], due=at, fleeting=fleeting)
