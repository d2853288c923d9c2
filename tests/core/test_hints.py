"""Short messages that lean on the talk, in the words and abbreviations of the shipped words.yaml."""

import pytest

from bot.core import chosen
from bot.core.hints import Hints
from bot.core.message import Choice


@pytest.fixture(scope="module")
def hints(town) -> Hints:
    return Hints(town.words)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("lệ phí bn", "le-phi"),
        ("bn tiền", "le-phi"),
        ("mat bn tien z ad", "le-phi"),
        ("cần giấy j", "giay-to"),
        ("onl đc k", "truc-tuyen"),
        ("online hả", "truc-tuyen"),
        ("mấy ngày xong", "thoi-gian"),
        ("nộp ở đâu z", "o-dau"),
        ("ai đi làm cũng đc à", "lam-thay"),
        ("bố nó đi làm xa thì sao", "lam-thay"),
        ("co phai dua chau di khong", "co-mat"),
        ("có phát tiền không", "duoc-gi"),
        ("làm sao vậy ạ", "cach-lam"),
        ("được không ạ", "dieu-kien"),
    ],
)
def test_a_follow_up_is_known_in_everyday_words_and_teencode(hints, typed, kind):
    assert hints.kind(typed) == kind


@pytest.mark.parametrize("typed", ["không được", "ko dc", "bão", "khai sinh", "cần tiền gấp", "", "lệ phí khai sinh bao nhiêu"])
def test_what_says_more_or_less_than_a_follow_up_is_none(hints, typed):
    assert hints.kind(typed) == ""


def test_the_detail_a_whole_question_asks_for_is_found_in_teencode_too(hints):
    assert hints.kinds_within("đăng ký khai sinh bn tiền") == ["le-phi"]


@pytest.mark.parametrize("typed", ["mẹ bé ở tù thì sao", "còn khai tử", "thế nếu quá hạn"])
def test_a_case_put_to_the_answer_before_is_noticed(hints, typed):
    assert hints.supposes(typed)


@pytest.mark.parametrize("typed", ["ko phải, ý tôi là khai tử", "kp khai tử", "hông phải khai tử"])
def test_a_correction_is_known_in_teencode(hints, typed):
    assert hints.correction(typed).endswith("khai tử")


@pytest.mark.parametrize(
    ("typed", "thumb"), [("👍", True), ("👍🏻 👍🏿", True), ("👎", False), ("👍👎", None), ("👍 ok", None), ("", None)]
)
def test_thumbs_are_read_whatever_their_colour(typed, thumb):
    assert chosen.thumb(typed) is thumb


@pytest.mark.parametrize(("typed", "number"), [("số 2 ạ", 2), ("chọn câu số hai", 2), ("99", 99), ("năm", None), ("113", None)])
def test_a_bare_number_is_a_choice(typed, number):
    assert chosen.number(typed) == number


def test_a_label_is_recognised_in_spite_of_a_slip():
    menu = (Choice("Đăng ký khai sinh", "#a:1"), Choice("Đăng ký khai tử", "#a:2"))

    assert chosen.label("dang ky khai sinhh", menu) == menu[0]


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("bao lâu phải làm", "han-lam"),
        ("phải làm trong mấy ngày", "han-lam"),
        ("bao lâu thì xong", "thoi-gian"),
        ("báo ai", "o-dau"),
    ],
)
def test_until_when_something_must_be_done_is_not_how_long_it_takes(hints, typed, kind):
    assert hints.kind(typed) == kind


def test_marks_tell_words_apart_that_are_the_same_without(hints):
    assert hints.kind("có mặt không") == "co-mat"
    assert hints.kind("có mất ảnh không") == ""
    assert hints.kind("co mat khong") != ""


@pytest.mark.parametrize(("core", "only"), [("bao hiem y te", True), ("bao nhieu tien", False), ("so do", True), ("", False)])
def test_a_name_asks_nothing(core, only):
    assert Hints.only_names(core.split()) is only


@pytest.mark.parametrize(
    ("typed", "named"),
    [("thế thuế thì sao", "thuế"), ("còn khai tử", "khai tử"), ("thuế thì sao", "thuế thì sao"), ("khai tử", "khai tử")],
)
def test_what_is_put_beside_the_answer_before_is_named(hints, typed, named):
    assert hints.named(typed) == named
