"""Telegram: updates by long polling or by webhook, answers by sendMessage. https://core.telegram.org/bots/api

1. Nothing received is lost. PTB's own Updater confirms updates when it has fetched them, so a crash forgets those it
   still queues; here Application has no updater, and an update is confirmed (polling: the next offset, webhook: the 200)
   only when it has been handled. Telegram delivers again for 24 hours; `Answered.repeated` keeps that from being heard.
2. Messages of one chat are handled in their order, different chats side by side.
3. A message that may have arrived is not sent again; one that never left is.
4. No text, name, chat id or token in the log. PTB and httpx log all of these, so they are kept quiet.
"""

import asyncio
import hmac
import json
import logging
import os
import re
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import httpx
from aiohttp import web
from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters, Update, User
from telegram import Message as Received
from telegram.constants import ChatAction, ChatType, MessageEntityType
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError
from telegram.ext import AIORateLimiter, Application, TypeHandler
from telegram.request import HTTPXRequest

from bot.channels import Answer, Answered
from bot.channels.splitting import split
from bot.core.message import Choice, Message, Reply
from bot.errors import Refused, SettingsError

PATH = "/telegram"
MAX_BODY = 1024 * 1024
MAX_TEXT = 4096
"""UTF-16 units, https://core.telegram.org/bots/api#sendmessage (2026-11)."""
MAX_CODE = 64
"""Bytes of callback_data, https://core.telegram.org/bots/api#inlinekeyboardbutton (2026-11)."""
MAX_ROW, MAX_BUTTONS = 8, 100
"""Not documented; what clients show and the server takes (seen 2026-11)."""
MAX_LABEL = 60
"""Characters a phone shows on a button of full width, about two lines."""
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
"""secret_token, https://core.telegram.org/bots/api#setwebhook (2026-11)."""
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105
ALLOWED_UPDATES = ("message", "callback_query")
COMMANDS = (
    ("start", "Bắt đầu trò chuyện"),
    ("chude", "Xem các chủ đề có thể hỏi"),
    ("trogiup", "Hướng dẫn cách hỏi"),
    ("gapcanbo", "Liên hệ cán bộ của xã"),
    ("dulieu", "Xem dữ liệu đang lưu về cuộc trò chuyện này"),
    ("xoa", "Xóa dữ liệu đang lưu về cuộc trò chuyện này"),
)
ALARM = "🚨"

_COMMAND = re.compile(r"(/\w+)@(\w+)")
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_T = TypeVar("_T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things may take, in seconds."""

    poll: int = 25
    """One getUpdates waits this long for something new."""
    pace: float = 0.5
    """How often to look for something new while a slow answer is in hand."""
    request: float = 15
    """Any other request."""
    typing_after: float = 0.5
    """Most answers are quicker; a group may be sent only 20 things a minute, so "typing" is for slow ones."""
    typing_every: float = 4.5
    """Telegram shows it for 5 s."""
    resend: tuple[float, ...] = (1, 3, 9)
    """Before sending again what certainly never left."""
    retry_first: float = 1
    """While Telegram cannot be reached; doubled each time."""
    retry_most: float = 300
    grace: float = 20
    """What is in hand may take this long when the bot stops."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One sendMessage."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer goes."""

    chat: int
    thread: int | None = None
    asked: int | None = None
    """In a group the message to reply to."""


def read(update: Update, *, me: User) -> Message | None:
    """What a resident said to the bot; None for everything else."""
    if update.callback_query:
        return _read_tap(update.callback_query, update.update_id)
    message = update.message
    if message is None or not _is_said(message):
        return None
    text = _whole(message.text or message.caption or "")
    addressed = _addressed(message, text, me) if message.chat.type in _GROUPS else _without_name(text, me)
    return None if addressed is None else Message("telegram", str(message.chat.id), str(update.update_id), addressed)


def _is_said(message: Received) -> bool:
    """By a person (admins of a group may write in its name), and not a service message."""
    writer = message.from_user
    in_the_groups_name = message.sender_chat is not None and message.sender_chat.id == message.chat.id
    if writer is None or (writer.is_bot and not in_the_groups_name) or message.is_automatic_forward:
        return False
    return any((message.text, message.caption, message.effective_attachment, message.checklist))


def _whole(text: str) -> str:
    """Without halves of surrogate pairs, which JSON can spell but nothing can store or send."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _without_name(text: str, me: User) -> str:
    """Of "/chude@XaBot" the "/chude"."""
    command = _COMMAND.match(text)
    return command[1] + text[command.end() :] if command and _is_me(command[2], me) else text


def _is_me(name: str, me: User) -> bool:
    return name.lower() == (me.username or "").lower()


def _addressed(message: Received, text: str, me: User) -> str | None:
    """What is said to the bot in a group, or None: a command with its name, a mention, a reply to it."""
    if command := _COMMAND.match(text):
        return _without_name(text, me) if _is_me(command[2], me) else None
    units = text.encode("utf-16-le")
    mentioned = False
    for entity in sorted(message.entities or message.caption_entities, key=lambda e: e.offset, reverse=True):
        first, last = 2 * entity.offset, 2 * (entity.offset + entity.length)
        by_name = entity.type == MessageEntityType.MENTION and _is_me(units[first + 2 : last].decode("utf-16-le", "replace"), me)
        if by_name or (entity.type == MessageEntityType.TEXT_MENTION and entity.user and entity.user.id == me.id):
            units, mentioned = units[:first] + units[last:], True
    if mentioned:
        return re.sub(r"[ \t]{2,}", " ", units.decode("utf-16-le", "replace")).strip(" \t\n,:;")
    replied = message.reply_to_message
    return text if replied and replied.from_user and replied.from_user.id == me.id else None


def _read_tap(query: CallbackQuery, update_id: int) -> Message | None:
    if query.message is None or not query.data:
        return None
    keyboard = query.message.reply_markup if isinstance(query.message, Received) else None
    buttons = [button for row in keyboard.inline_keyboard for button in row] if keyboard else []
    label = next((button.text for button in buttons if button.callback_data == query.data), "")
    return Message("telegram", str(query.message.chat.id), str(update_id), _whole(label), choice=_whole(query.data))


def write(reply: Reply) -> list[Outgoing]:
    """A reply as messages: choices as numbers in the text and as buttons under the last one, actions as a row of buttons."""
    text = reply.text.strip()
    if reply.urgent and not text.startswith(ALARM):
        text = f"{ALARM} {text}"
    numbered = "\n".join(f"{number}. {_one_line(choice.label)}" for number, choice in enumerate(reply.choices, 1))
    parts = split("\n\n".join(part for part in (text, numbered) if part), MAX_TEXT)
    return [Outgoing(part) for part in parts[:-1]] + [Outgoing(part, _keyboard(reply)) for part in parts[-1:]]


def _keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    choices = [[_button(choice)] for choice in reply.choices if is_tappable(choice)]
    actions = [_button(action) for action in reply.actions if is_tappable(action)]
    actions = actions[: max(0, MAX_BUTTONS - len(choices))]
    rows = choices[:MAX_BUTTONS] + [actions[i : i + MAX_ROW] for i in range(0, len(actions), MAX_ROW)]
    return InlineKeyboardMarkup(rows) if rows else None


def is_tappable(choice: Choice) -> bool:
    """Whether Telegram takes it as a button; one bad button would cost the whole message."""
    return bool(choice.label.strip()) and 0 < len(choice.code.encode()) <= MAX_CODE


def _button(choice: Choice) -> InlineKeyboardButton:
    return InlineKeyboardButton(_cut(_one_line(choice.label)), callback_data=choice.code)


def _one_line(label: str) -> str:
    return " ".join(label.split())


def _cut(label: str) -> str:
    """The label as a button has room for it, cut at a word."""
    if len(label) <= MAX_LABEL:
        return label
    head = label[:MAX_LABEL].rpartition(" ")[0] or split(label, MAX_LABEL - 1)[0]
    return head.rstrip(" ,;:–-") + "…"


def _is_update(data: object) -> bool:
    return isinstance(data, dict) and type(data.get("update_id")) is int


def _digestible(data: dict[str, Any]) -> dict[str, Any]:
    """The update, or only its number if PTB cannot read it: refused, it would come again and again for a day."""
    try:
        chat = Update.de_json(data, None).effective_chat
        if chat is None or isinstance(chat.id, int):
            return data
    except Exception:  # noqa: BLE001 - PTB checks no types, so anything can happen in it
        _log.debug("Telegram: what PTB could not read follows")
    _log.warning("Telegram: passed over an update of an unknown shape")
    return {"update_id": data["update_id"]}


class _Polling(HTTPXRequest):
    """Where getUpdates comes in: in PTB one update it cannot read holds up all others for ever."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        answer = HTTPXRequest.parse_json_payload(payload)
        if isinstance(answer.get("result"), list):
            answer["result"] = [_digestible(data) for data in answer["result"] if _is_update(data)]
        return answer


def _keep_quiet() -> None:
    """PTB logs updates and parameters, even when it is critical, and httpx addresses with the token; we report instead."""
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    # Or PTB 22 warns of its own use of a deprecated attribute at every 429.
    os.environ.setdefault("PTB_TIMEDELTA", "true")


def _never_left(error: NetworkError) -> bool:
    return isinstance(error.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)


class Telegram:
    """The channel: `start()` and `stop()` it, and serve its `routes()`."""

    def __init__(
        self,
        token: str,
        answer: Answer,
        *,
        base_url: str = "https://api.telegram.org/bot",
        webhook_url: str = "",
        secret: str = "",
        timing: Timing | None = None,
    ) -> None:
        """Poll, or with a `webhook_url` (the public https address that leads to PATH) and a `secret` be called."""
        if webhook_url and not SECRET.fullmatch(secret):
            raise SettingsError("the secret of the Telegram webhook must be 1-256 of A-Z a-z 0-9 _ -")
        _keep_quiet()
        self._token, self._answer = token, answer
        self._webhook_url, self._secret = webhook_url, secret
        self._timing = timing or Timing()
        self._application = self._build(base_url)
        self._bot = self._application.bot
        self._ready = self._stopping = False
        self._trouble = ""
        self._offset = 0
        self._runner: asyncio.Task[None] | None = None
        self._in_hand: dict[int, asyncio.Task[None]] = {}
        self._last_of_chat: dict[int, asyncio.Task[None]] = {}
        self._errands: set[asyncio.Task[None]] = set()

    def _build(self, base_url: str) -> Application[Any, Any, Any, Any, Any, Any]:
        seconds = self._timing.request
        timeouts: dict[str, Any] = {f"{what}_timeout": seconds for what in ("connect", "read", "write", "pool")}
        application = (
            Application.builder()
            .token(self._token)
            .base_url(base_url)
            .request(HTTPXRequest(**timeouts))
            .get_updates_request(_Polling(connection_pool_size=1, **timeouts))
            .rate_limiter(AIORateLimiter(max_retries=2))
            .updater(None)
            .job_queue(None)
            .build()
        )
        application.add_handler(TypeHandler(Update, self._handle))
        application.add_error_handler(self._report)
        return application

    @property
    def connected(self) -> bool:
        """Whether Telegram was reached: when polling within the last minute, with a webhook at the start."""
        return self._ready and not self._trouble

    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self._receive)] if self._webhook_url else []

    async def start(self) -> None:
        """Connect in the background: in Vietnam Telegram is often blocked, and the other channels must run all the same."""
        self._runner = asyncio.create_task(self._run(), name="telegram")

    async def stop(self) -> None:
        """Finish what is in hand; what is not finished in time is not confirmed and will be delivered again."""
        self._stopping = True
        if self._runner:
            self._runner.cancel()
            await asyncio.wait([self._runner])
        await self._finish({*self._in_hand.values(), *self._errands})
        if self._ready and not self._webhook_url:
            with suppress(TelegramError):
                await self._bot.get_updates(offset=self._confirmed(), limit=1, timeout=0, allowed_updates=ALLOWED_UPDATES)
        await self._application.shutdown()
        await self._bot.shutdown()

    async def _finish(self, tasks: set[asyncio.Task[None]]) -> None:
        if not tasks:
            return
        _, unfinished = await asyncio.wait(tasks, timeout=self._timing.grace)
        for task in unfinished:
            task.cancel()
        if unfinished:
            _log.warning("Telegram: stopped with %d unfinished", len(unfinished))
            await asyncio.wait(unfinished)

    # Connecting and polling

    async def _run(self) -> None:
        await self._keep_trying(self._connect)
        if not self._webhook_url:
            await self._poll()

    async def _keep_trying(self, do: Callable[[], Awaitable[_T]]) -> _T:
        wait = self._timing.retry_first
        while True:
            try:
                result = await do()
            except Exception as exc:  # noqa: BLE001 - whatever it is, the connection must come back by itself
                if self._trouble != type(exc).__name__:
                    _log.warning("Telegram cannot be used, trying again in the background: %s", self._told(exc))
                self._trouble = type(exc).__name__
                await asyncio.sleep(wait)
                wait = min(2 * wait, self._timing.retry_most)
            else:
                if self._trouble:
                    _log.info("Telegram can be used again")
                self._trouble = ""
                return result

    async def _connect(self) -> None:
        await self._application.initialize()
        self._ready = True
        if self._webhook_url:
            await self._bot.set_webhook(self._webhook_url, secret_token=self._secret, allowed_updates=ALLOWED_UPDATES)
        else:
            await self._bot.delete_webhook()
        try:
            await self._bot.set_my_commands(COMMANDS)
        except TelegramError as exc:
            _log.warning("Telegram: the menu of commands was not set: %s", self._told(exc))

    async def _poll(self) -> None:
        """Ask for what is new, from the oldest that is not handled on; what is in hand comes again and is passed over."""
        taken: set[int] = set()
        while True:
            offset, wait = self._confirmed(), self._timing.poll
            ask = partial(self._bot.get_updates, offset=offset, timeout=wait, allowed_updates=ALLOWED_UPDATES)
            for update in await self._keep_trying(ask):
                if update.update_id not in taken:
                    taken.add(update.update_id)
                    self._offset = update.update_id + 1
                    self._take(update)
            if self._in_hand:  # or the next call returns them at once, again and again
                await asyncio.wait(self._in_hand.values(), timeout=self._timing.pace)
            taken = {update_id for update_id in taken if update_id >= self._confirmed()}

    def _confirmed(self) -> int:
        """The offset: everything before it is handled."""
        return min(self._in_hand, default=self._offset)

    # Being called

    async def _receive(self, request: web.Request) -> web.Response:
        try:
            update = await self._delivered(request)
        except Refused as refused:
            _log.warning("Telegram: refused a delivery: %s", refused)
            return web.Response(status=refused.status)
        if self._stopping or not self._ready:
            return web.Response(status=503, headers={"Retry-After": "1"})
        task = self._take(update)
        await asyncio.wait([task])
        return web.Response(status=503 if task.cancelled() else 200)

    async def _delivered(self, request: web.Request) -> Update:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._secret.encode()):
            raise Refused("wrong secret", status=401)
        body = bytearray()
        try:
            async for chunk in request.content.iter_chunked(MAX_BODY):
                body += chunk
                if len(body) > MAX_BODY:
                    raise Refused("too large", status=413)
            data = json.loads(body)
        except (ValueError, RecursionError, web.RequestPayloadError, ConnectionResetError) as exc:
            raise Refused("cut short or not JSON") from exc
        if not _is_update(data):
            raise Refused("not an update")
        return Update.de_json(_digestible(data), None)

    # Handling

    def _take(self, update: Update) -> asyncio.Task[None]:
        """Handle an update after the earlier ones of its chat."""
        if again := self._in_hand.get(update.update_id):
            return again
        if update.callback_query:
            self._errand(self._acknowledge(update.callback_query))
        chat = update.effective_chat.id if update.effective_chat else 0
        task = asyncio.create_task(self._after(self._last_of_chat.get(chat), update))
        self._in_hand[update.update_id] = self._last_of_chat[chat] = task
        task.add_done_callback(partial(self._taken, update.update_id, chat))
        return task

    def _taken(self, update_id: int, chat: int, task: asyncio.Task[None]) -> None:
        if self._last_of_chat.get(chat) is task:
            del self._last_of_chat[chat]
        if not task.cancelled():  # unfinished at the end: not to be confirmed
            del self._in_hand[update_id]

    async def _after(self, earlier: asyncio.Task[None] | None, update: Update) -> None:
        if earlier:
            await asyncio.wait([earlier])
        await self._application.process_update(update)

    def _errand(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)
        return task

    async def _acknowledge(self, query: CallbackQuery) -> None:
        """Stop the button from spinning; a tap of yesterday is "too old", which hurts nobody."""
        with suppress(TelegramError):
            await self._bot.answer_callback_query(query.id)

    async def _handle(self, update: Update, _context: object) -> None:
        message, place = read(update, me=self._bot.bot), _place(update)
        if message is None or place is None:
            return
        answered = await self._answered(message, place)
        if answered.repeated:
            return
        for reply in answered.replies:
            for choice in (*reply.choices, *reply.actions):
                if not is_tappable(choice):
                    _log.error("Telegram: left out a button, its code is empty or longer than %d bytes", MAX_CODE)
        await self._deliver([outgoing for reply in answered.replies for outgoing in write(reply)], place)

    async def _answered(self, message: Message, place: Place) -> Answered:
        typing = asyncio.create_task(self._type(place))
        try:
            return await self._answer(message)
        finally:
            typing.cancel()
            await asyncio.wait([typing])

    async def _type(self, place: Place) -> None:
        await asyncio.sleep(self._timing.typing_after)
        with suppress(TelegramError):
            while True:
                await self._bot.send_chat_action(place.chat, ChatAction.TYPING, message_thread_id=place.thread)
                await asyncio.sleep(self._timing.typing_every)

    # Sending

    async def _deliver(self, outgoings: list[Outgoing], place: Place) -> None:
        for outgoing in outgoings:
            try:
                place = await self._send(outgoing, place)
            except Forbidden:
                _log.info("Telegram: a reply was dropped, the bot is blocked or was removed there")
                return
            except BadRequest:
                raise
            except NetworkError as exc:
                if _never_left(exc):
                    raise
                _log.warning("Telegram: a reply may not have arrived and is not sent again: %s", self._told(exc))

    async def _send(self, outgoing: Outgoing, place: Place) -> Place:
        """Send one message, and again where it is certain that nothing was sent; the place, as the group may have moved."""
        for wait in (*self._timing.resend, None):
            try:
                await self._send_once(outgoing, place)
            except ChatMigrated as exc:
                if wait is None:
                    raise
                place = Place(exc.new_chat_id)
            except BadRequest:
                # Refused for its form: once more in the simplest.
                simplest = Outgoing(outgoing.text), Place(place.chat)
                if wait is None or (outgoing, place) == simplest:
                    raise
                outgoing, place = simplest
            except NetworkError as exc:
                if wait is None or not _never_left(exc):
                    raise
                await asyncio.sleep(wait)
            else:
                break
        return place

    async def _send_once(self, outgoing: Outgoing, place: Place) -> None:
        asked = ReplyParameters(place.asked, allow_sending_without_reply=True) if place.asked else None
        await self._bot.send_message(
            place.chat,
            outgoing.text,
            reply_markup=outgoing.keyboard,
            reply_parameters=asked,
            message_thread_id=place.thread,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    # Reporting

    async def _report(self, _update: object, context: Any) -> None:
        _log.error("Telegram: a message was not answered: %s", self._told(context.error))

    def _told(self, exc: BaseException) -> str:
        """What went wrong without anything a resident wrote: a foreign message may quote it, Telegram's do not."""
        if isinstance(exc, TelegramError):
            # The part after the colon, as ":" may be spelled "%3A".
            return f"{type(exc).__name__}: {exc}".replace(self._token.rpartition(":")[2], "<token>")
        frames = traceback.extract_tb(exc.__traceback__)[-3:]
        return " > ".join([type(exc).__name__, *(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)])


def _place(update: Update) -> Place | None:
    message = update.callback_query.message if update.callback_query else update.message
    if message is None:
        return None
    if not isinstance(message, Received):  # tapped under a message too old to be shown
        return Place(message.chat.id)
    thread = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat.id, thread, message.message_id if message.chat.type in _GROUPS else None)
