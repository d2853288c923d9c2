"""Officers in each other's way, files broken by hand, a database that takes nothing: nothing is lost, and it is said."""

import pytest
from sqlalchemy import event

from bot.core.conversation import Outcome, Turn
from bot.core.message import Message
from bot.office.roles import Role
from tests.conftest import NOW
from tests.office.knowledge_scene import AT, form_of
from tests.office.test_knowledge_edit import on_disk, opened, send

KNOWLEDGE = (AT, f"{AT}/cau/khai-tu", f"{AT}/cau/khai-tu/sua", f"{AT}/lich-su")
READABLE = ("/viec-hom-nay", *KNOWLEDGE, "/suc-khoe", "/tai-khoan")


@pytest.fixture
async def asked(store):
    """A question nobody answered; close to khai-tu."""
    message = Message("web", "lan", "1", "bác tôi mất hôm qua thì báo ai")
    loaded, _ = await store.load(message)
    turn = Turn(loaded.talk, (), Outcome.NOT_ANSWERED, message.text, is_question=True, reading=message.text)
    await store.record(message, loaded, turn, ref="REF001", now=NOW)
    return "REF001"


async def merge(browser, ref):
    return await browser.post(f"/viec-hom-nay/{ref}/gop", {"cau": "khai-tu", "cach": ref})


async def version_of(browser, entry):
    return (await (await browser.get(f"{AT}/cau/{entry}")).text()).split('name="ban" value="')[1].split('"')[0]


async def nothing_is_written(desk):
    await desk.store.engine.dispose()
    event.listen(desk.store.engine.sync_engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only=ON"))


async def test_who_publishes_after_somebody_merged_a_wording_sees_it(kb, browse, asked):
    lan, hoa = await browse(Role.EDITOR), await browse(Role.ADMIN)
    form = await opened(hoa)
    assert (await merge(lan, asked)).status == 303

    response = await send(hoa, form, answer="Bản của Hoa.")

    page = await response.text()
    assert response.status == 409
    assert "bác tôi mất hôm qua thì báo ai" in page
    assert form_of(page)["answer"] == "Bản của Hoa."
    assert on_disk(kb).questions[-1] == "bác tôi mất hôm qua thì báo ai"


async def test_a_wording_is_merged_into_what_somebody_published_meanwhile(kb, browse, asked):
    lan, hoa = await browse(Role.EDITOR), await browse(Role.ADMIN)
    await lan.get(f"/viec-hom-nay/{asked}/gop?cau=khai-tu")
    await send(hoa, await opened(hoa), answer="Bản của Hoa.")

    response = await merge(lan, asked)

    assert response.status == 303
    assert on_disk(kb).answer == "Bản của Hoa."
    assert on_disk(kb).questions[-1] == "bác tôi mất hôm qua thì báo ai"


async def test_nothing_is_merged_into_an_entry_that_was_deleted_meanwhile(kb, browse, asked):
    lan, hoa = await browse(Role.EDITOR), await browse(Role.ADMIN)
    await lan.get(f"/viec-hom-nay/{asked}/gop?cau=ho-chieu")
    await hoa.post(f"{AT}/cau/ho-chieu/xoa", {"ban": await version_of(hoa, "ho-chieu")})

    response = await lan.post(f"/viec-hom-nay/{asked}/gop", {"cau": "ho-chieu", "cach": asked})

    assert response.status == 422
    assert "không còn nữa" in await response.text()
    assert asked in await (await lan.get("/viec-hom-nay")).text()


async def test_an_entry_somebody_just_edited_is_not_deleted_by_who_did_not_see_it(kb, browse):
    lan, hoa = await browse(Role.EDITOR), await browse(Role.ADMIN)
    seen = await version_of(hoa, "ho-chieu")
    await send(lan, await opened(lan, "ho-chieu"), answer="Bản của Lan.")

    await hoa.post(f"{AT}/cau/ho-chieu/xoa", {"ban": seen})

    assert on_disk(kb, "ho-chieu").answer == "Bản của Lan."
    assert "vừa có người sửa" in await (await hoa.get(f"{AT}/cau/ho-chieu")).text()


async def test_who_edits_what_was_deleted_in_the_console_loses_no_word(kb, browse):
    lan, hoa = await browse(Role.EDITOR), await browse(Role.ADMIN)
    form = await opened(lan, "ho-chieu")
    await hoa.post(f"{AT}/cau/ho-chieu/xoa", {"ban": await version_of(hoa, "ho-chieu")})

    response = await send(lan, form, answer="Bản của Lan.")

    assert response.status == 409
    assert "Bản của Lan." in await response.text()
    assert on_disk(kb, "ho-chieu") is None


async def test_the_second_who_moves_an_entry_is_told_and_it_stays_where_the_first_put_it(kb, browse):
    lan, hoa = await browse(Role.EDITOR), await browse(Role.ADMIN)
    seen = await version_of(lan, "ho-chieu")
    await send(hoa, await opened(hoa, "ho-chieu"), answer="Bản của Hoa.")

    await lan.post(f"{AT}/cau/ho-chieu/chuyen", {"topic": "can-cuoc", "ban": seen})

    assert "ho-chieu" in (kb / "ho-tich.yaml").read_text(encoding="utf-8")
    assert "vừa có người sửa" in await (await lan.get(f"{AT}/cau/ho-chieu")).text()


async def test_with_a_broken_file_every_page_opens_and_the_knowledge_says_which_line(kb, browse):
    browser = await browse(Role.ADMIN)
    (kb / "can-cuoc.yaml").write_text('- id: the-can-cuoc\n  questions: ["làm thẻ]\n  answer: Ở xã.\n', encoding="utf-8")

    pages = {path: await browser.get(path) for path in READABLE}

    assert {path: page.status for path, page in pages.items()} == dict.fromkeys(READABLE, 200)
    assert "can-cuoc.yaml:2" in await pages["/sua-kien-thuc"].text()


async def test_with_a_broken_file_nothing_is_merged_or_deleted_and_it_says_why(kb, browse, asked):
    browser = await browse(Role.ADMIN)
    version = await version_of(browser, "ho-chieu")
    (kb / "can-cuoc.yaml").write_text("- id: hong\n  questions: [", encoding="utf-8")
    before = (kb / "ho-tich.yaml").read_bytes()

    merged = await merge(browser, asked)
    await browser.post(f"{AT}/cau/ho-chieu/xoa", {"ban": version})

    assert "can-cuoc.yaml" in await merged.text()
    assert "can-cuoc.yaml" in await (await browser.get(f"{AT}/cau/ho-chieu")).text()
    assert (kb / "ho-tich.yaml").read_bytes() == before


async def test_with_a_database_that_takes_nothing_every_page_can_still_be_read(kb, browse, desk, clock):
    browser = await browse(Role.ADMIN)
    await nothing_is_written(desk)
    clock.passes(minutes=2)  # the session would be written to

    assert [(await browser.get(path)).status for path in READABLE] == [200] * len(READABLE)


async def test_with_a_database_that_takes_nothing_what_was_not_done_is_said(kb, browse, desk, asked):
    browser = await browse(Role.ADMIN)
    await nothing_is_written(desk)

    for path, fields in (
        (f"/viec-hom-nay/{asked}/bo-qua", {"ly-do": "Câu thử"}),
        (f"/tra-loi/{asked}", {"tra-loi": "Báo xã.", "cach": asked, "lam": "gui"}),
        ("/suc-khoe/tat", {"kenh": "*", "ly-do": "x"}),
        ("/tai-khoan/them", {"ten-dang-nhap": "moi", "ho-ten": "Mới", "vai-tro": "xem"}),
    ):
        response = await browser.post(path, fields)

        assert response.status == 507, path
        assert "Việc vừa làm chưa được lưu" in await response.text()


async def test_an_edit_is_published_though_the_database_takes_nothing(kb, browse, desk):
    browser = await browse(Role.EDITOR)
    form = await opened(browser)
    await nothing_is_written(desk)

    response = await send(browser, form, answer="Bản khẩn của Lan.")

    assert response.status == 303
    assert on_disk(kb).answer == "Bản khẩn của Lan."
