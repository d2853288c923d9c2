"""Officers with a phone: a provider, its delivery in service with the officers' aside, a small town and who asks in vain."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels import Part
from bot.channels.wording import worded
from bot.chat_review.aside import OfficersAside
from bot.delivery.thinking import Thinking
from bot.knowledge_files import load_or_fail
from bot.office.desk import Desk
from bot.office.roles import Role
from bot.settings import load_settings
from bot.store.officer_links import OfficerLinks
from bot.store.officers import Officer
from bot.store.sql import SqlStore
from bot.store.tables import QUESTION
from tests.delivery.desk import Clock, at_work
from tests.fakes.channel import FakeChannel
from tests.office.knowledge_scene import town_in

NAMES = {Role.ADMIN: "Hoa", Role.EDITOR: "Lan", Role.VIEWER: "Mai", Role.LEADER: "Tám"}
HAMLET = "thôn Đông"
CALF = "trâu nhà tôi bỏ ăn ba hôm nay"
MONDAY = datetime(2026, 11, 23, 0, 35, tzinfo=UTC)
"""07:35 in Vietnam."""


class PlainChannel(FakeChannel):
    """Shows numbers in the text, as a phone without buttons does; what could be tapped is in `parts_sent`."""

    def __init__(self):
        super().__init__()
        self.parts_sent = []

    async def send(self, address, part):
        self.parts_sent.append(part)
        return await super().send(address, part)

    def parts(self, reply):
        return [Part(worded(reply), reply.choices, reply.actions)]


class Moment(Clock):
    """A morning, that passes."""

    def __call__(self):
        return MONDAY + self.ahead


class Phone:
    """One private chat of somebody."""

    def __init__(self, service, chat):
        self.service, self.chat, self.last = service, chat, None

    @property
    def heard(self):
        return self.service.channel.heard(self.chat)

    async def says(self, text, *, choice="", key="", private=True):
        """Type or tap something; what is answered to it."""
        before = len(self.heard)
        self.last = self.service.channel.said(text, chat=self.chat, choice=choice, key=key, private=private)
        await self.service.channel.deliver(self.last)
        await self.service.rests()
        return "\n".join(self.heard[before:])


@pytest.fixture
async def store(tmp_path):
    async with SqlStore(f"sqlite+aiosqlite:///{tmp_path}/store.sqlite3", locality="nam-sach", pepper="p") as opened:
        yield opened


@pytest.fixture
def kb(tmp_path):
    return town_in(tmp_path / "kien-thuc")


@pytest.fixture
def desk(store, responder, kb, tmp_path):
    settings = load_settings({"DATA_DIR": str(tmp_path), "KNOWLEDGE": str(kb)}, env_file=tmp_path / ".env")
    return Desk(settings, store, Thinking(responder), Moment(), channels={"fake": PlainChannel()})


@pytest.fixture
async def service(desk, store, responder) -> AsyncIterator:
    channel = desk.channels["fake"]
    async with at_work(store, responder, channel=channel, aside=OfficersAside(desk), clock=desk.clock) as running:
        yield running


@pytest.fixture
async def officers(desk, store):
    made = {}
    for role, name in NAMES.items():
        new = Officer(0, name.lower(), name, role, HAMLET if role is Role.LEADER else "")
        made[role] = await desk.officers.add(new, "khong-dung-toi", now=desk.clock())
    return made


@pytest.fixture
def links(store):
    return OfficerLinks(store.database)


@pytest.fixture
def code_for(links, officers, desk):
    async def code_for(role=Role.EDITOR, **lives):
        now = desk.clock()
        return await links.new_code(officers[role].id, now=now, until=now + timedelta(**(lives or {"minutes": 15})))

    return code_for


@pytest.fixture
def phone(service, code_for):
    """A private chat; with a role, one linked with such an officer."""

    async def phone(role=None, chat="can-bo"):
        made = Phone(service, chat)
        if role:
            await made.says(f"/noi {await code_for(role)}")
        return made

    return phone


@pytest.fixture
def asked(service, store):
    """Residents ask; `hamlet` is where they live."""

    async def asked(text=CALF, *, chat="ba-tu", hamlet=""):
        resident = Phone(service, chat)
        await resident.says(text)
        if hamlet:
            async with store.database.transaction(writes=True) as connection:
                await connection.execute(QUESTION.update().where(QUESTION.c.text == text).values(hamlet=hamlet))
        return resident

    return asked


@pytest.fixture
def phrasings(kb):
    return lambda entry: load_or_fail(kb).entries[entry].questions


@pytest.fixture
def audited(desk):
    async def audited():
        return [deed.action for deed in reversed(await desk.audit.read(limit=50))]

    return audited
