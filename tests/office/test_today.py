"""Việc hôm nay: groups, merging, skipping, undoing, and who may see what."""

import os
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from yarl import URL

from bot.core.conversation import Conversation, Feedback, Outcome, Turn
from bot.core.message import Message
from bot.knowledge_files import load_or_fail
from bot.office.roles import Role
from bot.store.reviews import Decision, Kind, Review, Reviews
from bot.store.tables import QUESTION
from tests.conftest import NOW, TOWN
from tests.office.payloads import PAYLOADS

TODAY = "/viec-hom-nay"
ALIVE = (
    "<script>",
    "<img",
    "<svg",
    "<iframe",
    "<body o",
    "<math",
    "<video",
    "<object",
    "<base",
    "<meta h",
    "<style",
    "<template",
)


@pytest.fixture
def written(tmp_path):
    """A folder of its own: it is written to."""
    folder = tmp_path / "town"
    folder.mkdir()
    (folder / "ho-tich.yaml").write_text(TOWN, encoding="utf-8")
    return folder


@pytest.fixture
async def desk(desk, written):
    return replace(desk, settings=desk.settings.model_copy(update={"knowledge": written}))


@pytest.fixture
def ask(store):
    """Somebody asks; what becomes of it."""
    numbers = iter(range(1, 1000))

    async def ask(text, *, chat="lan", ref="", outcome=Outcome.NOT_ANSWERED, hamlet="", channel="web", **more):
        number = next(numbers)
        ref = ref or f"REF{number:03}"
        message = Message(channel, chat, str(number), text)
        loaded, _ = await store.load(message)
        fields = {"reading": text.lower(), "candidates": (("khai-sinh", 0.11), ("khai-tu", 0.05))} | more
        turn = Turn(loaded.talk, (), outcome, text, is_question=True, **fields)
        await store.record(message, loaded, turn, ref=ref, now=NOW - timedelta(hours=3) + timedelta(minutes=number))
        if hamlet:
            async with store.database.transaction(writes=True) as connection:
                await connection.execute(QUESTION.update().where(QUESTION.c.ref == ref).values(hamlet=hamlet))
        return ref

    return ask


@pytest.fixture
def judge(store):
    async def judge(ref, why, *, chat="lan"):
        feedback = Feedback(ref, helpful=False, why=why)
        async with store.work(Message("web", chat, "x", ""), now=NOW) as work:
            await work.log(Turn(Conversation(), (), Outcome.SMALL_TALK, feedback=feedback), ref="KHAC01")

    return judge


async def text_of(browser, path):
    response = await browser.get(path)
    assert response.status == 200, response.headers.get("Location")
    return await response.text()


def phrasings(folder, entry="khai-sinh"):
    return load_or_fail(folder).entries[entry].questions


async def test_questions_of_one_meaning_are_one_card_with_count_and_reason(browse, ask):
    await ask("làm giấy tờ cho con nuôi ở nước ngoài", chat="lan")
    await ask("lam giay to cho con nuoi o nuoc ngoai", chat="ba", reading="làm giấy tờ cho con nuôi ở nước ngoài")
    await ask("mấy giờ có nước máy", chat="tam")

    page = await text_of(await browse(Role.EDITOR), TODAY)

    assert page.count('class="card asked"') == 2
    assert "2 lượt" in page
    assert "Đăng ký khai sinh" in page
    assert "11%, ít khả năng" in page
    assert "Chưa dùng vì" in page


async def test_disliked_answers_and_rejected_offers_have_their_own_lists(browse, ask, judge):
    wrong = await ask("giá đất", outcome=Outcome.ANSWERED, entries=("khai-sinh",))
    offered = await ask("giấy tờ", outcome=Outcome.ASKED_BACK, entries=("khai-sinh", "khai-tu"))
    await judge(wrong, "tôi hỏi giá đất kia mà")
    await judge(offered, "không phải các ý này")
    browser = await browse(Role.VIEWER)

    disliked = await text_of(browser, f"{TODAY}?loai={Kind.WRONG}")
    rejected = await text_of(browser, f"{TODAY}?loai={Kind.NOT_THESE}")

    assert "tôi hỏi giá đất kia mà" in disliked
    assert "giấy tờ" not in disliked
    assert "Đăng ký khai tử" in rejected


async def test_one_tap_adds_the_words_to_the_nearest_entry_and_the_group_leaves_the_list(browse, ask, written):
    ref = await ask("khai sinh cho cháu mới đẻ hôm qua")
    browser = await browse(Role.EDITOR)
    await browser.get(TODAY)

    done = await browser.post(f"{TODAY}/{ref}/gop", cau="khai-sinh", cach=ref, ngay="1")

    assert done.status == 303
    assert "khai sinh cho cháu mới đẻ hôm qua" in phrasings(written)
    page = await text_of(browser, done.headers["Location"].removeprefix("/canbo"))
    assert "Đã gộp vào “Đăng ký khai sinh”" in page
    assert 'class="card asked"' not in page


async def test_the_second_candidate_is_one_tap_away_too(browse, ask, written):
    ref = await ask("bác tôi mất tối qua thì báo ai", candidates=(("khai-sinh", 0.31), ("khai-tu", 0.22)))
    browser = await browse(Role.EDITOR)

    page = await text_of(browser, TODAY)
    done = await browser.post(f"{TODAY}/{ref}/gop", cau="khai-tu", cach=ref, ngay="1")

    assert 'name="cau" value="khai-tu" data-key="2"' in page
    assert done.status == 303
    assert "bác tôi mất tối qua thì báo ai" in phrasings(written, "khai-tu")


async def test_a_candidate_that_is_hardly_likely_is_no_button(browse, ask):
    await ask("mấy giờ có nước máy", candidates=(("khai-tu", 0.02),))

    page = await text_of(await browse(Role.EDITOR), TODAY)

    assert 'name="cau"' not in page
    assert "Đăng ký khai tử" in page


async def test_after_a_deed_the_same_page_of_the_list_shows_the_next_question(browse, ask):
    refs = [
        await ask(f"câu thứ {number} hỏi chuyện chẳng giống ai cả {number}", reading=f"a{number} b{number}")
        for number in range(40)
    ]
    browser = await browse(Role.EDITOR)
    page = await text_of(browser, f"{TODAY}?trang=2")
    ref, following = refs[-17], refs[-18]

    assert f'name="tiep" value="{following}"' in page.split(f'id="{ref}"')[1]
    done = await browser.post(f"{TODAY}/{ref}/bo-qua", {"ly-do": "Câu thử, câu đùa", "trang": "2", "tiep": following})
    where = URL(done.headers["Location"])

    assert (where.query["trang"], where.fragment) == ("2", following)
    assert f'id="{following}"' in await text_of(browser, str(where.with_fragment(None)).removeprefix("/canbo"))


async def test_what_was_taken_back_is_the_question_before_the_officer(browse, ask):
    ref = await ask("trời có mưa không")
    await ask("mấy giờ có nước máy", chat="ba")
    browser = await browse(Role.EDITOR)
    await browser.get(TODAY)
    done = await browser.post(f"{TODAY}/{ref}/bo-qua", {"ly-do": "Câu thử, câu đùa"})

    undone = await browser.post(f"{TODAY}/hoan-tac", viec=URL(done.headers["Location"]).query["xong"])

    assert URL(undone.headers["Location"]).fragment == ref


async def test_where_to_go_on_is_never_what_somebody_made_up(browse, ask):
    ref = await ask("trời có mưa không")
    browser = await browse(Role.EDITOR)
    await browser.get(TODAY)

    done = await browser.post(
        f"{TODAY}/{ref}/bo-qua", {"ly-do": "x", "tiep": '"><b>', "loai": "//evil.example", "trang": "99999999999999"}
    )

    assert done.headers["Location"].startswith(f"/canbo{TODAY}?xong=")
    assert URL(done.headers["Location"]).fragment == ""


async def test_an_empty_list_leads_to_those_with_work(browse, ask, judge):
    offered = await ask("giấy tờ", outcome=Outcome.ASKED_BACK, entries=("khai-sinh", "khai-tu"))
    await judge(offered, "không phải các ý này")

    page = await text_of(await browse(Role.EDITOR), TODAY)

    assert f"loai={Kind.NOT_THESE}" in page.split("Không còn câu nào")[1]


async def test_a_merge_can_be_taken_back(browse, ask, written):
    ref = await ask("khai sinh cho cháu mới đẻ hôm qua")
    before = phrasings(written)
    browser = await browse(Role.EDITOR)
    await browser.get(TODAY)
    done = await browser.post(f"{TODAY}/{ref}/gop", cau="khai-sinh", cach=ref, ngay="1")
    batch = URL(done.headers["Location"]).query["xong"]

    await browser.post(f"{TODAY}/hoan-tac", viec=batch)

    assert phrasings(written) == before
    assert "khai sinh cho cháu mới đẻ" in await text_of(browser, TODAY)


async def test_after_ten_minutes_nothing_is_taken_back(browse, ask, clock):
    ref = await ask("trời có mưa không")
    browser = await browse(Role.EDITOR)
    await browser.get(TODAY)
    done = await browser.post(f"{TODAY}/{ref}/bo-qua", {"ly-do": "Câu thử, câu đùa"})
    clock.passes(minutes=11)
    await browser.get(TODAY)

    await browser.post(f"{TODAY}/hoan-tac", viec=URL(done.headers["Location"]).query["xong"])

    assert "trời có mưa" not in (await text_of(browser, TODAY)).replace("Không hoàn tác được nữa", "")


async def test_what_would_be_stolen_is_shown_before_it_is_written(browse, ask, written):
    ref = await ask("ông nội mất khai tử ở đâu")
    browser = await browse(Role.EDITOR)
    await browser.get(TODAY)

    shown = await browser.post(f"{TODAY}/{ref}/gop", cau="khai-sinh", cach=ref, ngay="1")

    page = await shown.text()
    assert shown.status == 200
    assert "Vẫn ghi và gộp" in page
    assert "Gộp rồi vẫn chưa được trả lời bằng câu này" in page
    assert "ong noi mat khai tu o dau" in page
    assert "Đăng ký khai tử" in page
    assert "ông nội mất khai tử ở đâu" not in phrasings(written)


async def test_another_entry_is_found_by_words_without_marks(browse, ask):
    ref = await ask("thuê phòng họp nhà văn hoá")

    page = await text_of(await browse(Role.EDITOR), f"{TODAY}/{ref}/gop?tim=ho+chieu")

    assert "Làm hộ chiếu" in page


async def test_a_broken_file_is_told_and_nothing_is_lost(browse, ask, written):
    ref = await ask("khai sinh cho cháu mới đẻ hôm qua")
    browser = await browse(Role.EDITOR)
    await browser.get(TODAY)
    (written / "hong.yaml").write_text("- id: [", encoding="utf-8")

    answer = await browser.post(f"{TODAY}/{ref}/gop", cau="khai-sinh", cach=ref)

    assert answer.status == 422
    assert "hong.yaml" in await answer.text()
    assert "khai sinh cho cháu mới đẻ" in await text_of(browser, TODAY)


async def test_a_full_disk_is_told_and_nothing_is_lost(browse, ask, written, monkeypatch):
    ref = await ask("khai sinh cho cháu mới đẻ hôm qua")
    browser = await browse(Role.EDITOR)
    await browser.get(TODAY)

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    answer = await browser.post(f"{TODAY}/{ref}/gop", cau="khai-sinh", cach=ref)
    monkeypatch.undo()

    assert answer.status == 422
    assert "ổ đĩa đã đầy" in await answer.text()
    assert phrasings(written) == phrasings(written)
    assert "khai sinh cho cháu mới đẻ" in await text_of(browser, TODAY)


async def test_what_was_skipped_is_not_shown_again_when_it_is_asked_again(browse, ask):
    ref = await ask("trời mai có mưa không", chat="lan")
    browser = await browse(Role.EDITOR)
    await browser.get(TODAY)
    await browser.post(f"{TODAY}/{ref}/bo-qua", {"ly-do": "Câu thử, câu đùa"})

    await ask("trời mai có mưa không", chat="ba")

    assert 'class="card asked"' not in await text_of(browser, TODAY)


async def test_skipping_needs_a_reason(browse, ask):
    ref = await ask("trời mai có mưa không")
    browser = await browse(Role.EDITOR)
    await browser.get(TODAY)

    await browser.post(f"{TODAY}/{ref}/bo-qua")

    assert "xin ghi lý do" in await text_of(browser, TODAY)


async def test_a_group_dealt_with_by_somebody_else_is_said_to_be_gone(browse, ask, store):
    ref = await ask("trời mai có mưa không")
    browser = await browse(Role.EDITOR)
    await browser.get(TODAY)
    async with store.database.transaction(writes=True) as connection:
        await connection.execute(QUESTION.update().values(decision=Decision.MERGED))

    await browser.post(f"{TODAY}/{ref}/bo-qua", {"ly-do": "x"})

    assert "đã có người xử lý" in await text_of(browser, TODAY)


async def test_a_leader_sees_the_questions_of_their_hamlet_only(browse, ask):
    theirs = await ask("đèn đường thôn ta hỏng", hamlet="thôn Đông")
    other = await ask("cống nhà ai tắc", chat="ba", hamlet="thôn Đoài")
    leader = await browse(Role.LEADER)

    page = await text_of(leader, TODAY)

    assert "đèn đường" in page
    assert "cống nhà ai" not in page
    assert (await leader.get(f"{TODAY}/{theirs}")).status == 200
    assert (await leader.get(f"{TODAY}/{other}")).status == 303
    assert (await leader.get(f"/tra-loi/{other}")).status == 303


async def test_a_viewer_is_offered_nothing_that_changes(browse, ask):
    await ask("mấy giờ có nước máy")

    page = await text_of(await browse(Role.VIEWER), TODAY)

    assert "/gop" not in page
    assert "/bo-qua" not in page
    assert "/tra-loi/" not in page


async def test_nothing_a_resident_types_is_a_program(browse, ask, judge):
    browser = await browse(Role.EDITOR)
    refs = [await ask(payload, chat=f"q{n}", reading=f"chu{n} so{n} khac{n}") for n, payload in enumerate(PAYLOADS)]
    disliked = await ask("x", outcome=Outcome.ANSWERED, entries=(PAYLOADS[0],), context=PAYLOADS[1])
    await judge(disliked, PAYLOADS[2])
    lists = [f"{TODAY}?trang={number}" for number in range(1, 15)]
    single = [f"{where}/{refs[0]}{what}" for where, what in ((TODAY, ""), (TODAY, "/gop"), ("/tra-loi", ""))]

    for path in (*lists, *single, f"{TODAY}?loai={Kind.WRONG}", f"{TODAY}?loai={quote(PAYLOADS[0])}"):
        page = (await text_of(browser, path)).lower()
        assert [alive for alive in ALIVE if alive in page] == [], path


async def test_reviews_are_forgotten_with_their_questions(store, ask):
    ref = await ask("mấy giờ có nước máy")
    reviews = Reviews(store.database)

    batch = await reviews.decide([ref], Review(Decision.SKIPPED, "lan", NOW, said="x"))

    await store.expire(now=NOW + timedelta(days=400), keep=timedelta(days=90))

    assert await reviews.batch(batch.key) is None


async def test_a_candidate_that_is_hardly_one_is_not_worth_a_line(browse, ask):
    await ask("mấy giờ có nước máy", candidates=(("khai-sinh", 0.006), ("khai-tu", 0.001)))

    page = await text_of(await browse(Role.EDITOR), TODAY)

    assert "dưới 1%" not in page
    assert "Không có câu nào gần câu hỏi này." in page
