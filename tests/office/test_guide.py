"""Hướng dẫn: everybody reads what they can do, and no more."""

import pytest

from bot.office.roles import Role


@pytest.mark.parametrize(
    ("role", "seen", "unseen"),
    [
        (Role.ADMIN, ["Viết một câu trả lời tốt", "Số liệu và báo cáo", "/canbo/tai-khoan"], ["câu hỏi của thôn"]),
        (Role.EDITOR, ["Viết một câu trả lời tốt", "báo người quản trị"], ["/canbo/tai-khoan"]),
        (Role.VIEWER, ["Số liệu và báo cáo"], ["Viết một câu trả lời tốt", "Trả lời người hỏi</b>"]),
        (Role.LEADER, ["Trả lời người hỏi", "ở đây chỉ có câu hỏi của"], ["Viết một câu trả lời tốt", "/canbo/bao-cao"]),
    ],
)
async def test_the_guide_speaks_of_what_a_role_may_do(browse, role, seen, unseen):
    browser = await browse(role)

    page = await (await browser.get("/huong-dan")).text()
    main = page[page.index("<main") :]

    assert [text for text in seen if text not in main] == []
    assert [text for text in unseen if text in main] == []


async def test_every_page_it_leads_to_is_there(browse):
    browser = await browse(Role.ADMIN)

    main = (await (await browser.get("/huong-dan")).text()).partition("<h1")[2]
    paths = {part.partition('"')[0].removeprefix("/canbo") for part in main.split('href="')[1:]}

    assert len(paths) > 5
    for path in paths:
        assert (await browser.get(path)).status == 200
