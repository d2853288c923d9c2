"""Trả lời người hỏi, mới, đăng: from the chat app to residents, and into the knowledge."""

from dataclasses import replace

import pytest

from bot.channels import Fate, Unsent
from bot.knowledge_files import load_or_fail
from bot.office.roles import Role
from bot.store.drafts import Drafts
from tests.chat_review.conftest import CALF

ANSWER = "Bác gọi thú y xã, chị Hằng trực buổi sáng."
CHILD = "làm giấy tờ cho bé con nuôi ở nước ngoài"


@pytest.fixture
async def lan(phone, asked):
    await asked(chat="ba-tu")
    await asked(chat="ong-sau")
    return await phone(Role.EDITOR)


@pytest.fixture
def drafts(store):
    return Drafts(store.database)


async def test_an_answer_is_looked_at_then_sent_to_everybody_who_asked(lan, service, audited):
    await lan.says("viec")

    looked = await lan.says(f"tra loi {ANSWER}")
    unsent = [len(service.channel.heard(chat)) for chat in ("ba-tu", "ong-sau")]
    sent = await lan.says("gui")

    assert "Sẽ gửi tới 2 người" in looked
    assert ANSWER in looked
    assert unsent == [1, 1]
    assert "Đang gửi tới 2 người" in sent
    for chat in ("ba-tu", "ong-sau"):
        assert service.channel.heard(chat)[1].endswith(ANSWER)
        assert CALF in service.channel.heard(chat)[1]
    assert (await audited())[-1] == "trả lời người hỏi"


async def test_an_answer_may_be_written_again_before_it_is_sent(lan, service):
    await lan.says("viec")
    await lan.says("tra loi Ngày mai.")
    await lan.says(f"Trả lời:\n{ANSWER}\nMang sổ hộ nghèo.")
    await lan.says("gửi")

    assert service.channel.heard("ba-tu")[1].endswith(f"{ANSWER}\nMang sổ hộ nghèo.")


@pytest.mark.parametrize(("typed", "told"), [("tra loi", "Nhắn lời trả lời ngay sau"), ("tra loi " + "a" * 2001, "dài quá")])
async def test_an_answer_that_cannot_be_one_is_told(lan, typed, told):
    await lan.says("viec")

    assert told in await lan.says(typed)
    assert "không làm được ở bước này" in await lan.says("gui")


async def test_personal_data_in_an_answer_is_warned_about(lan):
    await lan.says("viec")

    assert "số điện thoại" in await lan.says("tra loi Bác gọi 0912 345 678.")


async def test_who_erased_themselves_is_not_written_to(lan, service, phone):
    await lan.says("viec")
    await (await phone(chat="ba-tu")).says("/xoa")

    assert "Sẽ gửi tới 1 người" in await lan.says(f"tra loi {ANSWER}")
    await lan.says("gui")
    assert len(service.channel.heard("ba-tu")) == 2


async def test_where_nobody_can_be_reached_nothing_is_sent(lan, service):
    await lan.says("viec")
    for chat in ("ba-tu", "ong-sau"):
        service.channel.failures = [Unsent(Fate.GONE, "đã chặn")]
        await service.channel.deliver(service.channel.said("x", chat=chat))
        await service.rests()

    assert "không nhắn tới được" in await lan.says(f"tra loi {ANSWER}")
    assert "không làm được ở bước này" in await lan.says("gui")


async def test_a_sent_answer_becomes_an_entry(lan, kb, audited, drafts):
    await lan.says("viec")
    await lan.says(f"tra loi {ANSWER}")
    await lan.says("gui")

    topics = await lan.says("moi")
    ready = await lan.says("2")
    published = await lan.says("dang")

    assert "thuộc chủ đề nào" in topics
    assert "chủ đề Ho tich" in ready
    assert f"Đã đăng “{CALF}”" in published
    [entry] = [entry for entry in load_or_fail(kb).entries.values() if CALF in entry.questions]
    assert entry.answer == ANSWER
    assert "thêm câu" in await audited()
    assert await drafts.all() == []


async def test_a_new_entry_takes_its_topic_from_what_was_near(phone, asked, kb):
    await asked(CHILD)
    lan = await phone(Role.EDITOR)
    await lan.says("viec")

    ready = await lan.says("mới Bà con ra xã.\nMang theo giấy tờ của bé.")
    published = await lan.says("dang")

    assert "chủ đề Ho tich" in ready
    assert "Chưa ghi nguồn" in ready
    assert "Hết việc" in published
    [entry] = [entry for entry in load_or_fail(kb).entries.values() if CHILD in entry.questions]
    assert entry.answer == "Bà con ra xã.\nMang theo giấy tờ của bé."


async def test_a_new_entry_without_an_answer_is_a_draft_of_the_console(lan, drafts, audited):
    await lan.says("viec")

    said = await lan.says("moi")

    assert "Bản nháp" in said
    [draft] = await drafts.all()
    assert draft.fields["questions"] == CALF
    assert draft.is_new
    assert (await audited())[-1] == "lưu nháp"
    assert "không làm được ở bước này" in await lan.says("dang")


async def test_an_answer_goes_into_the_draft_that_is_there(lan, drafts, store):
    await lan.says("viec")
    await lan.says("moi")
    [before] = await drafts.all()
    await drafts.save(replace(before, fields=before.fields | {"steps": "Gọi điện."}))

    await lan.says(f"moi {ANSWER}")

    [draft] = await drafts.all()
    assert (draft.fields["steps"], draft.fields["answer"]) == ("Gọi điện.", ANSWER)


async def test_a_draft_changed_meanwhile_is_not_published_unseen(lan, drafts, kb):
    await lan.says("viec")
    await lan.says(f"moi {ANSWER}")
    await lan.says("2")
    [before] = await drafts.all()
    await drafts.save(replace(before, fields=before.fields | {"answer": "Khác hẳn."}))

    assert "vừa có người sửa" in await lan.says("dang")
    assert len(load_or_fail(kb).entries) == 6


async def test_what_must_be_mended_is_not_published(phone, asked, kb):
    await asked(CHILD)
    lan = await phone(Role.EDITOR)
    await lan.says("viec")

    said = await lan.says("moi Gọi {khong_co}.")

    assert "Phải sửa:" in said
    assert "{khong_co}" in said
    assert "không làm được ở bước này" in await lan.says("dang")


async def test_what_an_entry_was_published_for_leaves_the_list(lan):
    await lan.says("viec")
    await lan.says(f"moi {ANSWER}")
    await lan.says("1")
    await lan.says("dang")

    assert "Không còn câu nào" in await lan.says("viec")
