"""What an event means. The skeletons are those of channels.md H."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import Happening
from bot.channels.zalo.address import Address
from bot.channels.zalo.events import read
from bot.core.message import Kind

COMMON = {"app_id": "1234567890123456789", "user_id_by_app": "555", "timestamp": "1790000000123"}


def event(name, *, sender="U", recipient="OA", message=None, **fields):
    said = {"sender": {"id": sender}, "recipient": {"id": recipient}, "message": {"msg_id": "m1", **(message or {})}}
    return COMMON | {"event_name": name} | said | fields


def relation(name, **fields):
    return COMMON | {"event_name": name, "oa_id": "OA"} | fields


def attached(kind, **payload):
    return {"text": "", "attachments": [{"type": kind, "payload": payload}]}


def test_a_text_is_said_by_a_resident_at_zalos_time():
    delivered = read(event("user_send_text", message={"text": "hỏi"}))

    assert (delivered.channel, delivered.account, delivered.chat, delivered.key) == ("zalo", "OA", "U", "user_send_text:m1")
    assert delivered.at == datetime.fromtimestamp(1790000000.123, UTC)
    assert (delivered.message.id, delivered.message.text, delivered.message.choice) == (delivered.key, "hỏi", "")
    assert Address.parse(delivered.address) == Address(user="U")


@pytest.mark.parametrize("code", ["#a:khai-sinh", "#t0:thue", "#m1", "#none", "#up:K7M3QP", "#c:gapcanbo", "#h:0123456789abcdef"])
def test_a_tap_comes_as_a_text_that_is_a_code(code):
    message = read(event("user_send_text", message={"text": code})).message

    assert (message.choice, message.text) == (code, "")


@pytest.mark.parametrize("text", ["#vneid", "# a:b", "#a: b", "hỏi #a:khai-sinh", "#", "#a:" + "x" * 80])
def test_a_hashtag_is_no_tap(text):
    message = read(event("user_send_text", message={"text": text})).message

    assert (message.choice, message.text) == ("", text)


@pytest.mark.parametrize(
    ("name", "message", "kind"),
    [
        ("user_send_image", attached("image", thumbnail="http://t", url="http://u"), Kind.IMAGE),
        ("user_send_gif", attached("gif", url="http://u"), Kind.IMAGE),
        ("user_send_audio", attached("audio", url="https://u"), Kind.VOICE),
        ("user_send_video", attached("video", url="https://u", description="x"), Kind.VIDEO),
        ("user_send_sticker", attached("sticker", id="s1", url="https://u"), Kind.STICKER),
        ("user_send_location", attached("location", coordinates={"latitude": "16", "longitude": "107"}), Kind.LOCATION),
        ("user_send_file", attached("file", url="https://u", name="a.pdf"), Kind.FILE),
        ("user_send_business_card", attached("link", description='{"phone":"0912345678"}', url="u"), Kind.CONTACT),
        ("user_send_hologram", {}, Kind.OTHER),
        ("user_send_text", {"text": "  "}, Kind.OTHER),
    ],
)
def test_what_is_no_text_has_a_kind_and_nothing_of_its_content(name, message, kind):
    said = read(event(name, message=message)).message

    assert (said.kind, said.text.strip(), said.choice) == (kind, "", "")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("user_send_audio", attached("audio", url="https://v.zdn.vn/1")),
        ("user_send_file", attached("file", url="https://v.zdn.vn/1", name="Ghi âm 3.M4A", type="")),
        ("user_send_file", attached("file", url="https://v.zdn.vn/1", name="x", type="amr")),
    ],
)
def test_a_voice_and_a_recording_sent_as_a_file_have_their_address(name, message):
    said = read(event(name, message=message)).message

    assert (said.kind, said.media, said.text) == (Kind.VOICE, "https://v.zdn.vn/1", "")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("user_send_file", attached("file", url="https://v.zdn.vn/1", name="don-xin.pdf", type="pdf")),
        ("user_send_image", attached("image", url="https://v.zdn.vn/1")),
        ("user_send_audio", attached("audio", url="file:///etc/passwd")),
        ("user_send_audio", attached("audio", url=7)),
        ("user_send_audio", {}),
        ("user_send_file", {"attachments": [7]}),
    ],
)
def test_nothing_else_has_an_address(name, message):
    assert read(event(name, message=message)).message.media == ""


def test_a_caption_stays_with_its_picture():
    said = read(event("user_send_image", message={"text": "giấy này là gì"})).message

    assert (said.kind, said.text) == (Kind.IMAGE, "giấy này là gì")


def test_a_link_is_read_as_what_it_says():
    message = {
        "text": "https://x.vn",
        "attachments": attached("link", url="https://x.vn", description="Trúng thưởng")["attachments"],
    }

    assert read(event("user_send_link", message=message)).message.text == "https://x.vn\nTrúng thưởng"


def test_a_quote_is_an_ordinary_text():
    assert read(event("user_send_text", message={"text": "cái này", "quote_msg_id": "m0"})).message.text == "cái này"


@pytest.mark.parametrize(
    ("name", "fields", "happening"),
    [
        ("follow", {"follower": {"id": "U"}, "source": "oa_profile"}, Happening.FOLLOWED),
        ("unfollow", {"follower": {"id": "U"}, "source": "oa_profile"}, Happening.LEFT),
        ("user_click_chatnow", {"user_id": "U"}, Happening.FOLLOWED),
        ("user_withdraw", {"user_id": "U"}, Happening.WITHDRAWN),
    ],
)
def test_coming_and_going_is_keyed_by_who_and_when(name, fields, happening):
    delivered = read(relation(name, **fields))

    assert (delivered.happening, delivered.chat, delivered.account) == (happening, "U", "OA")
    assert delivered.key == f"{name}:U:1790000000123"
    assert delivered.message is None


def test_an_officer_who_answers_by_hand_takes_over():
    delivered = read(
        event("oa_send_text", sender="OA", recipient="U", message={"text": "để em"}) | {"sender": {"id": "OA", "admin_id": "A"}}
    )

    assert (delivered.happening, delivered.account, delivered.chat, delivered.echo) == (Happening.TAKEN_OVER, "OA", "U", "")


@pytest.mark.parametrize("name", ["oa_send_text", "oa_send_image", "oa_send_list", "oa_send_template", "oa_send_file"])
def test_our_own_message_comes_back_as_an_echo(name):
    delivered = read(event(name, sender="OA", recipient="U", message={"text": "trả lời"}))

    assert (delivered.happening, delivered.chat, delivered.echo, delivered.message) == (Happening.ECHOED, "U", "m1", None)


def test_a_visitor_of_the_widget_is_answered_with_both_ids():
    delivered = read(event("anonymous_send_text", sender="V", message={"text": "hỏi", "conversation_id": "C"}))

    assert (delivered.chat, delivered.message.chat, delivered.account) == ("anonymous:V:C", "anonymous:V:C", "OA")
    assert Address.parse(delivered.address) == Address(anonymous="V", conversation="C")


def test_an_echo_to_a_visitor_is_of_the_visitors_chat():
    message = {"text": "trả lời", "conversation_id": "C"}
    delivered = read(event("oa_send_anonymous_text", sender="OA", recipient="V", message=message))

    assert (delivered.happening, delivered.chat) == (Happening.ECHOED, "anonymous:V:C")


def test_a_group_is_heard_only_when_the_account_is_mentioned():
    asked = event("user_send_group_text", recipient="G", oa_id="OA", message={"text": "[@OA]  làm khai sinh ở đâu"})
    chatted = event("user_send_group_text", recipient="G", oa_id="OA", message={"text": "mai họp tổ nhé [@U2]"})
    delivered = read(asked)

    assert read(chatted) is None
    assert (delivered.chat, delivered.account, delivered.message.text) == ("group:G", "OA", "làm khai sinh ở đâu")
    assert Address.parse(delivered.address) == Address(group="G", quote="m1")


def test_a_tap_on_a_template_is_keyed_by_what_was_tapped():
    tap = {"submit_time": "1", "button_type": "response", "data": "Còn thắc mắc", "tracking_id": "t1"}
    one = read(relation("user_click_response_button", msg_id="z1", user_id="U", message=tap))
    other = read(relation("user_click_response_button", msg_id="z1", user_id="U", message=tap | {"submit_time": "2"}))

    assert (one.message.text, one.chat) == ("Còn thắc mắc", "U")
    assert one.key != other.key


def test_a_tap_that_does_not_say_whose_it_is_cannot_be_answered():
    assert read(relation("user_click_response_button", msg_id="z1", message={"data": "Có"})) is None


@pytest.mark.parametrize(
    "name", ["user_submit_info", "user_seen_message", "user_received_message", "oa_send_consent", "oa_reacted_message", "", "x"]
)
def test_the_rest_is_nobodys_business(name):
    assert read(event(name, message={"text": "x"}, info={"name": "Lan", "phone": "84912345678"})) is None


def test_ids_stay_strings_even_when_zalo_writes_numbers():
    delivered = read(event("user_send_text", sender=246845883529197922, message={"text": "hỏi", "msg_id": 7}))

    assert (delivered.chat, delivered.key) == ("246845883529197922", "user_send_text:7")


def test_a_text_no_store_takes_is_made_storable():
    said = read(event("user_send_text", message={"text": "a\0b\ud800"})).message

    assert said.text == "ab\ufffd"


NAMES = (
    "user_send_text user_send_link user_send_group_text anonymous_send_text oa_send_text "
    "follow user_withdraw user_click_response_button user_click_chatnow"
).split()
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "text", "payload", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = ["sender", "recipient", "message", "timestamp", "oa_id", "follower", "user_id", "attachments", "msg_id", "admin_id"]


@given(st.sampled_from(NAMES), st.dictionaries(st.sampled_from(FIELDS), ANYTHING))
def test_no_event_however_broken_raises(name, fields):
    delivered = read(json.loads(json.dumps(event(name) | fields)))

    assert delivered is None or (delivered.account and delivered.chat and delivered.key)
