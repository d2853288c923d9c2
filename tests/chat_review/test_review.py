"""Going through the list: gộp, bỏ qua, sau, hoàn tác, and when a number means something."""

from datetime import timedelta

import pytest

from bot.knowledge_files import load_or_fail
from bot.office.dealing import REASONS
from bot.office.roles import Role
from bot.store.reviews import Decision, Kind, Review, Reviews
from bot.store.tables import QUESTION
from tests.chat_review.conftest import CALF
from tests.store.rows import everything_in

CHILD = "làm giấy tờ cho bé con nuôi ở nước ngoài"
PLAIN_CHILD = "lam giay to cho be con nuoi o nuoc ngoai"


@pytest.fixture
async def lan(phone, asked):
    """An editor before two questions: one asked twice, and one with no entry near."""
    await asked(PLAIN_CHILD, chat="a")
    await asked(CHILD, chat="b")
    await asked()
    return await phone(Role.EDITOR)


@pytest.fixture
def disliked(asked, store):
    """Somebody is answered, and says that this is not what they asked."""

    async def disliked(text, why="sai rồi"):
        resident = await asked(text)
        [row] = await everything_in(store, QUESTION)
        await resident.says("", choice=f"#down:{row.ref}")
        await resident.says(why)

    return disliked


async def test_the_list_begins_with_what_most_asked(lan):
    said = await lan.says("viec")

    assert "Có 2 nội dung đang chờ." in said
    assert f"Câu 1/2: “{CHILD}”" in said
    assert "Hỏi 2 lượt" in said
    assert "1. Đăng ký khai sinh" in said


async def test_who_asked_is_not_told(lan):
    assert "to-a" not in await lan.says("viec")


@pytest.mark.parametrize("typed", ["1", "gop 1", "Gộp 1"])
async def test_a_number_merges_and_shows_the_next(lan, phrasings, audited, typed):
    await lan.says("viec")

    said = await lan.says(typed)

    assert "Đã gộp vào “Đăng ký khai sinh”, thêm 1 cách hỏi." in said
    assert f"Câu 2/2: “{CALF}”" in said
    assert CHILD in phrasings("khai-sinh")
    assert (await audited())[-1] == "sửa câu"


async def test_what_was_merged_is_taken_back_by_a_word(lan, phrasings, audited):
    await lan.says("viec")
    before = phrasings("khai-sinh")
    await lan.says("1")

    said = await lan.says("hoan tac")

    assert f"Câu 1/2: “{CHILD}”" in said
    assert phrasings("khai-sinh") == before
    assert (await audited())[-2:] == ["sửa câu", "hoàn tác"]


async def test_after_ten_minutes_nothing_is_taken_back(lan, desk, phrasings):
    await lan.says("viec")
    await lan.says("1")
    desk.clock.ahead += timedelta(minutes=11)

    assert "Không hoàn tác được" in await lan.says("hoan tac")
    assert CHILD in phrasings("khai-sinh")


async def test_a_merge_that_is_not_harmless_is_told_and_waits(phone, disliked, phrasings):
    await disliked("ông nội mất khai tử ở đâu")
    lan = await phone(Role.EDITOR)
    await lan.says("viec")
    await lan.says("tim khai sinh cho be")
    before = phrasings("khai-sinh")

    told = await lan.says("1")

    assert "Chưa gộp vào “Đăng ký khai sinh”" in told
    assert "hỏi “ong noi mat khai tu o dau” thì vẫn chưa ra câu này" in told
    assert phrasings("khai-sinh") == before
    assert "Đã gộp vào “Đăng ký khai sinh”" in await lan.says("đồng ý")
    assert phrasings("khai-sinh") == (*before, "ông nội mất khai tử ở đâu")


async def test_agreeing_to_nothing_does_nothing(lan, phrasings):
    await lan.says("viec")
    before = phrasings("khai-sinh")

    assert "không làm được ở bước này" in await lan.says("dong y")
    assert phrasings("khai-sinh") == before


async def test_other_entries_are_found_by_words(lan, phrasings):
    await lan.says("viec")

    found = await lan.says("tim ho chieu")
    await lan.says("gop 1")

    assert "1. Làm hộ chiếu" in found
    assert CHILD in phrasings("ho-chieu")
    assert "Không có câu nào" in await lan.says("tim xe ngựa")


async def test_a_number_that_was_not_offered_changes_nothing(lan, kb):
    await lan.says("viec")
    before = (kb / "ho-tich.yaml").read_text()

    assert "Chỉ có số từ 1 đến" in await lan.says("9")
    assert (kb / "ho-tich.yaml").read_text() == before


@pytest.mark.parametrize(("typed", "reason"), [("2", REASONS[1]), ("bo qua 1", REASONS[0]), ("bo qua tiếng Anh", "tiếng Anh")])
async def test_what_is_skipped_has_a_reason_and_may_be_taken_back(lan, store, audited, typed, reason):
    await lan.says("viec")
    asked_for = await lan.says("bo qua")

    said = await lan.says(typed)

    assert f"1. {REASONS[0]}" in asked_for
    assert f"Đã bỏ qua 2 lượt hỏi: {reason}." in said
    assert (await audited())[-1] == "bỏ qua câu hỏi"
    assert f"Câu 1/2: “{CHILD}”" in await lan.says("hoan tac")


async def test_what_is_left_for_later_comes_again_with_the_list(lan):
    await lan.says("viec")
    await lan.says("sau")

    assert "Hết danh sách. Còn 2 nội dung" in await lan.says("sau")
    assert f"Câu 1/2: “{CHILD}”" in await lan.says("viec")


async def test_what_others_dealt_with_meanwhile_is_passed_over(lan, store, desk):
    await lan.says("viec")
    refs = [row.ref for row in await everything_in(store, QUESTION) if row.text != CALF]
    await Reviews(store.database).decide(refs, Review(Decision.SKIPPED, "hoa", desk.clock(), said="xong"))

    said = await lan.says("1")

    assert "vừa có người xử lý" in said
    assert f"“{CALF}”" in said


async def test_disliked_answers_come_after_what_was_not_answered(phone, disliked, store):
    await disliked("khai sinh cho bé", "tôi hỏi giá đất kia mà")
    lan = await phone(Role.EDITOR)

    said = await lan.says("viec")

    assert "(bà con chê chưa đúng)" in said
    assert "Bà con nói: tôi hỏi giá đất kia mà" in said
    assert await Reviews(store.database).count(Kind.WRONG) == 1


async def test_a_question_typed_meanwhile_is_answered_as_for_residents(lan, store):
    await lan.says("viec")
    before = len(await everything_in(store, QUESTION))

    assert "Công an tỉnh" in await lan.says("làm hộ chiếu ở đâu")
    assert len(await everything_in(store, QUESTION)) == before + 1
    assert "Đã gộp" in await lan.says("1")


async def test_no_command_is_logged_as_a_question(lan, store):
    before = len(await everything_in(store, QUESTION))

    for text in ("viec", "9", "tim xe", "tra loi Chào bác", "dang", "gui", "bo qua", "1", "hoan tac", "moi", "dong y", "thoi"):
        await lan.says(text)

    assert len(await everything_in(store, QUESTION)) == before


async def test_a_bare_number_means_the_menu_again_after_some_hours(lan, desk, phrasings):
    await lan.says("viec")
    before = phrasings("khai-sinh")
    desk.clock.ahead += timedelta(hours=3, minutes=1)

    said = await lan.says("1")

    assert "chưa đưa ra danh sách" in said
    assert "Danh sách này đã cũ" in await lan.says("gop 1")
    assert phrasings("khai-sinh") == before


@pytest.mark.parametrize("typed", ["gop 1", "bo qua 1", "tra loi Chào bác", "hoan tac"])
async def test_without_a_list_a_plain_command_says_how_to_get_one(phone, store, typed):
    lan = await phone(Role.EDITOR)

    assert "Nhắn viec để mở lại" in await lan.says(typed)
    assert await everything_in(store, QUESTION) == []


async def test_stopping_gives_numbers_back_to_the_menu(lan):
    await lan.says("viec")

    assert "Đã dừng" in await lan.says("thoi")
    assert "Đã gộp" not in await lan.says("1")


async def test_an_old_button_does_nothing_to_the_question_of_now(lan, service, phrasings):
    await lan.says("viec")
    [first] = [code for code in buttons(service) if ":gop:1" in code]
    await lan.says("sau")

    said = await lan.says("", choice=first)

    assert "Nút ấy là của câu trước" in said
    assert f"“{CALF}”" in said
    assert CHILD not in phrasings("khai-sinh")


async def test_a_button_does_what_its_number_does(lan, service, phrasings):
    await lan.says("viec")
    [first] = [code for code in buttons(service) if ":gop:1" in code]

    assert "Đã gộp vào “Đăng ký khai sinh”" in await lan.says("", choice=first)
    assert CHILD in phrasings("khai-sinh")


async def test_an_empty_list_says_so(phone):
    assert "Không còn câu nào" in await (await phone(Role.EDITOR)).says("viec")


async def test_a_broken_file_is_told_and_nothing_is_lost(lan, kb):
    await lan.says("viec")
    (kb / "hong.yaml").write_text("- id: [", encoding="utf-8")

    assert "tệp đang hỏng" in await lan.says("1")
    (kb / "hong.yaml").unlink()
    assert "Đã gộp" in await lan.says("1")
    assert CHILD in load_or_fail(kb).entries["khai-sinh"].questions


def buttons(service):
    """The codes under what was said last."""
    part = service.channel.parts_sent[-1]
    return [choice.code for choice in (*part.choices, *part.actions)]
