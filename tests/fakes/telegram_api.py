"""A Telegram of our own: the part of the Bot API this project uses, on loopback, as strict as the real one is known to be.

What residents do (`says`, `taps`, `asks_inline`, `blocks` …) becomes updates, delivered by getUpdates or to the webhook; what
the bot does is in `calls`, `sent` and `photos`. `fail` makes the next calls of a method go wrong. Tests enter it with
`async with`, scripts may `start()` and `stop()` it.
"""

import asyncio
import json
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

import aiohttp
from aiohttp import web

from tests.fakes.waiting import until

DATE = 1790000000
TOKEN = "123456789:AAF-not-a-real-token_of_the_tests0"


@dataclass(frozen=True, slots=True)
class Call:
    """What the bot asked for; nested values are parsed."""

    method: str
    values: dict
    status: int

    def __getitem__(self, key):
        return self.values[key]


@dataclass(frozen=True, slots=True)
class Failure:
    """How a call goes wrong: a status with an answer, never an answer (`hangs`), or a closed connection (`drops`).

    In all three the whole request was read: its bytes have left the bot.
    """

    status: int = 500
    description: str = "Internal Server Error"
    parameters: dict = field(default_factory=dict)
    hangs: bool = False
    drops: bool = False
    carried_out: bool = False
    """The call took effect all the same; only the answer is missing."""


def flood(seconds):
    return Failure(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


class Bad(Exception):
    def __init__(self, description, status=400, **parameters):
        super().__init__(description)
        self.failure = Failure(status, description, parameters)


class TelegramApi:
    """Start it with `async with`; `base_url` is what the bot is given."""

    def __init__(self, *, token=TOKEN, username="XaThuBot"):
        self.token = token
        self.me = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Xã thử", "username": username}
        self.port = 0
        self.calls: list[Call] = []
        self.commands: list[dict] = []
        self.blocked: set[int] = set()
        self.moved: dict[int, int] = {}
        self.webhook: dict = {}
        self.webhook_trouble: dict = {}
        """last_error_date and last_error_message of getWebhookInfo."""
        self.deliveries: list[tuple[int, int]] = []
        """update_id and the status the webhook answered."""
        self.redelivery_delay = 0.05
        self.unheard = 0
        """So many answers of the webhook are lost on their way: the update is delivered again."""
        self.pending: dict[int, dict] = {}
        self._failures: dict[str, deque[Failure]] = {}
        self._ids, self._update_ids = count(1000), count(1)
        self._open_queries: set[str] = set()
        self._open_inline_queries: set[str] = set()
        self._poll = 0
        self._changed = asyncio.Event()
        self._queues: dict[str, asyncio.Queue] = {}
        self._queued: set[int] = set()
        self._couriers: list[asyncio.Task] = []
        self._runner: web.AppRunner | None = None

    @property
    def base_url(self):
        return f"http://127.0.0.1:{self.port}/bot"

    async def __aenter__(self):
        await self.start()
        return self

    async def __aexit__(self, *_):
        await self.stop()

    async def start(self):
        """Come up on a free port."""
        await self.come_up()

    async def stop(self):
        """For good."""
        for courier in self._couriers:
            courier.cancel()
        await asyncio.gather(*self._couriers, return_exceptions=True)
        await self.go_down()

    async def come_up(self):
        """Listen, on the same port as before."""
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._called)
        self._runner = web.AppRunner(app, shutdown_timeout=0.01, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()
        self.port = self._runner.addresses[0][1]

    async def go_down(self):
        """Refuse connections."""
        if self._runner:
            self._tell()
            await self._runner.cleanup()
        self._runner = None

    # What residents do

    def says(self, text=None, *, chat=7, **fields):
        """A message in a private chat, or with `chat` negative in a group; further fields of the message as they are."""
        content = {} if text is None else {"text": text}
        if text and text.startswith("/"):
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        return self.happens(message=self.message(chat, **content, **fields))

    def taps(self, call_or_id, data, *, label=None):
        """A tap on a button under a message the bot sent (its Call), as the client reports it."""
        values = call_or_id.values
        query = {"id": str(next(self._ids)), "chat_instance": "1", "data": data, "from": _person(abs(values["chat_id"]))}
        shown = {k: values[k] for k in ("text", "reply_markup") if k in values}
        query["message"] = self.message(values["chat_id"], **shown) | {"from": self.me}
        self._open_queries.add(query["id"])
        return self.happens(callback_query=query)

    def asks_inline(self, query, *, user=7, offset=""):
        """Typed after "@bot" in any chat; its number is that of the update, its id counts on."""
        values = {"id": str(next(self._ids)), "from": _person(user), "query": query, "offset": offset, "chat_type": "supergroup"}
        self._open_inline_queries.add(values["id"])
        return self.happens(inline_query=values)

    def blocks(self, chat=7):
        """A resident blocks the bot; with `chat` negative a group throws it out."""
        self.blocked.add(chat)
        return self._changes_place(chat, "member", "kicked", until_date=0)

    def unblocks(self, chat=7):
        self.blocked.discard(chat)
        return self._changes_place(chat, "kicked", "member")

    def _changes_place(self, chat, before, after, **fields):
        old = {"user": self.me, "status": before} | ({"until_date": 0} if before == "kicked" else {})
        new = {"user": self.me, "status": after, **fields}
        common = {"chat": _chat(chat), "from": _person(abs(chat)), "date": DATE}
        return self.happens(my_chat_member={**common, "old_chat_member": old, "new_chat_member": new})

    def moves(self, group, to):
        """A group becomes a supergroup: said in the old one, and no answer to the old address any more."""
        self.moved[group] = to
        return self.happens(message=self.message(group, migrate_to_chat_id=to))

    def message(self, chat, **fields):
        return {"message_id": next(self._ids), "date": DATE, "chat": _chat(chat), "from": _person(abs(chat))} | fields

    def happens(self, **content):
        """Any update; its number."""
        update = {"update_id": next(self._update_ids), **content}
        self.pending[update["update_id"]] = update
        if self.webhook:
            self._dispatch(update)
        self._tell()
        return update["update_id"]

    # What went on

    @property
    def sent(self):
        return [call for call in self.calls if call.method == "sendMessage" and call.status == 200]

    @property
    def photos(self):
        return [call for call in self.calls if call.method == "sendPhoto" and call.status == 200]

    def texts(self, chat=7):
        return [call["text"] for call in self.sent if call["chat_id"] == chat]

    def fail(self, method, *failures):
        self._failures.setdefault(method, deque()).extend(failures)

    async def until(self, happened: Callable[[], object], within=5.0):
        """Wait for something to become true, and say what was seen if it does not."""
        await until(happened, self._changed, within=within, seen=self._seen)

    def _seen(self):
        return f"seen: {[(call.method, call.status) for call in self.calls]}, delivered: {self.deliveries}"

    async def until_sent(self, number=1):
        await self.until(lambda: len(self.sent) >= number)

    def called(self, method):
        return [call for call in self.calls if call.method == method]

    def _tell(self):
        self._changed.set()

    # The Bot API

    async def _called(self, request):
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return _refusal(Failure(401, "Unauthorized"))
        values = {key: _parsed(key, value) for key, value in (await request.post()).items()}
        failures = self._failures.get(method)
        failure = failures.popleft() if failures else None
        if failure and not failure.carried_out:
            return await self._goes_wrong(request, method, values, failure)
        act = getattr(self, f"_on_{method.lower()}", None)
        try:
            result = await act(values) if act else _raise(Bad("Not Found", 404))
        except Bad as bad:
            self._record(method, values, bad.failure.status)
            return _refusal(bad.failure)
        if method != "getUpdates" or result:
            self._record(method, values, 200)
        if failure:
            return await self._goes_wrong(request, method, values, failure)
        return web.json_response({"ok": True, "result": result})

    def _record(self, method, values, status):
        self.calls.append(Call(method, values, status))
        self._tell()

    async def _goes_wrong(self, request, method, values, failure):
        if not failure.carried_out:
            self._record(method, values, failure.status)
        if failure.hangs:
            await asyncio.sleep(60)
        if failure.drops:
            request.transport.close()
        return _refusal(failure)

    async def _on_getme(self, _values):
        return self.me

    async def _on_setmycommands(self, values):
        self.commands = values["commands"]
        return True

    async def _on_setwebhook(self, values):
        self.webhook = values if values.get("url") else {}
        for update in self.pending.values():
            self._dispatch(update)
        return True

    async def _on_deletewebhook(self, _values):
        self.webhook = {}
        return True

    async def _on_getwebhookinfo(self, _values):
        return {"url": self.webhook.get("url", ""), "pending_update_count": len(self.pending), **self.webhook_trouble}

    async def _on_getupdates(self, values):
        if self.webhook:
            raise Bad("Conflict: can't use getUpdates method while webhook is active", 409)
        self._poll = mine = self._poll + 1
        self._tell()
        offset, limit = int(values.get("offset", 0)), int(values.get("limit", 100))
        for update_id in [update_id for update_id in self.pending if update_id < offset]:
            del self.pending[update_id]
        end = asyncio.get_running_loop().time() + float(values.get("timeout", 0))
        while not self.pending and asyncio.get_running_loop().time() < end and self._runner:
            if self._poll != mine:
                raise Bad("Conflict: terminated by other getUpdates request", 409)
            await asyncio.sleep(0.01)
        return [self.pending[update_id] for update_id in sorted(self.pending)][:limit]

    async def _on_sendmessage(self, values):
        text = values.get("text", "")
        self._check_reachable(values["chat_id"])
        if not text.strip():
            raise Bad("Bad Request: message text is empty")
        _check_text(text, 4096, "Bad Request: message is too long")
        _check_buttons(values)
        return self.message(values["chat_id"], text=text) | {"from": self.me}

    async def _on_sendphoto(self, values):
        self._check_reachable(values["chat_id"])
        if not str(values["photo"]).startswith(("http://", "https://")):
            raise Bad("Bad Request: wrong file identifier/HTTP URL specified")
        _check_text(values.get("caption", ""), 1024, "Bad Request: message caption is too long")
        _check_buttons(values)
        photo = [{"file_id": "F", "file_unique_id": "Q", "width": 9, "height": 9}]
        return self.message(values["chat_id"], photo=photo) | {"from": self.me}

    def _check_reachable(self, chat):
        if chat in self.moved:
            raise Bad("Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=self.moved[chat])
        if chat in self.blocked and chat < 0:
            raise Bad("Forbidden: bot was kicked from the supergroup chat", 403)
        if chat in self.blocked:
            raise Bad("Forbidden: bot was blocked by the user", 403)

    async def _on_answerinlinequery(self, values):
        if str(values["inline_query_id"]) not in self._open_inline_queries:
            raise Bad("Bad Request: query is too old and response timeout expired or query ID is invalid")
        names = [result["id"] for result in values["results"]]
        if len(names) > 50 or len(set(names)) < len(names):
            raise Bad("Bad Request: RESULT_ID_DUPLICATE" if len(names) <= 50 else "Bad Request: too many inline query results")
        for result in values["results"]:
            if not 0 < len(result["id"].encode()) <= 64:
                raise Bad("Bad Request: RESULT_ID_INVALID")
            if not result["title"] or not result["input_message_content"]["message_text"].strip():
                raise Bad("Bad Request: message text is empty")
            _check_text(result["input_message_content"]["message_text"], 4096, "Bad Request: MESSAGE_TOO_LONG")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", values.get("button", {}).get("start_parameter", "x")):
            raise Bad("Bad Request: START_PARAM_INVALID")
        self._open_inline_queries.remove(str(values["inline_query_id"]))
        return True

    async def _on_answercallbackquery(self, values):
        if str(values["callback_query_id"]) not in self._open_queries:
            raise Bad("Bad Request: query is too old and response timeout expired or query ID is invalid")
        self._open_queries.remove(str(values["callback_query_id"]))
        return True

    # Delivery to the webhook: in order per chat, again until it is taken

    def _dispatch(self, update):
        content = update.get("message") or update.get("my_chat_member") or update.get("callback_query", {}).get("message") or {}
        chat = json.dumps(content.get("chat"))
        if update["update_id"] in self._queued:
            return
        self._queued.add(update["update_id"])
        if chat not in self._queues:
            self._queues[chat] = asyncio.Queue()
            self._couriers.append(asyncio.create_task(self._deliver_all(self._queues[chat])))
        self._queues[chat].put_nowait(update)

    async def _deliver_all(self, queue):
        async with aiohttp.ClientSession() as session:
            while True:
                update = await queue.get()
                delay = self.redelivery_delay
                while not 200 <= await self.deliver(session, update) < 300:
                    await asyncio.sleep(delay)
                    delay *= 2
                self.pending.pop(update["update_id"], None)

    async def deliver(self, session, update):
        """Post an update to the webhook as Telegram would."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "")}
        try:
            async with session.post(self.webhook["url"], json=update, headers=headers) as response:
                status = response.status
        except aiohttp.ClientError:
            status = 0
        if self.unheard:
            self.unheard, status = self.unheard - 1, 0
        self.deliveries.append((update["update_id"], status))
        self._tell()
        return status


def _chat(chat):
    kind = {"type": "private", "first_name": "Lan"} if chat > 0 else {"type": "supergroup", "title": "Tổ dân phố 3"}
    return {"id": chat, **kind}


def _check_text(text, limit, description):
    if len(text.encode("utf-16-le")) // 2 > limit:
        raise Bad(description)


def _check_buttons(values):
    for button in [b for row in values.get("reply_markup", {}).get("inline_keyboard", ()) for b in row]:
        if not button.get("text"):
            raise Bad("Bad Request: text buttons are unallowed in the inline keyboard")
        if not 0 < len(button["callback_data"].encode()) <= 64:
            raise Bad("Bad Request: BUTTON_DATA_INVALID")


def _person(user):
    return {"id": user, "is_bot": False, "first_name": "Lan", "language_code": "vi"}


def _parsed(key, value):
    """Values are strings; nested ones are JSON; text stays text."""
    if key in ("text", "caption", "photo", "url", "secret_token", "callback_query_id", "inline_query_id"):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _raise(error):
    raise error


def _refusal(failure):
    body = {"ok": False, "error_code": failure.status, "description": failure.description}
    if failure.parameters:
        body["parameters"] = failure.parameters
    return web.json_response(body, status=failure.status)
