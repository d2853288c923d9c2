"""The scene of the suite: a small town's knowledge, an assistant over a real SQLite file, and `talk`."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import pytest

from bot.assistant import Assistant
from bot.core.conversation import Conversation, Turn
from bot.core.knowledge import Knowledge
from bot.core.matching import Matcher
from bot.core.message import Message, Reply
from bot.core.responder import Responder
from bot.knowledge_files import load_or_fail
from bot.store.sql import SqlStore
from tests.databases import Postgres, running_postgres

TOWN = """\
- id: khai-sinh
  title: Đăng ký khai sinh
  questions: [làm giấy khai sinh cho con cần gì, đăng ký khai sinh ở đâu, be moi sinh lam giay khai sinh, khai sinh cho bé]
  answer: Bà con đăng ký khai sinh trong 60 ngày tại {office}.
  steps: [Mang giấy chứng sinh., Điền tờ khai., Nhận kết quả.]
  sources: [{title: Luật Hộ tịch, document: 60/2014/QH13}]
  checked: 2026-11-01
  related: [khai-tu]
  follow_ups: {le-phi: Đúng hạn thì miễn phí., lam-thay: khai-tu}
- id: khai-tu
  title: Đăng ký khai tử
  questions: [đăng ký khai tử, nhà có người mất làm giấy báo tử, ông nội mất khai tử ở đâu, khai tử cần giấy tờ gì]
  answer: Người thân đăng ký khai tử trong 15 ngày.
- id: ho-chieu
  title: Làm hộ chiếu
  questions: [làm hộ chiếu ở đâu, làm passport đi nước ngoài, xin cấp hộ chiếu online, ho chieu het bao nhieu tien]
  answer: Bà con làm hộ chiếu tại Công an tỉnh, lệ phí ghi trên cổng dịch vụ công.
- id: chay-nha
  title: Cháy nhà gọi 114
  questions: [cháy nhà gọi số nào, nhà bị cháy, cháy rồi cứu với, dang chay nha goi ai]
  answer: Gọi ngay 114, hô hoán cho mọi người chạy ra.
  urgent: true
- id: het-han
  title: Hỗ trợ mua điện thoại
  questions: [hỗ trợ mua điện thoại thông minh cho hộ nghèo, hộ nghèo được phát điện thoại không]
  answer: Chương trình phát điện thoại.
  in_force: {until: 2025-12-31}
  follow_ups: {le-phi: Không mất tiền.}
"""
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
SHIPPED = Path(__file__).parents[1] / "knowledge"


@pytest.fixture(scope="session")
def town_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one topic file and nothing else."""
    folder = tmp_path_factory.mktemp("town")
    (folder / "ho-tich.yaml").write_text(TOWN, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def town(town_folder: Path) -> Knowledge:
    return load_or_fail(town_folder)


@pytest.fixture(scope="session")
def responder(town: Knowledge) -> Responder:
    return Responder(town, Matcher(town))


@pytest.fixture(scope="session")
def shipped() -> Knowledge:
    return load_or_fail(SHIPPED)


@pytest.fixture(scope="session")
def shipped_responder(shipped: Knowledge) -> Responder:
    """Built once for the whole suite: it takes seconds."""
    return Responder(shipped, Matcher(shipped))


@pytest.fixture
def say(responder: Responder) -> Callable[..., Turn]:
    """Say one thing out of the blue, or go on from a turn."""

    def said(text: str, after: Turn | None = None, *, choice: str = "", now: datetime = NOW) -> Turn:
        talk = after.conversation if after else Conversation()
        return responder.respond(talk, Message("test", "lan", "1", text, choice), now=now, ref="MADO01")

    return said


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    async with SqlStore(f"sqlite+aiosqlite:///{tmp_path}/store.sqlite3", locality="nam-sach", pepper="p") as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Of a fresh database; whoever asks for it is run on both."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/store.sqlite3"
    else:
        with request.getfixturevalue("postgres").database() as url:
            yield url


@pytest.fixture
def assistant(responder: Responder, store: SqlStore) -> Assistant:
    return Assistant(responder, store, clock=lambda: NOW)


@pytest.fixture
def talk(assistant: Assistant) -> Callable[..., Awaitable[tuple[Reply, ...]]]:
    """Write to the assistant as one resident, message after message."""
    count = iter(range(1, 10_000))

    async def talked(text: str, *, chat: str = "lan", choice: str = "", id: str = "") -> tuple[Reply, ...]:  # noqa: A002
        return (await assistant.answer(Message("web", chat, id or str(next(count)), text, choice))).replies

    return talked


@pytest.fixture
def benchmark_seconds() -> Callable[[Callable[[], object]], float]:
    """How long a call takes."""

    def timed(call: Callable[[], object]) -> float:
        start = perf_counter()
        call()
        return perf_counter() - start

    return timed
