"""A Zalo Bot Platform of our own on loopback, as channels.md B and H describe it (2026-11).

What residents do (`says`, `happens`) is answered to getUpdates or pushed to the webhook that was set; what the bot did is in
`calls` and `sent`. `replays` chooses between the two readings of polling: an update is gone once answered, or comes again
with every poll until there is a newer one. `flat` and `in_seconds` choose among the payload shapes that were seen.
"""

import asyncio
from dataclasses import dataclass
from itertools import count

import aiohttp
from aiohttp import web

from tests.fakes.provider import Failure, Provider

TOKEN = "9876543210:zalo-bot-secret_of-the-tests"
SECRET_HEADER = "X-Bot-Api-Secret-Token"


def refusal(code, description, **changes):
    return Failure(**{"status": code, "answer": {"ok": False, "error_code": code, "description": description}, **changes})


OVER_QUOTA = refusal(429, "Quota exceeded")
TOO_FAST = refusal(429, "Too Many Requests")
UNAUTHORIZED = refusal(401, "Unauthorized")


@dataclass(frozen=True, slots=True)
class Sent:
    """A message the bot sent."""

    id: str
    chat: str
    text: str
    photo: str = ""


class ZaloBotApi(Provider):
    def __init__(
        self, *, token=TOKEN, name="Bot Xã Thử", port=0, replays=False, flat=False, in_seconds=False, quota=3000, at=None
    ):
        """`at`: epoch milliseconds, for a clock that stands still."""
        super().__init__(port=port, at=at)
        self.token, self.name, self.replays, self.flat, self.in_seconds = token, name, replays, flat, in_seconds
        self.quota = quota
        self.me = {"id": "bot-1", "account_name": "bot.xathu", "account_type": "BASIC", "can_join_groups": False}
        self.me["display_name"] = name
        self.sent: list[Sent] = []
        self.answered: list[dict] = []
        """Updates that were answered to a poll, replays too."""
        self.pushed: list[tuple[str, int]] = []
        """message_id, and the status the webhook answered."""
        self.webhook: dict = {}
        self.push_to = ""
        """Where the webhook really is, when its public address is not on loopback."""
        self.pushes_until_taken = True
        """Whether an update that the webhook refuses is pushed again (nothing is documented)."""
        self.longest_poll = 60.0
        """However long a poll asks for."""
        self.pictures_refused: set[str] = set()
        self._pending: list[dict] = []
        self._last: dict | None = None
        self._ids = count(1)
        self._errands: set[asyncio.Task] = set()

    async def stop(self):
        for errand in self._errands:
            errand.cancel()
        await asyncio.gather(*self._errands, return_exceptions=True)
        await super().stop()

    # What residents do

    def says(self, text, *, chat="u1", **fields):
        return self.happens("message.text.received", chat=chat, text=text, **fields)

    def happens(self, event, *, chat="u1", group=False, sender="", **content):
        """Anything in a chat; its message_id."""
        update = self.update(event, chat=chat, group=group, sender=sender, **content)
        self._pending.append(update)
        if self.webhook:
            self._push_pending()
        self.tell()
        return update["message"]["message_id"]

    def update(self, event, *, chat="u1", group=False, sender="", **content):
        message = {
            "message_id": f"{next(self._ids):020x}",
            "date": self.now() // 1000 if self.in_seconds else self.now(),
            "from": {"id": sender or ("member" if group else chat), "display_name": "Lan", "is_bot": False},
            "chat": {"id": chat, "chat_type": "GROUP" if group else "PRIVATE"},
            "message_type": "CHAT_MESSAGE",
        }
        return {"event_name": event, "message": message | content}

    # What the bot does

    def texts(self, chat="u1"):
        return [sent.text for sent in self.sent if sent.chat == chat]

    async def until_sent(self, number=1, within=5.0):
        await self.until(lambda: len(self.sent) >= number, within)

    def application(self):
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._called)
        return app

    async def _called(self, request):
        if request.match_info["token"] != self.token:
            return web.json_response(UNAUTHORIZED.answer, status=401)
        method = request.match_info["method"]
        act = getattr(self, f"_on_{method.lower()}", None)
        if act is None:
            return _refused(404, "Not Found")
        return await self.handle(request, method, await request.json(), act)

    async def _on_getme(self, _):
        return _ok(self.me)

    async def _on_getupdates(self, body):
        if self.webhook:
            return _refused(400, "Bad Request: webhook is active")
        end = asyncio.get_running_loop().time() + min(float(body.get("timeout", 0)), self.longest_poll)
        while not self._pending and not (self.replays and self._last):
            if asyncio.get_running_loop().time() >= end or not self._runner:
                return _refused(408, "Request timeout")
            await asyncio.sleep(0.005)
        self._last = self._pending.pop(0) if self._pending else self._last
        self.answered.append(self._last)
        self.tell()
        return web.json_response(self._last if self.flat else {"ok": True, "error_code": 0, "result": self._last})

    async def _on_setwebhook(self, body):
        secret = body.get("secret_token", "")
        if not 8 <= len(secret) <= 256:
            return _refused(400, "Bad Request: secret_token must be 8-256 characters")
        self.webhook = body
        status = await self._post({"event_name": "webhook.test", "message": {"message_id": "webhook-test"}})
        fine = status == 200
        verification = {
            "ok": fine,
            "status_code": status,
            "outcome": "OK" if fine else "FAILED",
            "hint": "" if fine else "Check it",
        }
        self._push_pending()
        return _ok({"url": body["url"], "updated_at": self.now(), "verification": verification})

    async def _on_deletewebhook(self, _):
        had, self.webhook = self.webhook, {}
        return _ok({"url": "", "updated_at": self.now()}) if had else _refused(404, "Not Found")

    async def _on_getwebhookinfo(self, _):
        return _ok({"url": self.webhook["url"], "updated_at": self.now()}) if self.webhook else _refused(404, "Not Found")

    async def _on_sendmessage(self, body):
        if not 1 <= _units(body.get("text", "")) <= 2000:
            return _refused(400, "Bad Request: text must be 1-2000 characters")
        return self._send(body, body["text"])

    async def _on_sendphoto(self, body):
        if not body["photo"].startswith("https://") or body["photo"] in self.pictures_refused:
            return _refused(400, "Bad Request: cannot fetch photo")
        if _units(body.get("caption", "")) > 2000:
            return _refused(400, "Bad Request: caption is too long")
        return self._send(body, body.get("caption", ""), body["photo"])

    def _send(self, body, text, photo=""):
        if len(self.sent) >= self.quota:
            return web.json_response(OVER_QUOTA.answer, status=429)
        sent = Sent(f"s{next(self._ids)}", body["chat_id"], text, photo)
        self.sent.append(sent)
        self.tell()
        return _ok({"message_id": sent.id, "date": self.now()})

    # Pushing

    def _push_pending(self):
        while self._pending:
            errand = asyncio.create_task(self.push(self._pending.pop(0)))
            self._errands.add(errand)
            errand.add_done_callback(self._errands.discard)

    async def push(self, update, *, secret=None):
        """Post an update to the webhook, again until it is taken; the last status."""
        wait = 0.02
        while True:
            status = await self._post(update, secret=secret)
            self.pushed.append((update["message"]["message_id"], status))
            self.tell()
            if status == 200 or not self.pushes_until_taken:
                return status
            await asyncio.sleep(wait)
            wait = min(2 * wait, 1)

    async def _post(self, update, *, secret=None):
        headers = {SECRET_HEADER: self.webhook["secret_token"] if secret is None else secret}
        body = update if self.flat else {"ok": True, "result": update}
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.post(self.push_to or self.webhook["url"], json=body, headers=headers) as response,
            ):
                return response.status
        except aiohttp.ClientError:
            return 0


def _ok(result):
    return web.json_response({"ok": True, "error_code": 0, "result": result})


def _refused(code, description):
    return web.json_response({"ok": False, "error_code": code, "description": description}, status=code)


def _units(text):
    return len(text.encode("utf-16-le")) // 2
