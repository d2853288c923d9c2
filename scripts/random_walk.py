"""Thousands of messages of every kind over web and Telegram at once, against the real service.

    python scripts/random_walk.py [--messages 10000] [--minutes 20] [--seed N] [--chats 40] [--knowledge DIR]

1. Every web message gets a reply or, where it is none, a 4xx with a sentence; sent again it gets the same replies.
2. On Telegram exactly what the store says was replied is sent, in order and once: nothing for a second delivery,
   nothing for talk in a group that is not the bot's.
3. No 5xx, no timeout, no error in the log, no growing memory, and SIGTERM ends it cleanly.

The text of message n of a seed is always the same; who writes it (whoever is free), and so what is there to be tapped,
depends on how quick the service is. Ends with 1 on any failure, not when the time is up before all were sent.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from measure import slipped
from service import PATIENCE, Posted, Residents, Service, brief, phrasings, stored_replies

from bot.channels.telegram import write as write_telegram
from bot.channels.web import write as write_web
from bot.core.knowledge import Knowledge
from bot.core.text import fold
from bot.knowledge_files import SHIPPED, load_or_fail
from bot.store.sql import SqlStore

LEAK = 64.0
"""Megabytes of growth in the second half, when all caches are warm, from which it counts as a leak."""
GROUP, GROUP_PACE = -1007, 12.0
"""Seconds between two answers in the group: Telegram allows a bot 20 messages a minute there, an answer may be three."""
TRAITS = {"duplicate": 0.12, "burst": 0.05}
WEIGHTS = {
    "question": 26, "unmarked": 12, "slips": 12, "two questions": 3, "empty": 4, "long": 3, "emoji": 4, "control": 4, "bidi": 3,
    "surrogate": 4, "sql": 3, "html": 3, "yaml": 3, "format": 3, "path": 2, "number": 6, "command": 5, "wish": 2,
    "tap": 14, "stale tap": 6, "forged tap": 3, "malformed": 2,
}  # fmt: skip
HOSTILE = {
    "empty": ["", " ", "\n\t ", "\u200b", "\u00a0\u3000"],
    "emoji": ["👍", "😂😂😂😂", "👨‍👩‍👧‍👦", "🇻🇳", "❤️", "🙏🏽" * 50, "1️⃣", "️"],
    "control": ["\0", "\0\1\2\3", "làm khai\0 sinh", "\x1b[31mđỏ\x1b[0m", "khai\x7fsinh", "a\r\n\r\nb\x0b\x0c\x85", "\x00" * 500],
    "bidi": ["\u202ekhai sinh\u202c", "\u200f\u200e", "\u2067căn cước\u2069", "שלום", "مرحبا làm hộ chiếu"],
    "surrogate": ["\ud800", "khai \udfff sinh", "\udc00\ud800", "căn cước \ud83d", "\ud83d\ude00 ok"],
    "sql": ["'; DROP TABLE question; --", '" OR 1=1 --', "Robert'); DELETE FROM message;--", "%' UNION SELECT * FROM chat --"],
    "html": ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;b&gt;", "</textarea><h1>", "[x](javascript:1)"],
    "yaml": ["- id: khai-sinh\n  answer: !!python/object/apply:os.system [ls]", "&a [*a, *a]", "---\n...\n", "{office}: ["],
    "format": ["%s%s%n", "{}", "{0.__class__}", "{office} {hotline} {ref}", "${place}", "{{ 7*7 }}", "%(name)s", "{" * 300],
    "path": ["../../../etc/passwd", "..\\..\\var\\pepper", "file:///etc/passwd", "/static/../settings.py", "//"],
    "number": ["0", "1", "2", "3", "99", "-1", "57", "114", "1.", "số 2", "²", "१२", "9" * 300, "1e309", "NaN", "079123456789"],
    "command": ["/start", "/chude", "/trogiup", "/gapcanbo", "/start khai-sinh", "/khong-co", "/", "/CHUDE", "/chude@XaThuBot"],
    "wish": ["/xoa", "/dulieu", "/dulieu", "/dulieu"],
    "forged tap": ["#a:khong-co", "#t99:x", "#m99999", "#m²", "#t٣:", "#up:", "#down:' OR 1=1", "#", "#up:\ud800", "#h:\0"],
}  # fmt: skip
MALFORMED = [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"chat": 1}', b'{"text": "x"}', b"[" * 50_000, b'"' + b"x" * 70_000 + b'"']


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the walk."""

    number: int
    kind: str
    text: str
    choice: str = ""


@dataclass(slots=True)
class Chat:
    """One resident (or group), on one channel."""

    channel: str
    key: str
    offers: list[Any] = field(default_factory=list)
    """Web: buttons; Telegram: calls with buttons. The newest last, kept when stale."""
    said: list[tuple[str, Said, Any]] = field(default_factory=list)
    """What was answered, to be delivered again: id, message, answer."""
    ready_at: float = 0.0


class Writer:
    """Makes message n of a seed."""

    def __init__(self, seed: int, questions: Sequence[str]) -> None:
        self._seed, self._questions = seed, questions

    def dice(self, number: int) -> random.Random:
        return random.Random(f"{self._seed}:{number}")

    def write(self, number: int, chat: Chat) -> Said:
        dice = self.dice(number)
        kind = dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        if (kind.endswith("tap") and not chat.offers) or (kind == "malformed" and chat.channel != "web"):
            kind = "question"
        question, other = dice.choices(self._questions, k=2)
        texts = {
            "question": question,
            "unmarked": fold(question),
            "slips": slipped(question),
            "two questions": f"{question}. {other}",
            "long": (f"{question} " * 10_000)[:10_000],
        }
        text = texts.get(kind) or dice.choice(HOSTILE.get(kind, [""]))
        if kind in ("sql", "html", "control") and dice.random() < 0.5:
            text = f"{question} {text}"
        if not kind.endswith("tap"):
            return Said(number, kind, text)
        if kind == "forged tap":
            return Said(number, kind, "x", text)
        offers = chat.offers[-1:] if kind == "tap" else chat.offers
        label, code = dice.choice(dice.choice(offers)["buttons"])
        return Said(number, kind, label, code)


def _done(chat: Chat, idle: list[Chat], _: object) -> None:
    idle.append(chat)


class Walk:
    """The walk and what was seen on it."""

    def __init__(self, writer: Writer, knowledge: Knowledge, service: Service, telegram: Residents, store: SqlStore) -> None:
        self._writer, self._service, self._telegram, self._store = writer, service, telegram, store
        says = knowledge.phrases.says
        self._wish_replies = tuple(says[key].strip().partition("{")[0] for key in ("erased", "nothing_stored", "stored"))
        self.failures: list[str] = []
        self.kinds: Counter[str] = Counter()
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.memory: list[float] = []
        self.sent = 0

    async def go(self, messages: int, minutes: float, chats: list[Chat]) -> None:
        """Let the chats write, evenly spread over most of the time."""
        began, pause = perf_counter(), minutes * 60 * 0.9 / messages
        steps: list[asyncio.Task[None]] = []
        idle = list(chats)
        self.memory = [self._service.memory()] * 2
        while self.sent < messages and perf_counter() - began < minutes * 60:
            ready = [chat for chat in idle if chat.ready_at <= perf_counter()]
            if perf_counter() - began < self.sent * pause or not ready:
                await asyncio.sleep(min(pause, 0.01))
                continue
            if self.sent >= messages / 2 and self.memory[0] == self.memory[1]:
                self.memory[1] = self._service.memory()
            dice = self._writer.dice(self.sent)
            chat = dice.choice(ready)
            idle.remove(chat)
            many = dice.randint(3, 8) if dice.random() < TRAITS["burst"] else 1
            step = asyncio.create_task(self._step(chat, range(self.sent, min(self.sent + many, messages))))
            self.sent += many if self.sent + many <= messages else messages - self.sent
            steps.append(step)
            step.add_done_callback(partial(_done, chat, idle))
        await asyncio.gather(*steps)
        self.memory.append(self._service.memory())

    async def _step(self, chat: Chat, numbers: range) -> None:
        messages = [self._writer.write(number, chat) for number in numbers]
        if len(messages) > 1:  # a wish is not kept, so what it changed could not be told apart
            messages = [m for m in messages if m.kind not in ("wish", "malformed")] or [Said(numbers[0], "question", "khai sinh")]
        self.kinds.update(message.kind for message in messages)
        if chat.channel == "web":
            await asyncio.gather(*(self._web(chat, message) for message in messages))
        elif int(chat.key) < 0:
            await self._group(chat, messages[0])
        else:
            await self._private(chat, messages)

    def fail(self, chat: Chat, message: Said, why: str) -> None:
        tapped = f" code {brief(message.choice)}" if message.choice else ""
        self.failures.append(f"message {message.number} ({message.kind}, {chat.channel}) {brief(message.text)}{tapped}: {why}")

    # The web

    async def _web(self, chat: Chat, message: Said) -> None:
        dice = self._writer.dice(message.number)
        name = f"{dice.getrandbits(128):032x}"
        if message.kind == "malformed":
            return self._refused(chat, message, await self._service.post_raw(dice.choice(MALFORMED)))
        times = 2 if dice.random() < TRAITS["duplicate"] and message.kind != "wish" else 1
        posts = [self._service.post(chat.key, name, message.text, message.choice) for _ in range(times)]
        first, *others = await asyncio.gather(*posts)
        self.seconds["web"].append(first.seconds)
        is_code = message.choice.isascii() and all("!" <= c <= "~" for c in message.choice)
        if not is_code or not (message.text.replace("\0", "").strip() or message.choice):
            return self._refused(chat, message, first)
        await self._check_web(chat, message, name, first)
        for other in others:
            if other.body != first.body:
                self.fail(chat, message, f"posted twice at once, answered differently: {other.status}")
        if chat.said and dice.random() < TRAITS["duplicate"]:
            earlier, said, body = dice.choice(chat.said)
            again = await self._service.post(chat.key, earlier, said.text, said.choice)
            if again.body != body and any(earlier == kept for kept, _, _ in chat.said):
                self.fail(chat, said, f"sent again later, answered differently: {again.status} {brief(str(again.body))}")
        return None

    def _refused(self, chat: Chat, message: Said, posted: Posted) -> None:
        if not 400 <= posted.status < 500 or not str(posted.body.get("error", "")).strip():
            self.fail(chat, message, f"should be refused with a sentence, not {posted.status} {brief(str(posted.body))}")

    async def _check_web(self, chat: Chat, message: Said, name: str, posted: Posted) -> None:
        if posted.status != 200 or not posted.replies or not all(reply["text"].strip() for reply in posted.replies):
            self.fail(chat, message, f"{posted.status} {brief(json.dumps(posted.body))}")
            return
        if self._is_wish(posted.replies[0]["text"]):
            chat.said.clear()
            return
        kept = await stored_replies(self._store, "web", chat.key, name)
        if kept is None or [write_web(reply) for reply in kept] != posted.replies:
            self.fail(chat, message, f"the store knows {'nothing of it' if kept is None else 'other replies'}")
        chat.said.append((name, message, posted.body))
        buttons = [(b["label"], b["code"]) for reply in posted.replies for b in (*reply["choices"], *reply["actions"])]
        if buttons:
            chat.offers = [*chat.offers[-20:], {"buttons": buttons}]

    def _is_wish(self, text: str) -> bool:
        """Erasing and showing are done by the store and leave no trace in it."""
        return text.startswith(self._wish_replies)

    # Telegram

    def _happens(self, chat: Chat, message: Said) -> int:
        key = int(chat.key)
        if message.choice:
            call = next((o["call"] for o in reversed(chat.offers) if (message.text, message.choice) in o["buttons"]), None)
            return int(self._telegram.taps(call or chat.offers[-1]["call"], message.choice))
        if not message.text:  # what has no text there is a photo, a place, a sticker
            return int(self._telegram.says(chat=key, location={"latitude": 20.94, "longitude": 106.33}))
        return int(self._telegram.says(message.text, chat=key))

    async def _private(self, chat: Chat, messages: list[Said]) -> None:
        sent, began = self._telegram.sent_to[int(chat.key)], perf_counter()
        mark = len(sent)
        numbers = [self._happens(chat, message) for message in messages]
        if not await self._telegram.until_handled(*numbers):
            return self.fail(chat, messages[0], f"not handled within {PATIENCE:.0f} s")
        calls = sent[mark:]
        if calls:
            self.seconds["telegram"].append(calls[0][0] - began)
        await self._check_sent(chat, messages, numbers, [call["text"] for _, call in calls])
        for _, call in calls:
            rows = call.values.get("reply_markup", {}).get("inline_keyboard", ())
            if buttons := [(button["text"], button["callback_data"]) for row in rows for button in row]:
                chat.offers = [*chat.offers[-20:], {"buttons": buttons, "call": call}]
        dice = self._writer.dice(numbers[0])
        if chat.said and dice.random() < TRAITS["duplicate"]:
            number, said, _ = dice.choice(chat.said)
            mark = len(sent)
            self._telegram.deliver_again(int(number))
            if not await self._telegram.until_handled(int(number)):
                self.fail(chat, said, "its second delivery was not handled")
            if len(sent) > mark:
                self.fail(chat, said, f"answered again when delivered again: {brief(sent[mark][1]['text'])}")
        return None

    async def _check_sent(self, chat: Chat, messages: list[Said], numbers: list[int], texts: list[str]) -> None:
        expected: list[str] = []
        for message, number in zip(messages, numbers, strict=True):
            kept = await stored_replies(self._store, "telegram", chat.key, str(number))
            if kept is None and len(messages) == 1 and len(texts) == 1 and self._is_wish(texts[0]):
                chat.said.clear()
                return
            if not kept:
                self.fail(chat, message, f"the store knows nothing of it; sent: {[brief(text) for text in texts]}")
                continue
            expected += [outgoing.text for reply in kept for outgoing in write_telegram(reply)]
            chat.said.append((str(number), message, None))
        if texts != expected:
            self.fail(chat, messages[0], f"{len(texts)} messages were sent, {len(expected)} replies are stored")

    async def _group(self, chat: Chat, message: Said) -> None:
        """Every other message names the bot."""
        chat.offers.clear()
        if message.choice or not message.text or message.text.startswith("/"):
            return
        mark, addressed = len(self._telegram.sent_to[GROUP]), message.number % 2 == 0
        fields = {"entities": [{"type": "mention", "offset": 0, "length": 9}]} if addressed else {}
        text = f"@XaThuBot {message.text}" if addressed else message.text
        number = int(self._telegram.says(text, chat=GROUP, **fields))
        if not await self._telegram.until_handled(number):
            self.fail(chat, message, f"not handled within {PATIENCE:.0f} s")
        sent = self._telegram.sent_to[GROUP][mark:]
        if bool(sent) != addressed:
            self.fail(chat, message, f"{len(sent)} messages were sent to the group")
        if sent:
            chat.ready_at = perf_counter() + GROUP_PACE


def report(walk: Walk, service: Service, seed: int, code: int | None) -> bool:
    """Print what was seen; whether all was well."""
    print(f"\nseed {seed}, {walk.sent} messages: " + ", ".join(f"{kind} {count}" for kind, count in walk.kinds.most_common()))
    print(f"\n{'channel':<10}{'answered':>9}{'p50':>9}{'p99':>9}{'slowest':>9}")
    for channel, seconds in sorted(walk.seconds.items()):
        ordered = [f"{sorted(seconds)[int(share * (len(seconds) - 1))] * 1000:.0f} ms" for share in (0.5, 0.99, 1)]
        print(f"{channel:<10}{len(seconds):>9}" + "".join(f"{value:>9}" for value in ordered))
    start, middle, end = walk.memory
    print(f"\nmemory: start {start:.0f} MB, middle {middle:.0f} MB, end {end:.0f} MB")
    warnings = service.log().count(" WARNING ")
    print(f"log: {len(service.faults())} faults, {warnings} warnings; SIGTERM: exit code {code}")
    failures = [*walk.failures, *(f"log: {line}" for line in service.faults())]
    if end - middle > LEAK:
        failures.append(f"memory grew by {end - middle:.0f} MB in the second half")
    if code != 0:
        failures.append(f"exit code {code} after SIGTERM")
    for failure in failures[:50]:
        print(f"FAILED seed {seed} {failure}")
    print(f"\n{f'{len(failures)} failures' if failures else 'all is well'}")
    return not failures


async def main(options: argparse.Namespace) -> bool:
    knowledge = load_or_fail(options.knowledge)
    telegram_chats = [Chat("telegram", str(100 + i)) for i in range(max(1, options.chats // 2 - 1))] + [
        Chat("telegram", str(GROUP))
    ]
    names = random.Random(f"{options.seed} chats")
    chats = [*telegram_chats, *(Chat("web", f"{names.getrandbits(128):032x}") for _ in range(max(1, options.chats // 2)))]
    with tempfile.TemporaryDirectory() as folder:
        async with (
            Residents() as telegram,
            Service(Path(folder), knowledge=options.knowledge, telegram_url=telegram.base_url) as service,
        ):
            store = service.reader()
            walk = Walk(Writer(options.seed, phrasings(knowledge)), knowledge, service, telegram, store)
            try:
                await walk.go(options.messages, options.minutes, chats)
            finally:
                await store.close()
            code = await service.stop()
            if walk.sent < options.messages:
                print(f"the time was up after {walk.sent} of {options.messages} messages")
            return report(walk, service, options.seed, code)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--chats", type=int, default=40)
    parser.add_argument("--knowledge", type=Path, default=SHIPPED)
    sys.exit(0 if asyncio.run(main(parser.parse_args())) else 1)
