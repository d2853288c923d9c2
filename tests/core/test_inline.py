"""What "@bot câu hỏi" is answered with, in the small town."""

import pytest

from bot.core.inline import MOST, suggestions
from bot.core.matching import Matcher
from bot.core.responder import Responder
from bot.knowledge_files import load_or_fail
from tests.conftest import NOW

NEIGHBOURS = """\
- id: lich-tiem-nam-sach
  title: Lịch tiêm chủng
  questions: [lịch tiêm chủng ở trạm, tiêm chủng ngày nào, khi nào tiêm cho bé, trạm tiêm ngày mấy]
  answer: Trạm tiêm ngày 5 hằng tháng.
  locality: nam-sach
"""


def titles(responder, query):
    return [suggestion.title for suggestion in suggestions(responder, query, now=NOW)]


def test_a_question_finds_its_answer(responder):
    [first, *_] = suggestions(responder, "be moi sinh lam giay khai sinh", now=NOW)

    assert (first.code, first.title) == ("#a:khai-sinh", "Đăng ký khai sinh")
    assert first.text.startswith("Bà con đăng ký khai sinh trong 60 ngày")
    assert "Bước 1: Mang giấy chứng sinh." in first.text
    assert "Nguồn: Luật Hộ tịch" in first.text


def test_a_suggestion_ends_where_the_answer_ends(responder):
    [first, *_] = suggestions(responder, "đăng ký khai sinh ở đâu", now=NOW)

    assert "Bà con có thể cần thêm" not in first.text


def test_what_is_asked_in_particular_is_said_first(responder):
    [first, *_] = suggestions(responder, "khai sinh cho bé hết bao nhiêu tiền", now=NOW)

    assert first.text.startswith("Đúng hạn thì miễn phí.")


@pytest.mark.parametrize("typed", ["dang ky kh", "Đăng ký kh", "KHAI"])
def test_a_title_is_found_before_it_is_typed_to_its_end(responder, typed):
    assert set(titles(responder, typed)) >= {"Đăng ký khai sinh", "Đăng ký khai tử"}


def test_what_is_named_comes_before_what_is_only_likely(responder):
    assert titles(responder, "khai t")[0] == "Đăng ký khai tử"


@pytest.mark.parametrize("query", ["giá vàng hôm nay bao nhiêu một chỉ", "x", "👍", "/xoa", "?" * 256])
def test_what_the_base_does_not_answer_has_no_suggestion(responder, query):
    assert titles(responder, query) == []


def test_what_is_not_in_force_is_not_suggested(responder):
    assert "Hỗ trợ mua điện thoại" not in titles(responder, "hỗ trợ mua điện thoại thông minh cho hộ nghèo")


@pytest.mark.parametrize("query", ["", "  \n"])
def test_without_a_query_the_officers_and_the_topics_are_suggested(responder, query):
    first, topic = suggestions(responder, query, now=NOW)

    assert first.title == "Nơi gặp cán bộ"
    assert (topic.title, topic.code) == ("Ho tich", "#t0:ho-tich")
    assert "- Đăng ký khai sinh\n- Đăng ký khai tử" in topic.text


def test_there_are_no_more_than_a_phone_shows(tmp_path):
    entries = (f"- id: viec-{n}\n  title: Việc số {n}\n  questions: [làm việc số {n}]\n  answer: Làm.\n" for n in range(30))
    (tmp_path / "viec.yaml").write_text("".join(entries), encoding="utf-8")
    base = load_or_fail(tmp_path)

    assert len(titles(Responder(base, Matcher(base)), "việc số")) == MOST


@pytest.fixture(scope="module")
def of_neighbours(tmp_path_factory):
    folder = tmp_path_factory.mktemp("neighbours")
    (folder / "y-te.yaml").write_text(NEIGHBOURS, encoding="utf-8")
    (folder / "dia-phuong").mkdir()
    for place, name in (("nam-sach", "xã Nam Sách"), ("hung-dao", "phường Hưng Đạo")):
        (folder / "dia-phuong" / f"{place}.yaml").write_text(f"id: {place}\nlevel: xa\nname: {name}\n", encoding="utf-8")
    return load_or_fail(folder)


@pytest.mark.parametrize(("locality", "found"), [("nam-sach", ["Lịch tiêm chủng"]), ("hung-dao", [])])
def test_what_is_about_another_commune_is_suggested_there_only(of_neighbours, locality, found):
    base = of_neighbours.serving(locality)
    responder = Responder(base, Matcher(base), locality=locality)

    assert titles(responder, "lịch tiêm") == found
