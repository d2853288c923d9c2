"""A Messenger of our own on loopback: the Send API and signed webhooks, as channels.md D and H describe them (2026-11).

`says`, `taps`, `officer_says` and `happens` make events; `push` posts a batch of them, signed, to `webhook_url`, and again
until it is taken. What the bot did is in `calls` and `sent`; with `echoes` it is told back to it as the real one does.
"""

import asyncio
import hmac
import json
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from itertools import count

import aiohttp
from aiohttp import web

from tests.fakes.provider import Failure, Provider

TOKEN = "EAAG-page-token0of1the2tests"
APP_SECRET, VERIFY_TOKEN, APP_ID = "app-secret-for-tests", "verify-me-please", "424242"
PAGE, INBOX_APP = "1", "263902037430900"
SIGNATURE_HEADER = "X-Hub-Signature-256"


def refusal(code, subcode=0, *, status=400, message="(#x) refused", **changes):
    error = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A1b2"}
    error |= {"error_subcode": subcode} if subcode else {}
    return Failure(**{"status": status, "answer": {"error": error}, **changes})


WINDOW_CLOSED = refusal(10, 2018278, message="(#10) This message is sent outside of allowed window.")
BAD_TOKEN = refusal(190, status=401, message="Error validating access token")
TOO_FAST = refusal(613, message="(#613) Calls to this api have exceeded the rate limit.")


@dataclass(frozen=True, slots=True)
class Sent:
    """A message the bot sent."""

    mid: str
    chat: str
    text: str
    quick_replies: tuple[tuple[str, str], ...] = ()
    """Titles and payloads."""
    image: str = ""


class MessengerApi(Provider):
    def __init__(self, *, token=TOKEN, port=0, page=PAGE, echoes=False, refuses_quick_replies=False, at=None):
        """`at`: epoch milliseconds, for a clock that stands still."""
        super().__init__(port=port, at=at)
        self.token, self.page, self.echoes, self.refuses_quick_replies = token, page, echoes, refuses_quick_replies
        self.sent: list[Sent] = []
        self.pushed: list[int] = []
        """What the webhook answered."""
        self.webhook_url = ""
        self.window_closed: set[str] = set()
        self.unavailable: set[str] = set()
        self.pictures_refused: set[str] = set()
        self._ids = count(1)
        self._errands: set[asyncio.Task] = set()

    async def stop(self):
        for errand in self._errands:
            errand.cancel()
        await asyncio.gather(*self._errands, return_exceptions=True)
        await super().stop()

    # What residents and officers do: events, not pushed yet

    def says(self, text=None, *, chat="2", **fields):
        content = {} if text is None else {"text": text}
        return self.event(chat, message={"mid": f"m_{next(self._ids)}", **content, **fields})

    def chooses(self, title, payload, *, chat="2"):
        return self.says(title, chat=chat, quick_reply={"payload": payload})

    def taps(self, title, payload, *, chat="2", **fields):
        return self.event(chat, postback={"mid": f"m_{next(self._ids)}", "title": title, "payload": payload, **fields})

    def attaches(self, kind, *, chat="2", **payload):
        return self.says(chat=chat, attachments=[{"type": kind, "payload": payload}])

    def echo(self, text, *, chat="2", app_id=None, mid=""):
        """What the page sent, told back; an officer's comes from the inbox, which is another app, or none."""
        app = {} if app_id is None else {"app_id": app_id}
        message = {"mid": mid or f"m_{next(self._ids)}", "text": text, "is_echo": True, **app}
        return {"sender": {"id": self.page}, "recipient": {"id": chat}, "timestamp": self.now(), "message": message}

    def event(self, chat="2", **content):
        return {"sender": {"id": chat}, "recipient": {"id": self.page}, "timestamp": self.now(), **content}

    # Pushing

    def batch(self, *events, page=None):
        return {"object": "page", "entry": [{"id": page or self.page, "time": self.now(), "messaging": list(events)}]}

    async def push(self, *events, until_taken=False):
        """Post events in one batch; the last status."""
        wait = 0.02
        while True:
            status = await self.post(json.dumps(self.batch(*events)).encode())
            self.pushed.append(status)
            self.tell()
            if status == 200 or not until_taken:
                return status
            await asyncio.sleep(wait)
            wait = min(2 * wait, 1)

    async def post(self, body, *, signature=None, url=""):
        headers = {"Content-Type": "application/json", SIGNATURE_HEADER: signed(body) if signature is None else signature}
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.post(url or self.webhook_url, data=BytesIO(body), headers=headers) as response,
            ):
                return response.status
        except aiohttp.ClientError:
            return 0

    # The Graph API

    def texts(self, chat="2"):
        return [sent.text for sent in self.sent if sent.chat == chat]

    def application(self):
        app = web.Application()
        app.router.add_get("/{version}/me", self._asked)
        app.router.add_post("/{version}/me/messages", self._called)
        return app

    async def _asked(self, request):
        return await self.handle(request, "me", dict(request.query), self._on_me if self._knows(request) else self._on_stranger)

    async def _called(self, request):
        act = self._on_message if self._knows(request) else self._on_stranger
        return await self.handle(request, "messages", await request.json(), act)

    def _knows(self, request):
        return request.headers.get("Authorization") == f"Bearer {self.token}"

    async def _on_stranger(self, _):
        return _refused(BAD_TOKEN)

    async def _on_me(self, _):
        return web.json_response({"id": self.page})

    async def _on_message(self, body):
        chat, message = body["recipient"]["id"], body["message"]
        quick = message.get("quick_replies", [])
        image = message.get("attachment", {}).get("payload", {}).get("url", "")
        if chat in self.window_closed:
            return _refused(WINDOW_CLOSED)
        if chat in self.unavailable:
            return _refused(refusal(551, message="(#551) This person isn't available right now."))
        if body.get("messaging_type") != "RESPONSE" or not _fits(message, quick) or (quick and self.refuses_quick_replies):
            return _refused(refusal(100, message="(#100) Invalid parameter"))
        if image and (not image.startswith("https://") or image in self.pictures_refused):
            return _refused(refusal(100, 2018008, message="(#100) Failed to fetch the file from the url"))
        tappable = tuple((reply["title"], reply["payload"]) for reply in quick)
        sent = Sent(f"m_sent_{next(self._ids)}", chat, message.get("text", ""), tappable, image)
        self.sent.append(sent)
        self.tell()
        if self.echoes:
            errand = asyncio.create_task(self.push(self.echo(sent.text, chat=chat, app_id=int(APP_ID), mid=sent.mid)))
            self._errands.add(errand)
            errand.add_done_callback(self._errands.discard)
        return web.json_response({"recipient_id": chat, "message_id": sent.mid})


def signed(body, secret=APP_SECRET):
    return "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()


def _fits(message, quick):
    if "attachment" in message:
        return "text" not in message
    titles_fit = all(0 < _units(reply["title"]) <= 20 and 0 < len(reply["payload"]) <= 1000 for reply in quick)
    return 1 <= _units(message.get("text", "")) <= 2000 and len(quick) <= 13 and titles_fit


def _refused(failure):
    return web.json_response(failure.answer, status=failure.status)


def _units(text):
    return len(text.encode("utf-16-le")) // 2
