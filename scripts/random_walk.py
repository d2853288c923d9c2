"""Thousands of messages of every kind over all channels at once, against the real service.

    python scripts/random_walk.py [--messages 10000] [--minutes 20] [--seed N] [--chats 40] [--knowledge DIR]

1. Whatever comes through a provider's webhook is accepted, answered once and in order, also when it is delivered twice or in
   a burst: what the providers were sent is what is stored (crash_checks.py).
2. Every web message gets a reply or, where it is none, a 4xx with a sentence; sent again it gets the same replies.
3. No 5xx, no timeout, no error in the log, no growing memory, and SIGTERM ends it cleanly.

Message n of a seed is always the same text; who writes it, and so what is there to be tapped, depends on how quick the
service is. Ends with 1 on any failure, not when the time is up before all were sent.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp
from crash_checks import at_rest, compared
from odd_texts import MALFORMED, Said, Writer
from service import Posted, Service, brief, phrasings
from stand_ins import Call, StandIns, Writers

from bot.knowledge_files import SHIPPED, load_or_fail

LEAK = 64.0
"""Megabytes of growth in the second half, when all caches are warm, from which it counts as a leak."""
REST = 120.0
"""Seconds in which everything must be answered in the end; Telegram takes 30 parts a second."""
TWICE, BURST = 0.12, 0.05
"""Shares of messages that are delivered again, and that come in one go with others of the chat."""
CHANNELS = ("telegram", "zalo", "messenger", "web")
_SETTINGS = {"LIMIT_PER_MINUTE": "100000", "LIMIT_PER_DAY": "1000000", "WEB_PER_MINUTE": "1000000", "BUNDLE_SECONDS": "0.3"}


@dataclass(slots=True)
class Chat:
    """One resident on one channel."""

    channel: str
    number: int
    offers: list[tuple[str, str]] = field(default_factory=list)
    """Buttons: label and code, the newest last, kept when stale."""
    said: list[tuple[Call, Any]] = field(default_factory=list)
    """What may be delivered again, and what was answered on the web."""


class Walk:
    """The walk and what was seen on it."""

    def __init__(self, writer: Writer, service: Service, fakes: StandIns, wishes: tuple[str, ...]) -> None:
        self._writer, self._service, self._fakes, self._wishes = writer, service, fakes, wishes
        self._calls = Writers()
        self._seen = {"telegram": 0, "zalo": 0, "messenger": 0}
        self.failures: list[str] = []
        self.kinds: Counter[str] = Counter()
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.memory: list[float] = []
        self.accepted: list[Call] = []
        self.said_on_web: dict[str, Any] = {}
        self.sent = 0

    async def go(self, messages: int, minutes: float, chats: Sequence[Chat]) -> None:
        """Let the chats write, evenly spread over most of the time."""
        began, pause = perf_counter(), minutes * 60 * 0.9 / messages
        idle, steps = list(chats), set[asyncio.Task[None]]()
        self.memory = [self._service.memory()] * 2
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(15)) as self._http:
            while self.sent < messages and perf_counter() - began < minutes * 60:
                if perf_counter() - began < self.sent * pause or not idle:
                    await asyncio.sleep(min(pause, 0.01))
                    continue
                if self.sent >= messages / 2 and self.memory[0] == self.memory[1]:
                    self.memory[1] = self._service.memory()
                dice = self._writer.dice(self.sent)
                chat = idle.pop(dice.randrange(len(idle)))
                many = min(dice.randint(3, 8) if dice.random() < BURST else 1, messages - self.sent)
                step = asyncio.create_task(self._step(chat, range(self.sent, self.sent + many), idle))
                self.sent += many
                steps.add(step)
                step.add_done_callback(steps.discard)
            await asyncio.gather(*steps)
        self.memory.append(self._service.memory())

    async def _step(self, chat: Chat, numbers: range, idle: list[Chat]) -> None:
        self._look_for_buttons(chat)
        messages = [self._writer.write(number, chat.offers, on_web=chat.channel == "web") for number in numbers]
        if len(messages) > 1:  # a wish is not kept, so what it changed could not be told apart
            messages = [m for m in messages if m.kind not in ("wish", "malformed")] or [Said(numbers[0], "question", "khai sinh")]
        self.kinds.update(message.kind for message in messages)
        write = self._on_web if chat.channel == "web" else self._to_provider
        await asyncio.gather(*(write(chat, message) for message in messages))
        idle.append(chat)

    def fail(self, chat: Chat, message: Said, why: str) -> None:
        tapped = f" code {brief(message.choice)}" if message.choice else ""
        self.failures.append(f"message {message.number} ({message.kind}, {chat.channel}) {brief(message.text)}{tapped}: {why}")

    async def _post(self, call: Call) -> Posted:
        began = perf_counter()
        try:
            async with self._http.post(self._service.url + call.path, data=call.body, headers=call.headers) as response:
                body = await response.json(content_type=None) if call.channel == "web" else None
                return Posted(response.status, body, perf_counter() - began)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            return Posted(0, {"error": type(error).__name__}, perf_counter() - began)

    # Through a provider

    async def _to_provider(self, chat: Chat, message: Said) -> None:
        dice, text = self._writer.dice(message.number), message.text
        if not text.replace("\0", "") and not message.choice:
            text = "."  # a message without words is another kind of message, see tests/channels
        call = self._calls.says(chat.channel, text, chat=chat.number, choice=message.choice)
        times = 2 if dice.random() < TWICE else 1
        again = [dice.choice(chat.said)[0]] if chat.said and dice.random() < TWICE else []
        for posted in await asyncio.gather(*(self._post(one) for one in [call] * times + again)):
            self.seconds[chat.channel].append(posted.seconds)
            if posted.status != 200:
                self.fail(chat, message, f"not accepted: {posted.status}")
        self.accepted.append(call)
        chat.said.append((call, None))

    def _look_for_buttons(self, chat: Chat) -> None:
        """What was offered in this chat lately."""
        if chat.channel == "telegram":
            for sent in [sent for sent in self._fakes.telegram.sent[-60:] if sent["chat_id"] == chat.number][-1:]:
                rows = sent.values.get("reply_markup", {}).get("inline_keyboard", ())
                chat.offers += [(button["text"], button["callback_data"]) for row in rows for button in row]
        elif chat.channel == "zalo":
            for sent in [sent for sent in self._fakes.zalo.sent[-60:] if str(chat.number) in sent.recipient.values()][-1:]:
                chat.offers += [(button["title"], button["payload"]) for button in sent.buttons]
        elif chat.channel == "messenger":
            for sent in [sent for sent in self._fakes.messenger.sent[-60:] if sent.chat == str(chat.number)][-1:]:
                chat.offers += sent.quick_replies
        del chat.offers[:-40]

    # The web

    async def _on_web(self, chat: Chat, message: Said) -> None:
        dice = self._writer.dice(message.number)
        call = self._calls.says("web", message.text, chat=chat.number, choice=message.choice)
        if message.kind == "malformed":
            return self._refused(chat, message, await self._service.post_raw(dice.choice(MALFORMED)))
        times = 2 if dice.random() < TWICE and message.kind != "wish" else 1
        first, *others = await asyncio.gather(*(self._post(call) for _ in range(times)))
        self.seconds["web"].append(first.seconds)
        is_code = message.choice.isascii() and all("!" <= c <= "~" for c in message.choice)
        if not is_code or not (message.text.replace("\0", "").strip() or message.choice):
            return self._refused(chat, message, first)
        if first.status != 200 or not first.replies or not all(reply["text"].strip() for reply in first.replies):
            return self.fail(chat, message, f"{first.status} {brief(str(first.body))}")
        if any(other.body != first.body for other in others):
            self.fail(chat, message, "posted twice at once, answered differently")
        if first.replies[0]["text"].startswith(self._wishes):  # done by the store; leaves no trace in it
            chat.said.clear()
            self.accepted = [one for one in self.accepted if one.channel != "web" or one.chat != call.chat]
            return None
        self.accepted.append(call)
        self.said_on_web[call.key] = first.body
        chat.said.append((call, first.body))
        chat.offers += [(b["label"], b["code"]) for reply in first.replies for b in (*reply["choices"], *reply["actions"])]
        del chat.offers[:-40]
        if dice.random() < TWICE:
            earlier, body = dice.choice(chat.said)
            again = await self._post(earlier)
            if again.body != body and any(earlier is kept for kept, _ in chat.said):
                self.fail(chat, message, f"sent again later, answered differently: {again.status} {brief(str(again.body))}")
        return None

    def _refused(self, chat: Chat, message: Said, posted: Posted) -> None:
        if not 400 <= posted.status < 500 or not str(posted.body.get("error", "")).strip():
            self.fail(chat, message, f"should be refused with a sentence, not {posted.status} {brief(str(posted.body))}")


def report(walk: Walk, service: Service, seed: int, code: int | None) -> bool:
    """Print what was seen; whether all was well."""
    print(f"\nseed {seed}, {walk.sent} messages: " + ", ".join(f"{kind} {count}" for kind, count in walk.kinds.most_common()))
    print(f"\n{'channel':<10}{'posts':>9}{'p50':>9}{'p99':>9}{'slowest':>9}   (web: answered, others: acknowledged)")
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
    says = knowledge.phrases.says
    wishes = tuple(says[key].strip().partition("{")[0] for key in ("erased", "nothing_stored", "stored"))
    chats = [Chat(CHANNELS[number % len(CHANNELS)], 1000 + number) for number in range(options.chats)]
    with tempfile.TemporaryDirectory() as folder:
        async with StandIns() as fakes:
            service = Service(Path(folder), knowledge=options.knowledge, more=fakes.environment() | _SETTINGS)
            await fakes.connect_zalo(service.store_url)
            async with service:
                await asyncio.sleep(1)
                walk = Walk(Writer(options.seed, phrasings(knowledge)), service, fakes, wishes)
                await walk.go(options.messages, options.minutes, chats)
                if not await at_rest(service.store_url, REST):
                    walk.failures.append(f"something was left undone after {REST:.0f} s")
                code = await service.stop()
            verdict = compared(service.store_url, walk.accepted, walk.said_on_web, fakes)
            print("\n".join(verdict.table()))
            walk.failures += verdict.faults + [f"in doubt: {line}" for line in (*verdict.arrived, *verdict.lost)]
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
