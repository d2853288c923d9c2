"""A reply as the calls it takes."""

import pytest

from bot.channels import Part
from bot.channels.splitting import units
from bot.channels.zalo.address import Address
from bot.channels.zalo.payloads import Shape, forms, parts
from bot.core.message import Choice, Reply

CHOICES = (Choice("Khai sinh", "#a:khai-sinh"), Choice("Khai tử", "#a:khai-tu"))
UP = (Choice("👍", "#up:K7M3QP"), Choice("👎", "#down:K7M3QP"))
LAN = Address(user="U")


def test_choices_stand_in_the_text_with_their_numbers():
    [part] = parts(Reply("Bà con hỏi việc nào?", CHOICES, UP))

    assert part == Part("Bà con hỏi việc nào?\n\n1. Khai sinh\n2. Khai tử", CHOICES, UP)


def test_a_long_reply_is_cut_and_buttons_come_with_the_last_part():
    made = parts(Reply("Đoạn văn dài vừa phải. " * 200, CHOICES))

    assert len(made) == 3
    assert all(units(part.text) <= 1800 for part in made)
    assert [bool(part.choices) for part in made] == [False, False, True]
    assert "2. Khai tử" in made[-1].text


def test_a_cry_for_help_is_loud():
    assert parts(Reply("Gọi 114 ngay.", urgent=True))[0].text == "🚨 Gọi 114 ngay."


def test_a_picture_comes_with_the_first_part_and_the_choices_after_it():
    made = parts(Reply("Xem hình. Bà con có thể cần thêm:", CHOICES, image="https://xa.vn/a.png"))

    assert made == [
        Part("Xem hình. Bà con có thể cần thêm:", image="https://xa.vn/a.png"),
        Part("1. Khai sinh\n2. Khai tử", CHOICES),
    ]


def test_nothing_to_say_is_nothing_to_send():
    assert parts(Reply("  ")) == []


def test_both_shapes_of_buttons_come_before_the_plain_text():
    one, other, plain = forms(LAN, Part("Chọn\n\n1. Khai sinh", CHOICES, UP), Shape.UNTRIED)

    assert [one.shape, other.shape, plain.shape] == [Shape.TEMPLATE, Shape.LIST, Shape.NONE]
    assert one.body["recipient"] == {"user_id": "U"}
    assert one.body["message"]["attachment"]["payload"]["buttons"][0] == {
        "title": "Khai sinh",
        "type": "oa.query.hide",
        "payload": "#a:khai-sinh",
    }
    [element] = other.body["message"]["attachment"]["payload"]["elements"]
    assert element["title"]
    assert element["subtitle"]
    assert len(element["buttons"]) == 4
    assert plain.body == {"recipient": {"user_id": "U"}, "message": {"text": "Chọn\n\n1. Khai sinh"}}


@pytest.mark.parametrize(
    ("known", "tried"),
    [
        (Shape.TEMPLATE, [Shape.TEMPLATE, Shape.LIST, Shape.NONE]),
        (Shape.LIST, [Shape.LIST, Shape.TEMPLATE, Shape.NONE]),
        (Shape.NONE, [None]),
    ],
)
def test_what_is_known_to_work_is_tried_first(known, tried):
    assert [form.shape for form in forms(LAN, Part("Chọn", CHOICES), known)] == tried


def test_five_buttons_at_most_and_titles_cut_at_a_word():
    long = Choice("Đăng ký khai sinh " * 10, "#a:dai")
    form = forms(LAN, Part("Chọn", (long, *CHOICES, *CHOICES, *CHOICES)), Shape.UNTRIED)[0]
    buttons = form.body["message"]["attachment"]["payload"]["buttons"]

    assert len(buttons) == 5
    assert len(buttons[0]["title"]) <= 100
    assert buttons[0]["title"].endswith(" ký…")


def test_a_choice_that_makes_no_button_is_left_to_its_number():
    form = forms(LAN, Part("Chọn", (Choice(" ", "#a:x"), Choice("Không mã", ""), *CHOICES)), Shape.UNTRIED)[0]

    assert len(form.body["message"]["attachment"]["payload"]["buttons"]) == 2


def test_a_picture_is_a_media_template_or_its_link():
    media, plain = forms(LAN, Part("Xem hình", image="https://xa.vn/a.png"), Shape.UNTRIED)

    assert media.body["message"] == {
        "text": "Xem hình",
        "attachment": {
            "type": "template",
            "payload": {"template_type": "media", "elements": [{"media_type": "image", "url": "https://xa.vn/a.png"}]},
        },
    }
    assert plain.body["message"] == {"text": "Xem hình\nhttps://xa.vn/a.png"}
    assert media.shape is None


def test_groups_get_no_buttons_but_a_quote():
    quoted, plain = forms(Address(group="G", quote="m1"), Part("Trả lời", CHOICES), Shape.TEMPLATE)

    assert quoted.body == {"recipient": {"group_id": "G"}, "message": {"text": "Trả lời", "quote_message_id": "m1"}}
    assert plain.body["message"] == {"text": "Trả lời"}


def test_a_visitor_gets_plain_text():
    [plain] = forms(Address(anonymous="V", conversation="C"), Part("Trả lời", CHOICES, image="https://x"), Shape.TEMPLATE)

    assert plain.body == {
        "recipient": {"anonymous_id": "V", "conversation_id": "C"},
        "message": {"text": "Trả lời\nhttps://x"},
    }
