"""Who may do what in a chat: as in the console."""

import pytest

from bot.office.roles import Role
from bot.store.reviews import Kind, Reviews
from tests.chat_review.conftest import CALF, HAMLET

CHILD = "làm giấy tờ cho bé con nuôi ở nước ngoài"
EDITS = ["1", "gop 1", "moi", "moi Bác ra xã.", "bo qua", "bo qua câu đùa", "tim ho chieu", "hoan tac", "dong y", "dang"]
ANSWERS = ["tra loi Bác ra xã.", "gui"]


async def untouched(kb, store):
    return (kb / "ho-tich.yaml").read_text(), await Reviews(store.database).count(Kind.MISSED)


async def test_a_viewer_reads_and_changes_nothing(phone, asked, kb, store, service):
    await asked(CHILD)
    mai = await phone(Role.VIEWER)
    seen = await mai.says("viec")
    before = await untouched(kb, store)

    said = [await mai.says(text) for text in EDITS + ANSWERS]

    assert CHILD in seen
    assert "Nhắn: sau · thoi" in seen
    assert all("chỉ xem được" in text for text in said)
    assert await untouched(kb, store) == before
    assert len(service.channel.heard("ba-tu")) == 1


async def test_a_leader_sees_their_hamlet_only_and_answers_it(phone, asked, service):
    await asked(CALF, chat="ba-tu", hamlet=HAMLET)
    await asked(CHILD, chat="ong-sau", hamlet="thôn Tây")
    tam = await phone(Role.LEADER)

    seen = await tam.says("viec")
    await tam.says("tra loi Bác gọi thú y.")
    sent = await tam.says("gui")

    assert "Có 1 nội dung" in seen
    assert CALF in seen
    assert "Đang gửi tới 1 người" in sent
    assert "moi" not in sent
    assert "Bác gọi thú y." in service.channel.heard("ba-tu")[1]
    assert f"của {HAMLET} đang chờ" in await tam.says("viec")


@pytest.mark.parametrize("typed", EDITS)
async def test_a_leader_changes_no_knowledge(phone, asked, kb, store, typed):
    await asked(CHILD, hamlet=HAMLET)
    tam = await phone(Role.LEADER)
    assert "bo qua" not in await tam.says("viec")
    before = await untouched(kb, store)

    assert "Tổ trưởng trả lời người hỏi được" in await tam.says(typed)
    assert await untouched(kb, store) == before


async def test_a_leader_who_lost_their_hamlet_sees_nothing(phone, asked, desk, officers):
    await asked(CALF)
    tam = await phone(Role.LEADER)
    await desk.officers.change(officers[Role.LEADER].id, name="Tám", role=Role.LEADER, hamlet="")

    assert CALF not in await tam.says("viec")


async def test_a_question_that_left_the_leaders_hamlet_is_out_of_reach(phone, asked, desk, officers, service):
    await asked(CALF, hamlet=HAMLET)
    tam = await phone(Role.LEADER)
    await tam.says("viec")
    await desk.officers.change(officers[Role.LEADER].id, name="Tám", role=Role.LEADER, hamlet="thôn Tây")

    await tam.says("tra loi Bác ra xã.")
    await tam.says("gui")

    assert len(service.channel.heard("ba-tu")) == 1


async def test_an_officer_of_a_role_nobody_knows_is_a_resident(phone, asked, desk, officers):
    await asked(CALF)
    lan = await phone(Role.EDITOR)
    await desk.officers.change(officers[Role.EDITOR].id, name="Lan", role="thu-ky", hamlet="")

    assert CALF not in await lan.says("viec")
