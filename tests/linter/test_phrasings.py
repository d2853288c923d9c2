"""Phrasings: said twice, too few, typed by one kind of people, or leading elsewhere."""

from bot.core.problem import Severity
from tests.linter.conftest import entry


def test_one_wording_in_two_entries_names_both_places(linted):
    a = entry("khai-sinh", "làm giấy khai sinh cho con", "be moi sinh")
    b = entry("khai-tu", "nhà có người mất", "lam giay khai sinh cho con a")

    (found,) = linted("trung-cach-hoi", a, b)

    assert found.line == 9
    assert "chu-de.yaml:3" in found.message
    assert "khai-sinh" in found.message
    assert found.severity is Severity.WARNING


def test_the_order_of_words_and_politeness_do_not_make_wordings_different(linted):
    a = entry("khai-sinh", "khai sinh cần giấy tờ gì", "be moi sinh")
    b = entry("khai-tu", "dạ giấy tờ gì cần khai sinh ạ", "nha co nguoi mat")

    assert "gần như giống hệt" in linted("trung-cach-hoi", a, b)[0].message


def test_a_house_is_no_politeness(linted):
    assert linted("trung-cach-hoi", entry("chay-nha", "nhà cháy", "chay nha"), entry("chay-bo", "chạy bộ", "tap chay")) == []


def test_a_slip_of_the_keyboard_does_not_make_wordings_different(linted):
    a = entry("tra-cuu", "tra cứu hồ sơ dichvucong trên điện thoại", "tra cuu")
    b = entry("nop", "tra cứu hồ sơ dichvcong trên điện thoại", "nop ho so")

    assert linted("trung-cach-hoi", a, b)


def test_another_number_makes_another_question(linted):
    a = entry("cong-an", "gọi 113 khi nào", "goi cong an")
    b = entry("cuu-hoa", "gọi 114 khi nào", "goi cuu hoa")

    assert linted("trung-cach-hoi", a, b) == []


def test_the_same_wording_twice_in_one_entry_is_a_hint(linted):
    (found,) = linted("trung-cach-hoi", entry("khai-sinh", "làm khai sinh", "lam khai sinh"))

    assert found.severity is Severity.HINT


def test_a_wording_that_is_also_out_of_scope_is_named(linted):
    outside = "- title: Nuôi con nuôi\n  questions: [thu tuc nhan con nuoi]\n"

    (found,) = linted("ngoai-pham-vi", entry("nuoi", "thủ tục nhận con nuôi"), files={"ngoai-pham-vi/x.yaml": outside})

    assert found.line == 3
    assert "Nuôi con nuôi" in found.message


def test_few_wordings_are_a_hint(linted):
    assert "13" not in linted("it-cach-hoi", entry("a", "một"))[0].message
    assert linted("it-cach-hoi", entry("b", *(f"câu hỏi {n}" for n in range(14)))) == []


def test_wordings_all_with_marks_or_all_without_are_a_hint(linted):
    assert "không dấu" in linted("cach-hoi-mot-kieu", entry("a", "khai sinh thế nào", "làm khai sinh"))[0].message
    assert "có dấu" in linted("cach-hoi-mot-kieu", entry("a", "khai sinh", "lam khai sinh"))[0].message
    assert linted("cach-hoi-mot-kieu", entry("a", "khai sinh", "làm khai sinh")) == []


TWINS = (
    entry("khai-sinh", "bé mới sinh", "dang ky khai tu cho be"),
    entry("khai-tu", "dang ky khai tu cho ong", "đăng ký khai tử cho bà"),
)


def test_a_wording_nearer_to_another_entry_than_to_its_own_is_a_hint(linted):
    (found,) = linted("gan-cau-khac", *TWINS)

    assert found.severity is Severity.HINT
    assert found.line == 3
    assert '"khai-tu"' in found.message


def test_a_wording_the_bot_answers_with_another_entry_is_a_warning(linted):
    (found,) = linted("nham-cau", *TWINS, rank=lambda _: "khai-tu")

    assert found.severity is Severity.WARNING
    assert 'trả lời bằng câu "khai-tu"' in found.message
    assert "chu-de.yaml:7" in found.message


def test_the_bot_is_asked_only_about_wordings_that_look_like_anothers(linted):
    asked = []

    linted("nham-cau", *TWINS, entry("ho-chieu", "làm hộ chiếu", "xin passport"), rank=lambda text: asked.append(text) or "")

    assert "dang ky khai tu cho be" in asked
    assert not {"làm hộ chiếu", "xin passport"} & set(asked)
