"""The handbook: complete, offline, filled in for its locality, and safe whatever officers wrote."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.exchange.handbook import handbook
from bot.knowledge_files import load_or_fail
from tests.conftest import NOW, TOWN

TODAY = NOW.date()


@pytest.fixture(scope="module")
def page(shipped) -> str:
    return handbook(shipped, "nam-sach", TODAY)


def test_every_entry_of_the_nation_is_there_once_and_in_the_contents(page, shipped):
    entries = [entry.id for entry in shipped.entries.values() if not entry.locality]

    for entry in entries:
        assert page.count(f'<article id="{entry}"') == 1
        assert page.count(f'href="#{entry}"') == 1


def test_entries_about_other_places_are_left_to_them(page, shipped):
    others = [entry.id for entry in shipped.entries.values() if entry.locality not in ("", *shipped.chain("nam-sach"))]

    assert others
    assert not any(f'id="{entry}"' in page for entry in others)


def test_it_needs_no_network_and_no_script(page):
    assert not re.search(r"<(?:script|link|img|iframe)|@import|url\(", page)


def test_no_placeholder_is_left(page):
    assert not re.search(r"\{\w+\}", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))


def test_the_cover_names_the_place_and_leaves_the_unknown_blank(page, shipped):
    assert "Xã Nam Sách, thành phố Hải Phòng" in page
    assert '<span class="blank">chưa có</span>' in page
    assert "Xã Nam Sách" not in handbook(shipped, "", TODAY)


def test_an_entry_shows_how_people_ask_what_to_do_and_where_it_comes_from(town):
    page = handbook(town, "", TODAY)
    article = page.split('<article id="khai-sinh">')[1].split("</article>")[0]

    assert article.count("<span>“") == 3
    assert "<li>Mang giấy chứng sinh.</li>" in article
    kind = town.words.follow_ups["lam-thay"].title
    assert f"<dt>{kind[0].upper()}{kind[1:]}</dt><dd>xem “Đăng ký khai tử”.</dd>" in article
    assert "Luật Hộ tịch (60/2014/QH13)" in article
    assert "Kiểm tra ngày 1/11/2026" in article


def test_what_is_urgent_or_out_of_date_is_marked(town):
    page = handbook(town, "", TODAY)

    assert '<article id="chay-nha" class="urgent">' in page
    assert "chỉ đúng đến hết ngày 31/12/2025" in page
    assert "Áp dụng đến hết ngày 31/12/2025" in handbook(town, "", date(2025, 6, 1))


def test_what_officers_write_is_text_and_not_html(tmp_path: Path):
    evil = TOWN.replace("Gọi ngay 114, hô", '"<script>alert(1)</script> & <b> hô').replace("chạy ra.", 'chạy ra."')
    (tmp_path / "a.yaml").write_text(
        evil.replace("60/2014/QH13}]", "60/2014/QH13, url: 'javascript:alert(1)'}]"), encoding="utf-8"
    )

    page = handbook(load_or_fail(tmp_path), "", TODAY)

    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "javascript:" not in page
