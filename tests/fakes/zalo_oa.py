"""A Zalo of our own on loopback: the OpenAPI v3, OAuth v4 and webhooks of one Official Account, as channels.md tells of them.

What residents do (`says`, `taps`, `event`) is signed and posted to `webhook_url` as Zalo does, again when it is not taken;
what the bot does is in `sent` and `calls`. How it behaves are attributes: `fail`, `fail_token`, `shapes`, `refusals`,
`quota`, `per_minute`, `latency`, `echoes`. Also for scripts: `await start()`, `await stop()`.

It is strict where Zalo is: a refresh token works once, and a second use kills every token of the account.
"""

import asyncio
import json
import secrets
import time
from base64 import urlsafe_b64encode
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from itertools import count

import aiohttp
from aiohttp import web
from yarl import URL

APP_ID, APP_SECRET = "1234567890123456789", "app-secret-for-tests"
OA_ID, OA_SECRET = "388613280878808645", "oa-secret-for-tests"
RESIDENT = "246845883529197922"
WEBHOOK_PATIENCE = 2.0
CODE_LIFE = 600.0
WEEK = 7 * 24 * 3600
LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Failure:
    """How a call goes wrong: an `error` in the body, a status, silence (`hangs`), a closed connection (`drops`)."""

    code: int = 0
    status: int = 200
    body: bytes | None = None
    """Sent as it is, with any status."""
    headers: dict = field(default_factory=dict)
    hangs: bool = False
    drops: bool = False
    carried_out: bool = False
    """It took effect all the same; only the answer is missing."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message a resident, a group or a visitor got."""

    id: str
    path: str
    recipient: dict
    message: dict

    @property
    def text(self):
        return self.message.get("text", "")

    @property
    def payload(self):
        """Of the attachment."""
        return self.message.get("attachment", {}).get("payload", {})

    @property
    def shape(self):
        """ "template", "list", "media" or "" for plain text."""
        return self.payload.get("template_type") or ("template" if "buttons" in self.payload else "")

    @property
    def buttons(self):
        """Whatever their shape."""
        listed = [button for element in self.payload.get("elements", ()) for button in element.get("buttons", ())]
        return self.payload.get("buttons", listed)


class _No(Exception):
    """Refused with an error code."""

    def __init__(self, code):
        super().__init__(str(code))
        self.code = code


class ZaloOA:
    """Start it with `async with` or `start()`; `base_url` is both ZALO_BASE_URL and ZALO_OAUTH_URL."""

    def __init__(self, *, port=0, webhook_url=""):
        self.port, self.webhook_url = port, webhook_url
        self.calls: list[tuple[str, int]] = []
        """Path and `error` (or status) of every call."""
        self.sent: list[Sent] = []
        self.conversations: dict[str, list[dict]] = defaultdict(list)
        """By user, the oldest first."""
        self.deliveries: list[tuple[str, int, int]] = []
        """Event name, which attempt, the status the webhook answered (0: none)."""
        self.unsubscribed = False
        """Zalo gave up on the webhook."""
        # Behaviour
        self.shapes = {"template", "list"}
        """Shapes of buttons that are taken."""
        self.takes_pictures = True
        self.takes_quotes = True
        self.refusals: dict[str, int] = {}
        """By user or group, the code every message to them is refused with."""
        self.windows = False
        """Whether a resident must have written within seven days."""
        self.last_interaction: dict[str, float] = {}
        self.quota: int | None = None
        self.per_minute: int | None = None
        self.latency = 0.0
        self.echoes = False
        """Whether what is sent comes back as an event."""
        self.retry_delays = (0.05, 0.1, 0.15, 0.2, 0.3)
        """Between the attempts of a delivery; Zalo's are 30 s, 5, 15, 30 min, 1 h."""
        self.access_seconds = 90000
        # Tokens
        self.access_tokens: dict[str, float] = {}
        """Valid ones, and until when."""
        self.refresh_token = ""
        self.used_refresh_tokens: set[str] = set()
        self.lost = False
        """A refresh token was used twice: nothing works until another consent."""
        self.refreshes = 0
        self._consents: dict[str, tuple[str, float]] = {}
        self._failures: deque[Failure] = deque()
        self._token_failures: deque[Failure] = deque()
        self._ids, self._minute = count(1), deque()
        self._run = secrets.token_hex(3)
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None
        self._echoing: set[asyncio.Task] = set()

    @property
    def base_url(self):
        return f"http://127.0.0.1:{self.port}"

    async def start(self):
        """Listen, after a `stop` on the same port as before."""
        app = web.Application()
        app.router.add_get("/v4/oa/permission", self._consent)
        app.router.add_post("/v4/oa/access_token", self._give_tokens)
        app.router.add_post("/v3.0/oa/message/cs", self._cs)
        app.router.add_post("/v3.0/oa/group/message", self._cs)
        app.router.add_get("/v2.0/oa/getoa", self._get_oa)
        app.router.add_get("/v2.0/oa/conversation", self._get_conversation)
        app.router.add_post("/v3.0/oa/quota/message", self._get_quota)
        self._runner = web.AppRunner(app, shutdown_timeout=0.01, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()
        self.port = self._runner.addresses[0][1]
        self._session = aiohttp.ClientSession()
        return self

    async def stop(self):
        """Refuse connections; what was sent and which tokens are good stays."""
        for task in self._echoing:
            task.cancel()
        if self._session:
            await self._session.close()
        if self._runner:
            await self._runner.cleanup()
        self._runner = self._session = None

    async def __aenter__(self):
        return await self.start()

    async def __aexit__(self, *_):
        await self.stop()

    # How things go wrong

    def fail(self, *failures):
        """The next messages go so."""
        self._failures.extend(failures)

    def fail_token(self, *failures):
        """The next calls for tokens go so."""
        self._token_failures.extend(failures)

    def revoke_access(self):
        """Access tokens are worth nothing, the refresh token is."""
        self.access_tokens.clear()

    # What residents do

    def event(self, name, **fields):
        """Any event, stamped now; fields as they are."""
        common = {"app_id": APP_ID, "user_id_by_app": "555", "event_name": name, "timestamp": str(int(time.time() * 1000))}
        return common | fields

    def said(self, text, *, user=RESIDENT, kind="text", msg_id="", **message):
        """The event of a message."""
        message = {"msg_id": msg_id or self.new_id(), "text": text, **message}
        return self.event(f"user_send_{kind}", sender={"id": user}, recipient={"id": OA_ID}, message=message)

    async def says(self, text, **fields):
        """A resident writes; the status of the last attempt to deliver it."""
        event = self.said(text, **fields)
        user = event["sender"]["id"]
        self.last_interaction[user] = time.time()
        self._record(user, 1, text, event["message"]["msg_id"])
        return await self.deliver(event)

    async def taps(self, sent, number, *, user=RESIDENT):
        """A resident taps a button of a message: their own phone sends its payload."""
        return await self.says(sent.buttons[number]["payload"], user=user)

    def new_id(self):
        return f"{self._run}{next(self._ids):08x}"

    # Webhooks

    async def deliver(self, event):
        """Post an event until it is taken or Zalo gives up; the last status."""
        body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
        status = await self.post(body, event)
        for attempt, delay in enumerate(self.retry_delays, 1):
            if status == 200:
                return status
            await asyncio.sleep(delay)
            status = await self.post(body, event, num_retry=attempt)
        self.unsubscribed = self.unsubscribed or status != 200
        return status

    async def post(self, body, event, *, num_retry=0, signature=None, headers=None):
        """One attempt; `signature`: another header than the right one, "" for none."""
        if signature is None:
            signature = f"mac={sign(body, event.get('timestamp', ''))}"
        sent = {"Content-Type": "application/json"} | (headers or {})
        if signature:
            sent["X-ZEvent-Signature"] = signature
        if num_retry:
            sent["num_retry"] = str(num_retry)
        timeout = aiohttp.ClientTimeout(total=WEBHOOK_PATIENCE)
        try:
            async with self._session.post(self.webhook_url, data=BytesIO(body), headers=sent, timeout=timeout) as response:
                status = response.status
        except (aiohttp.ClientError, TimeoutError):
            status = 0
        self.deliveries.append((event.get("event_name", ""), num_retry, status))
        return status

    # What went on

    def texts(self, user=RESIDENT):
        return [sent.text for sent in self.sent if user in sent.recipient.values()]

    async def until(self, happened: Callable[[], object], within=15.0):
        """Wait for something to become true, and say what was seen if it does not."""
        try:
            async with asyncio.timeout(within):
                while not happened():  # noqa: ASYNC110 - it may be anything a test looks at
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"did not happen; calls: {self.calls[-20:]}, delivered: {self.deliveries[-20:]}") from None

    # OAuth

    def authorise(self):
        """The pair an officer's consent brings, without the way there."""
        self.lost = False
        return self._new_pair()

    async def _consent(self, request):
        asked = request.query
        if asked.get("app_id") != APP_ID or not asked.get("code_challenge"):
            return web.Response(status=400)
        code = secrets.token_urlsafe(24)
        self._consents[code] = (asked["code_challenge"], time.time() + CODE_LIFE)
        back = {"code": code, "oa_id": OA_ID, "state": asked.get("state", "")}
        raise web.HTTPFound(URL(asked["redirect_uri"]).update_query(back))

    async def _give_tokens(self, request):
        fields = await request.post()
        failure = self._token_failures.popleft() if self._token_failures else None
        if failure and not failure.carried_out:
            return await self._goes_wrong(request, failure)
        try:
            pair = self._granted(request.headers.get("secret_key"), fields)
        except _No as no:
            self.calls.append((request.path, no.code))
            return web.json_response({"error": no.code, "error_name": "-", "error_reason": "-", "error_description": "-"})
        if failure:
            return await self._goes_wrong(request, failure)
        await asyncio.sleep(self.latency)
        self.calls.append((request.path, 0))
        return web.json_response({**pair, "expires_in": str(self.access_seconds)})

    def _granted(self, secret, fields):
        if secret != APP_SECRET or fields.get("app_id") != APP_ID:
            raise _No(-14002)
        if fields.get("grant_type") == "authorization_code":
            challenge, until = self._consents.pop(fields.get("code", ""), ("", 0))
            digest = sha256(fields.get("code_verifier", "").encode()).digest()
            if not challenge or time.time() > until or urlsafe_b64encode(digest).rstrip(b"=").decode() != challenge:
                raise _No(-14012)
            return self.authorise()
        token = fields.get("refresh_token", "")
        if token in self.used_refresh_tokens:
            self.lost, self.refresh_token = True, ""
            self.access_tokens.clear()
        if self.lost or not token or token != self.refresh_token:
            raise _No(-14014)
        self.refreshes += 1
        return self._new_pair()

    def _new_pair(self):
        if self.refresh_token:
            self.used_refresh_tokens.add(self.refresh_token)
        access, self.refresh_token = f"access-{secrets.token_hex(8)}", f"refresh-{secrets.token_hex(8)}"
        self.access_tokens[access] = time.time() + self.access_seconds
        return {"access_token": access, "refresh_token": self.refresh_token}

    # OpenAPI

    async def _cs(self, request):
        failure = self._failures.popleft() if self._failures else None
        if failure and not failure.carried_out:
            return await self._goes_wrong(request, failure)
        await asyncio.sleep(self.latency)
        headers = {}
        try:
            self._check_token(request)
            headers = self._check_rate()
            sent = self._take(request.path, await _json(request))
        except _No as no:
            self.calls.append((request.path, no.code))
            return web.json_response({"error": no.code, "message": "refused"}, headers=headers)
        if failure:
            return await self._goes_wrong(request, failure)
        self.calls.append((request.path, 0))
        data = {"message_id": sent.id, **sent.recipient, "sent_time": str(int(time.time() * 1000))}
        return web.json_response({"data": data, "error": 0, "message": "Success"}, headers=headers)

    def _take(self, path, body):
        recipient, message = body.get("recipient"), body.get("message")
        if not isinstance(recipient, dict) or not isinstance(message, dict):
            raise _No(-201)
        group = path.endswith("/group/message")
        wanted = {"group_id"} if group else {"user_id"} if "user_id" in recipient else {"anonymous_id", "conversation_id"}
        if set(recipient) != wanted or not all(isinstance(value, str) and value for value in recipient.values()):
            raise _No(-201)
        to = next(iter(recipient.values()))
        if code := self.refusals.get(to):
            raise _No(code)
        if self.windows and time.time() - self.last_interaction.get(to, 0) > WEEK:
            raise _No(-230)
        self._check_message(message, group=group)
        if self.quota is not None:
            if self.quota < 1:
                raise _No(-211)
            self.quota -= 1
        sent = Sent(self.new_id(), path, recipient, message)
        self.sent.append(sent)
        self._record(to, 0, sent.text, sent.id)
        if self.echoes and not group:
            echo = self.event("oa_send_text", sender={"id": OA_ID}, recipient={"id": to}, message=_told(sent))
            task = asyncio.create_task(self.deliver(echo))
            self._echoing.add(task)
            task.add_done_callback(self._echoing.discard)
        return sent

    def _check_message(self, message, *, group):
        text, attachment = message.get("text", ""), message.get("attachment")
        if not isinstance(text, str) or not (text.strip() or attachment):
            raise _No(-201)
        if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
            raise _No(-210)
        if "quote_message_id" in message and not self.takes_quotes:
            raise _No(-201)
        if attachment:
            self._check_attachment(attachment, group=group)

    def _check_attachment(self, attachment, *, group):
        payload = attachment.get("payload", {})
        kind = payload.get("template_type") or ("template" if "buttons" in payload else "")
        if attachment.get("type") != "template":
            raise _No(-201)
        if kind == "media":
            if not self.takes_pictures or not all(e.get("media_type") and e.get("url") for e in payload.get("elements", [{}])):
                raise _No(-201)
            return
        if group or kind not in self.shapes:
            raise _No(-233)
        elements = payload.get("elements", ()) if kind == "list" else ({"title": "-", "subtitle": "-", **payload},)
        for element in elements:
            if not (element.get("title") and element.get("subtitle")) or not 0 < len(element["buttons"]) <= 5:
                raise _No(-201)
            for button in element["buttons"]:
                if not 0 < len(button["title"]) <= 100 or button["type"] != "oa.query.hide" or len(button["payload"]) > 1000:
                    raise _No(-201)

    async def _get_oa(self, request):
        return await self._answered(request, lambda: {"oa_id": OA_ID, "name": "Xã Thử", "is_verified": True, "num_follower": 7})

    async def _get_quota(self, request):
        return await self._answered(request, lambda: {"remain": self.quota, "total": self.quota})

    async def _get_conversation(self, request):
        def page():
            wanted = json.loads(request.query["data"])
            if not 0 < int(wanted["count"]) <= 10:
                raise _No(-201)
            newest = self.conversations[wanted["user_id"]][::-1]
            return newest[int(wanted["offset"]) :][: int(wanted["count"])]

        return await self._answered(request, page)

    async def _answered(self, request, act):
        try:
            self._check_token(request)
            data = act()
        except _No as no:
            self.calls.append((request.path, no.code))
            return web.json_response({"error": no.code, "message": "refused"})
        self.calls.append((request.path, 0))
        return web.json_response({"data": data, "error": 0, "message": "Success"})

    def _check_token(self, request):
        until = self.access_tokens.get(request.headers.get("access_token", ""))
        if until is None:
            raise _No(-216)
        if time.time() > until:
            raise _No(-220)

    def _check_rate(self):
        if self.per_minute is None:
            return {}
        now = time.monotonic()
        while self._minute and now - self._minute[0] > 60:
            self._minute.popleft()
        if len(self._minute) >= self.per_minute:
            raise _No(-32)
        self._minute.append(now)
        return {"X-RateLimit-Limit": str(self.per_minute), "X-RateLimit-Remain": str(self.per_minute - len(self._minute))}

    async def _goes_wrong(self, request, failure):
        self.calls.append((request.path, failure.code or failure.status))
        if failure.hangs:
            await asyncio.sleep(60)
        if failure.drops:
            request.transport.close()
        if failure.body is not None:
            return web.Response(body=failure.body, status=failure.status, headers=failure.headers)
        answer = {"error": failure.code, "message": "refused"} if failure.code else {}
        return web.json_response(answer, status=failure.status, headers=failure.headers)

    def _record(self, user, src, text, message_id):
        entry = {"message_id": message_id, "src": src, "time": int(time.time() * 1000), "type": "text", "message": text}
        self.conversations[user].append(entry)


def sign(body: bytes, timestamp: str, secret=OA_SECRET) -> str:
    """As Zalo signs: a plain hash, no HMAC."""
    return sha256(APP_ID.encode() + body + str(timestamp).encode() + secret.encode()).hexdigest()


def _told(sent):
    return {"msg_id": sent.id, "text": sent.text}


async def _json(request):
    if request.content_type != "application/json":
        raise _No(-201)
    with suppress(ValueError):
        body = await request.json()
        if isinstance(body, dict):
            return body
    raise _No(-201)
