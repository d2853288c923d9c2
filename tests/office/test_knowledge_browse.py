"""Topics and entries: found, filtered, read."""

import pytest

from bot.office.roles import Role
from tests.office.knowledge_scene import AT


async def text_of(browser, path):
    response = await browser.get(f"{AT}{path}")
    return await response.text()


async def test_the_first_page_lists_the_topics_with_their_counts(kb, browse):
    page = await text_of(await browse(Role.VIEWER), "")

    assert "Ho tich" in page
    assert "5 câu" in page


@pytest.mark.parametrize("typed", ["đăng ký khai tử", "dang ky khai tu", "KHAI TU", "nhà có người mất", "15 ngày"])
async def test_an_entry_is_found_by_title_phrasing_and_answer_with_and_without_marks(kb, browse, typed):
    browser = await browse(Role.VIEWER)

    response = await browser.get(AT, params={"tim": typed})

    assert "/cau/khai-tu" in await response.text()


async def test_what_has_the_words_in_its_title_comes_first(kb, browse):
    page = await (await (await browse(Role.VIEWER)).get(AT, params={"tim": "khai sinh"})).text()

    assert page.index("/cau/khai-sinh") < len(page)
    assert "/cau/ho-chieu" not in page


@pytest.mark.parametrize(
    ("chosen", "there", "missing"),
    [
        ("khan", "chay-nha", "khai-tu"),
        ("het-han", "het-han", "khai-sinh"),
        ("khong-nguon", "khai-tu", "khai-sinh"),
        ("chua-hoi", "khai-tu", "nothing"),
    ],
)
async def test_a_filter_leaves_only_what_it_says(kb, browse, chosen, there, missing):
    page = await (await (await browse(Role.VIEWER)).get(AT, params={"loc": chosen})).text()

    assert f"/cau/{there}" in page
    assert f"/cau/{missing}" not in page


async def test_an_entry_page_shows_everything_about_it(kb, browse):
    page = await text_of(await browse(Role.VIEWER), "/cau/khai-sinh")

    for said in (
        "trong 60 ngày",
        "Mang giấy chứng sinh.",
        "60/2014/QH13",
        "01/11/2026",
        "Đăng ký khai tử",
        "Đúng hạn thì miễn phí",
    ):
        assert said in page
    assert "ho-tich.yaml, dòng 1" in page


async def test_an_entry_page_names_the_locality_that_says_it_otherwise(kb, browse):
    (kb / "dia-phuong" / "nam-sach").mkdir(parents=True)
    (kb / "dia-phuong" / "nam-sach.yaml").write_text("id: nam-sach\nname: xã Nam Sách\n", encoding="utf-8")
    own = "- id: khai-tu\n  answer: Ở xã ta đến nhà văn hoá.\n"
    (kb / "dia-phuong" / "nam-sach" / "ho-tich.yaml").write_text(own, encoding="utf-8")

    page = await text_of(await browse(Role.VIEWER), "/cau/khai-tu")

    assert "xã Nam Sách" in page
    assert "Câu trả lời" in page
    assert "nhà văn hoá" in page


@pytest.mark.parametrize("entry", ["../../etc/passwd", "..%2F..%2Fetc%2Fpasswd", "khai-sinh%00", "a" * 500, "<script>"])
@pytest.mark.parametrize("below", ["", "/sua", "/lich-su"])
async def test_an_entry_that_is_none_is_not_found_whatever_its_name(kb, browse, entry, below):
    response = await (await browse(Role.EDITOR)).get(f"{AT}/cau/{entry}{below}")

    assert response.status in (303, 400, 404)
    assert "root:" not in await response.text()
    assert "<script>" not in (await response.text()).replace("<script src=", "")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.LEADER])
async def test_who_only_reads_is_offered_nothing_to_press(kb, browse, role):
    browser = await browse(role)

    for path in ("", "/cau/khai-tu", "/cau/khai-tu/lich-su", "/lich-su"):
        page = await text_of(browser, path)
        assert '/sua"' not in page
        assert "/moi" not in page
        assert "Xoá câu này" not in page


async def test_files_broken_by_hand_are_named_and_the_last_good_version_is_shown(kb, browse):
    browser = await browse(Role.VIEWER)
    (kb / "can-cuoc.yaml").write_text("- id: [\n", encoding="utf-8")

    page = await text_of(browser, "/cau/khai-tu")

    assert "can-cuoc.yaml" in page
    assert "15 ngày" in page


async def test_what_officers_wrote_is_escaped(kb, browse):
    evil = '"><script>alert(1)</script>'
    (kb / "ho-tich.yaml").write_text(
        f"- id: xau\n  title: '{evil}'\n  questions: ['{evil}']\n  answer: '{evil}'\n"
        f"  sources: [{{title: '{evil}', url: 'javascript:alert(1)'}}]\n"
        f"  follow_ups: {{'{evil}': '{evil}'}}\n",
        encoding="utf-8",
    )
    browser = await browse(Role.EDITOR)

    for path in ("?tim=script", "/cau/xau", "/cau/xau/sua", "/cau/xau/lich-su"):
        page = await text_of(browser, path)
        assert "<script>alert" not in page
        assert 'href="javascript:' not in page
