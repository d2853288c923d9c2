"""An entry edited: looked over, tried, kept as a draft, published, taken back."""

import asyncio
import re

import pytest

from bot.knowledge_files import load_or_fail
from bot.office.pages.knowledge_edit import STOCK
from bot.office.roles import Role
from bot.store.drafts import Drafts
from bot.store.entry_history import EntryHistory
from tests.office.knowledge_scene import AT, COMMENTED, form_of


async def opened(browser, entry="khai-tu"):
    return form_of(await (await browser.get(f"{AT}/cau/{entry}/sua")).text())


async def send(browser, form, what="dang", **typed):
    return await browser.post(f"{AT}/luu", form | typed | {"lam": what})


def on_disk(kb, entry="khai-tu"):
    return load_or_fail(kb).entries.get(entry)


async def test_a_published_edit_changes_its_lines_and_nothing_else(kb, browse):
    browser = await browse(Role.EDITOR)
    form = await opened(browser)

    response = await send(browser, form, answer="Người thân đăng ký trong 15 ngày, miễn lệ phí.")

    assert response.status == 303
    text = (kb / "ho-tich.yaml").read_text(encoding="utf-8")
    assert on_disk(kb).answer == "Người thân đăng ký trong 15 ngày, miễn lệ phí."
    assert "# Đã hỏi chị Hoa ngày 3/11\n" in text
    assert "  # đừng sửa tên\n" in text
    assert text.split("- id: ho-chieu")[1] == COMMENTED.split("- id: ho-chieu")[1]


async def test_a_form_sent_back_untouched_changes_nothing(kb, browse):
    browser = await browse(Role.EDITOR)

    for entry in ("khai-sinh", "khai-tu", "chay-nha", "het-han"):
        response = await send(browser, await opened(browser, entry))
        assert response.status == 303

    assert (kb / "ho-tich.yaml").read_text(encoding="utf-8") == COMMENTED


async def test_every_field_reaches_the_file(kb, browse):
    browser = await browse(Role.EDITOR)
    form = await opened(browser)
    typed = {
        "title": "Khai tử",
        "questions": "đăng ký khai tử\n- bác tôi mất thì làm gì",
        "steps": "1. Mang giấy báo tử.\n2. Nộp tại quầy.",
        "if_stuck": "Vướng thì hỏi {office}.",
        "checked": "2026-11-20",
        "recheck": "01/03/2027",
        "from": "2026-01-01",
        "until": "2027-12-31",
        "sources-0-title": "Luật Hộ tịch",
        "sources-0-document": "60/2014/QH13",
        "sources-0-date": "2014-11-20",
        "related-0": "Làm hộ chiếu",
        "follow_ups-0-kind": "Lệ phí",
        "follow_ups-0-said": "Miễn phí.",
        "keywords": "tử tuất",
        "urgent": "1",
    }

    response = await send(browser, form, **typed)

    entry = on_disk(kb)
    assert response.status == 303
    assert entry.questions == ("đăng ký khai tử", "bác tôi mất thì làm gì")
    assert entry.steps == ("Mang giấy báo tử.", "Nộp tại quầy.")
    assert (str(entry.checked), str(entry.recheck)) == ("2026-11-20", "2027-03-01")
    assert (str(entry.in_force.from_), str(entry.in_force.until)) == ("2026-01-01", "2027-12-31")
    assert (entry.sources[0].document, str(entry.sources[0].date)) == ("60/2014/QH13", "2014-11-20")
    assert entry.related == ("ho-chieu",)
    assert list(entry.follow_ups.values()) == ["Miễn phí."]
    assert entry.urgent
    assert entry.keywords == ("tử tuất",)


async def test_faults_stand_beside_their_field_with_line_and_mend_and_what_was_typed_stays(kb, browse):
    browser = await browse(Role.EDITOR)
    form = await opened(browser)

    response = await send(browser, form, answer="Hỏi {cong_an} nhé.", checked="32/13/2026", title="Tên đang gõ dở")

    page = await response.text()
    assert response.status == 422
    assert 'id="checked-loi"' in page
    assert "phải là ngày có thật" in page
    assert "Hỏi {cong_an} nhé." in page
    assert "Tên đang gõ dở" in page
    assert (kb / "ho-tich.yaml").read_text(encoding="utf-8") == COMMENTED


async def test_an_unknown_placeholder_blocks_and_says_which_there_are(kb, browse):
    browser = await browse(Role.EDITOR)

    page = await (await send(browser, await opened(browser), answer="Hỏi {cong_an} nhé.")).text()

    assert 'id="answer-loi"' in page
    assert "không có chỗ điền {cong_an}" in page.lower()
    assert "{office}" in page.split('id="answer-loi"')[1][:600]


async def test_an_empty_answer_is_asked_for(kb, browse):
    browser = await browse(Role.EDITOR)

    response = await send(browser, await opened(browser), answer="", questions="")

    page = await response.text()
    assert response.status == 422
    assert "Chưa có câu trả lời" in page
    assert "Chưa có cách hỏi nào" in page


async def test_the_draft_is_tried_before_it_is_published(kb, browse):
    browser = await browse(Role.EDITOR)
    form = await opened(browser)
    form |= {
        "questions": form["questions"] + "\nbác hàng xóm qua đời thì báo ai",
        "thu": "bac hang xom qua doi thi bao ai\nxin visa đi Mỹ",
    }

    page = await (await browser.post(f"{AT}/thu", form)).text()

    assert "<html" not in page
    assert page.count("trả lời bằng câu này") == 1
    assert "bac hang xom qua doi" in page
    assert on_disk(kb).questions[-1] != "bác hàng xóm qua đời thì báo ai"


async def test_the_preview_shows_web_telegram_buttons_and_zalo_numbers(kb, browse):
    browser = await browse(Role.EDITOR)

    page = await (
        await browser.post(f"{AT}/thu", await opened(browser, "khai-sinh") | {"steps": "\n".join(["x" * 300] * 8)})
    ).text()

    assert "Telegram (1 tin, có nút bấm)" in page
    assert "Zalo (2 tin, chọn bằng số)" in page
    assert "1. Đăng ký khai tử" in page


async def test_phrasings_that_the_change_would_steal_are_named(kb, browse):
    browser = await browse(Role.EDITOR)
    form = await opened(browser, "ho-chieu")
    form["questions"] += "\nnhà có người mất làm giấy báo tử\nnhà có người mất làm giấy báo tử ở đâu\nông nội mất khai tử"

    page = await (await browser.post(f"{AT}/thu", form)).text()

    assert "Tranh câu hỏi" in page
    assert "giành mất" in page or "lại đi sang" in page


async def test_a_new_entry_is_prefilled_from_a_logged_question(kb, browse, desk, talk):
    await talk("xin cấp lại sổ đỏ bị mất, số điện thoại tôi 0912345678")
    ref = (await desk.store.to_review(since=desk.clock().replace(year=2020), everything=True))[0].ref
    browser = await browse(Role.EDITOR)

    form = form_of(await (await browser.get(f"{AT}/moi?ref={ref}")).text())

    assert "sổ đỏ bị mất" in form["questions"]
    assert "[" not in form["questions"]
    assert "0912345678" not in form["questions"]


async def test_a_new_entry_is_published_into_its_topic_with_a_name_of_its_own(kb, browse):
    browser = await browse(Role.EDITOR)
    form = form_of(await (await browser.get(f"{AT}/moi?answer=Đến Công an xã.")).text())
    assert form["answer"] == "Đến Công an xã."

    response = await send(
        browser, form, topic="can-cuoc", title="Mất căn cước", questions="mất căn cước làm lại ở đâu\nmat can cuoc"
    )

    assert response.status == 303
    assert response.headers["Location"].endswith("/cau/can-cuoc-mat-can-cuoc")
    assert on_disk(kb, "can-cuoc-mat-can-cuoc").answer == "Đến Công an xã."


async def test_a_new_entry_sent_twice_is_made_once(kb, browse):
    browser = await browse(Role.EDITOR)
    form = form_of(await (await browser.get(f"{AT}/moi")).text())
    typed = {"topic": "can-cuoc", "title": "Mất căn cước", "questions": "mất căn cước\nrơi căn cước", "answer": "Đến Công an xã."}
    await send(browser, form, **typed)

    response = await send(browser, form, **typed)

    assert response.status == 422
    assert "đã có câu" in await response.text()
    assert len(load_or_fail(kb).topics[0].entries) == 2


@pytest.mark.parametrize("topic", ["../../tmp/evil", "phrases", "dia-phuong", "words", "", "can-cuoc/../x"])
async def test_no_topic_leads_out_of_the_folder(kb, browse, topic):
    browser = await browse(Role.EDITOR)
    form = form_of(await (await browser.get(f"{AT}/moi")).text())
    before = sorted(path.name for path in kb.rglob("*"))

    response = await send(browser, form, topic=topic, title="Xấu", questions="xấu\nxau", answer="Xấu.", id="../../x")

    assert response.status == 422
    assert sorted(path.name for path in kb.rglob("*")) == before


async def test_a_draft_is_kept_seen_by_other_editors_and_published_by_one_tap(kb, browse, desk):
    lan, hoa = await browse(Role.EDITOR), await browse(Role.ADMIN)
    response = await send(lan, await opened(lan), "nhap", answer="Bản nháp của Lan.")
    assert response.status == 303
    assert on_disk(kb).answer.startswith("Người thân")

    page = await (await hoa.get(f"{AT}/cau/khai-tu")).text()
    assert "Có bản nháp của lan" in page
    assert "Bản nháp của Lan." in (await opened(hoa))["answer"]
    response = await hoa.post(f"{AT}/nhap/khai-tu/dang")

    assert response.status == 303
    assert on_disk(kb).answer == "Bản nháp của Lan."
    assert await Drafts(desk.store.database).all() == []


async def test_a_draft_is_no_business_of_who_only_reads(kb, browse):
    lan, mai = await browse(Role.EDITOR), await browse(Role.VIEWER)
    await send(lan, await opened(lan), "nhap", answer="Bản nháp của Lan.")

    assert "nháp" not in await (await mai.get(f"{AT}/cau/khai-tu")).text()
    assert (await mai.post(f"{AT}/nhap/khai-tu/dang")).status == 403


async def test_a_draft_that_is_dropped_is_gone_and_the_entry_stays(kb, browse, desk):
    lan = await browse(Role.EDITOR)
    await send(lan, await opened(lan), "nhap", answer="Bản nháp của Lan.")

    await lan.post(f"{AT}/nhap/khai-tu/bo")

    assert await Drafts(desk.store.database).get("khai-tu") is None
    assert on_disk(kb).answer.startswith("Người thân")


async def test_an_entry_is_deleted_and_taken_back_from_the_history(kb, browse):
    lan = await browse(Role.EDITOR)
    page = await (await lan.get(f"{AT}/cau/ho-chieu")).text()
    version = page.split('name="ban" value="')[1].split('"')[0]
    assert (await lan.post(f"{AT}/cau/ho-chieu/xoa", {"ban": version})).status == 303
    assert on_disk(kb, "ho-chieu") is None

    page = await (await lan.get(f"{AT}/cau/ho-chieu/lich-su")).text()
    assert "đã xoá" in page
    number = re.search(r"lich-su/(\d+)/tro-ve", page)[1]
    await lan.post(f"{AT}/cau/ho-chieu/lich-su/{number}/tro-ve", {"ban": ""})

    assert on_disk(kb, "ho-chieu").questions[0] == "làm hộ chiếu ở đâu"


async def test_an_entry_that_others_need_is_not_deleted(kb, browse):
    lan = await browse(Role.EDITOR)
    page = await (await lan.get(f"{AT}/cau/khai-tu")).text()

    await lan.post(f"{AT}/cau/khai-tu/xoa", {"ban": page.split('name="ban" value="')[1].split('"')[0]})

    assert on_disk(kb) is not None


async def test_nothing_is_deleted_or_moved_without_the_version_that_was_seen(kb, browse):
    lan = await browse(Role.EDITOR)

    await lan.post(f"{AT}/cau/khai-tu/xoa")
    await lan.post(f"{AT}/cau/khai-tu/chuyen", {"topic": "can-cuoc"})

    assert (kb / "ho-tich.yaml").read_text(encoding="utf-8") == COMMENTED


async def test_an_entry_is_moved_whole(kb, browse):
    lan = await browse(Role.EDITOR)
    before = on_disk(kb, "khai-sinh")
    page = await (await lan.get(f"{AT}/cau/khai-sinh")).text()

    response = await lan.post(
        f"{AT}/cau/khai-sinh/chuyen", {"topic": "can-cuoc", "ban": page.split('name="ban" value="')[1].split('"')[0]}
    )

    assert response.status == 303
    assert load_or_fail(kb).topic_of("khai-sinh").id == "can-cuoc"
    assert on_disk(kb, "khai-sinh") == before
    assert "checked: 2026-11-01" in (kb / "can-cuoc.yaml").read_text(encoding="utf-8")


async def test_the_history_says_who_when_and_what_and_undoes(kb, browse, desk):
    lan = await browse(Role.EDITOR)
    await send(lan, await opened(lan), answer="Bản hai.")
    await send(lan, await opened(lan), answer="Bản ba.")

    page = await (await lan.get(f"{AT}/cau/khai-tu/lich-su")).text()
    assert "Bản hai." in page
    assert "<ins>" in page
    assert "lan" in page
    newest = (await EntryHistory(desk.store.database).of("khai-tu"))[0]
    version = page.split('name="ban" value="')[1].split('"')[0]
    await lan.post(f"{AT}/cau/khai-tu/lich-su/{newest.id}/tro-ve", {"ban": version})

    assert on_disk(kb).answer == "Bản hai."
    assert [one.action for one in await EntryHistory(desk.store.database).of("khai-tu")] == ["tro-ve", "sua", "sua"]


async def test_what_was_changed_in_a_text_editor_is_noted_as_such(kb, browse, desk):
    lan = await browse(Role.EDITOR)
    await send(lan, await opened(lan), answer="Bản hai.")
    path = kb / "ho-tich.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Bản hai.", "Bản gõ tay."), encoding="utf-8")

    page = await (await lan.get(f"{AT}/cau/khai-tu/lich-su")).text()
    await send(lan, await opened(lan), answer="Bản bốn.")

    assert "sửa ngoài bàn làm việc" in page
    actions = [(one.action, one.officer) for one in await EntryHistory(desk.store.database).of("khai-tu")]
    assert actions == [("sua", "lan"), ("ngoai", ""), ("sua", "lan")]


async def test_the_audit_log_knows_what_was_published(kb, browse, desk):
    lan = await browse(Role.EDITOR)

    await send(lan, await opened(lan), answer="Bản hai.")

    deed = (await desk.audit.read(limit=1))[0]
    assert (deed.officer, deed.action, deed.object) == ("lan", "sửa câu", "khai-tu")
    assert "+ Bản hai." in deed.diff


async def test_what_is_typed_cannot_break_the_page_or_the_file(kb, browse):
    lan = await browse(Role.EDITOR)
    evil = "</textarea><script>alert(1)</script>: - # \" ' {office} | > &amp; !!python/object:os.system"

    response = await send(lan, await opened(lan), answer=evil, title=evil[:60], questions=f"{evil}\nkhai tử")
    shown = await (await lan.get(f"{AT}/cau/khai-tu/sua")).text()

    assert response.status == 303
    assert on_disk(kb).answer == evil
    assert "<script>alert" not in shown
    assert form_of(shown)["answer"] == evil


async def test_two_publishers_of_different_entries_at_once_both_get_through(kb, browse):
    lan, hoa = await browse(Role.EDITOR), await browse(Role.ADMIN)
    one, other = await opened(lan, "khai-tu"), await opened(hoa, "ho-chieu")

    answers = await asyncio.gather(send(lan, one, answer="Của Lan."), send(hoa, other, answer="Của Hoa."))

    assert [answer.status for answer in answers] == [303, 303]
    assert (on_disk(kb).answer, on_disk(kb, "ho-chieu").answer) == ("Của Lan.", "Của Hoa.")


async def test_a_draft_whose_answer_alone_changed_is_tried_without_learning_anything_again(kb, browse, desk):
    browser = await browse(Role.EDITOR)
    form = await opened(browser)

    page = await (await browser.post(f"{AT}/thu", form | {"answer": "Đáp khác hẳn."})).text()

    assert "Đáp khác hẳn." in page
    assert "trả lời bằng câu này" in page


async def test_opening_the_form_learns_nothing(kb, browse):
    page = await (await (await browse(Role.EDITOR)).get(f"{AT}/cau/khai-tu/sua")).text()

    assert "data-unseen" in page


async def test_an_entry_written_for_a_question_leads_back_to_the_list(kb, browse, desk, talk):
    await talk("thuê nhà văn hoá làm đám cưới")
    ref = (await desk.store.to_review(since=desk.clock().replace(year=2020), everything=True))[0].ref
    browser = await browse(Role.EDITOR)
    form = form_of(await (await browser.get(f"{AT}/moi?ref={ref}&loai=chua-tra-loi&trang=2&tiep=ABC123")).text())

    response = await send(browser, form, topic="ho-tich", answer="Bà con đăng ký ở nhà văn hoá.")

    assert response.headers["Location"] == "/canbo/viec-hom-nay?loai=chua-tra-loi&trang=2#ABC123"
    page = await (await browser.get("/viec-hom-nay")).text()
    assert "Đã đăng “thuê nhà văn hoá làm đám cưới”" in page
    assert f'id="{ref}"' not in page


async def test_a_new_entry_has_every_wording_of_its_question(kb, browse, desk, talk):
    await talk("thuê nhà văn hoá làm đám cưới")
    await talk("thuê nhà văn hoá làm đám cưới cho con trai", chat="ba")
    await talk("thue nha van hoa lam dam cuoi", chat="tam")
    ref = (await desk.store.to_review(since=desk.clock().replace(year=2020), everything=True))[0].ref
    browser = await browse(Role.EDITOR)

    form = form_of(await (await browser.get(f"{AT}/moi?ref={ref}")).text())

    assert sorted(form["questions"].split("\n")) == [
        "thue nha van hoa lam dam cuoi",
        "thuê nhà văn hoá làm đám cưới cho con trai",
    ]


async def test_an_answer_to_begin_with_is_not_published_unfilled(kb, browse):
    browser = await browse(Role.EDITOR)
    page = await (await browser.get(f"{AT}/moi")).text()
    stock = next(text for text in STOCK.values() if "…" in text)

    response = await send(browser, form_of(page), topic="ho-tich", questions="thuê nhà văn hoá", answer=stock)

    assert "data-stock" in page
    assert response.status == 422
    assert "Còn chỗ “…” chưa điền" in await response.text()
