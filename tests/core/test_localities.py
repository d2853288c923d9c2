"""Which locality a question is about, what it is answered there, and names that are out of date."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.conversation import Conversation, Outcome
from bot.core.knowledge import Knowledge
from bot.core.locality import Locality, Plan, placeholder_values
from bot.core.matching import Matcher
from bot.core.message import Message
from bot.core.place_names import PlaceNames
from bot.core.renames import OldPlace, Renames, now_called
from bot.core.responder import Responder
from bot.knowledge_files import load_or_fail
from tests.conftest import NOW, TOWN

PLAN = """\
- id: ke-hoach-nam-sach
  title: Kế hoạch của Nam Sách
  questions: [kế hoạch tuyên truyền của xã Nam Sách, nam sach giao phong nao lo tuyen truyen, ai ký kế hoạch ở Nam Sách]
  answer: Phòng Văn hoá - Xã hội chủ trì.
  locality: nam-sach
"""
MAP = """\
since: 2025-07-01
sources:
  luat: {title: Luật}
places:
  - {old: huyện Cẩm Giàng, became: [xã Cẩm Giàng, xã Mao Điền], now_in: thành phố Hải Phòng, source: luat}
  - {old: thị trấn Nam Sách, became: [xã Nam Sách], locality: nam-sach, source: luat}
  - {old: thành phố Vinh, names: [thành phố Vinh, ở Vinh], became: [phường Thành Vinh], source: luat}
  - {old: tỉnh Yên Bái, names: [tỉnh Yên Bái, Yên Bái], became: [tỉnh Lào Cai], source: luat}
  - {old: tỉnh Hòa Bình, became: [tỉnh Phú Thọ], source: luat}
offices:
  - {old: công an huyện, names: [công an huyện], since: 2025-03-01, now: "bà con hỏi {police}", source: luat}
"""
PLACES = {
    "hai-phong": "level: tinh\nname: thành phố Hải Phòng\nnames: [Hải Phòng]\n",
    "nam-sach": "level: xa\nname: xã Nam Sách\nnames: [Nam Sách]\nparent: hai-phong\noffice: {name: Trung tâm Nam Sách}\n",
    "viet-hoa": "level: xa\nname: phường Việt Hoà\nnames: [Việt Hoà]\nnot_this: [đường Việt Hoà]\nparent: hai-phong\n"
    "hotline: 0220 111 222\n",
    "nghe-an": "level: tinh\nname: tỉnh Nghệ An\nnames: [Nghệ An]\nnot_this: [nghe an toàn]\n",
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """The small town's entries, two communes of one city, a province with a layer, and a map of old names."""
    folder: Path = tmp_path_factory.mktemp("places")
    (folder / "ho-tich.yaml").write_text(TOWN + PLAN, encoding="utf-8")
    (folder / "doi-ten.yaml").write_text(MAP, encoding="utf-8")
    (folder / "dia-phuong" / "nghe-an").mkdir(parents=True)
    for name, text in PLACES.items():
        (folder / "dia-phuong" / f"{name}.yaml").write_text(f"id: {name}\n{text}", encoding="utf-8")
    layer = "- {id: khai-tu, questions: nghệ an khai tử, answer: Ở Nghệ An làm tại xã.}"
    (folder / "dia-phuong" / "nghe-an" / "a.yaml").write_text(layer, encoding="utf-8")
    return load_or_fail(folder)


@pytest.fixture(scope="module")
def at_viet_hoa(base: Knowledge) -> Responder:
    served = base.serving("viet-hoa")
    return Responder(served, Matcher(served), locality="viet-hoa")


@pytest.fixture
def say(at_viet_hoa: Responder):
    """Ask at Việt Hoà, out of the blue or in a talk; the turn."""

    def said(text: str, talk: Conversation | None = None, *, now=NOW):
        return at_viet_hoa.respond(talk or Conversation(), Message("test", "lan", "1", text), now=now, ref="MADO01")

    return said


def text_of(turn) -> str:
    return "\n".join(reply.text for reply in turn.replies)


# --- names


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Xã Nam Sách làm việc mấy giờ", {"nam-sach"}),
        ("nam sach lam viec may gio", {"nam-sach"}),
        ("NAM SÁCH", {"nam-sach"}),
        ("nấm sạch bán ở đâu", set()),
        ("năm sách giáo khoa", set()),
        ("dãy trọ mười hai phòng", set()),
        ("tôi ở nam sach", {"nam-sach"}),
        ("thị trấn Nam Sách cũ", {"nam-sach"}),
        ("tt Nam Sách", {"nam-sach"}),
        ("phường Việt Hòa", {"viet-hoa"}),
        ("cách viết hoa chữ đầu", set()),
        ("nhà tôi ở đường Việt Hoà", set()),
        ("dân Nghệ An hỏi", {"nghe-an"}),
        ("toi nghe an toan thong tin la gi", set()),
        ("bà con an tâm", set()),
        ("xã Nam Sách, thành phố Hải Phòng", {"nam-sach", "hai-phong"}),
    ],
)
def test_a_localitys_name_is_recognised_and_ordinary_words_are_not(base, text, named):
    assert PlaceNames(base.localities, base.renames).localities(text) == named


@pytest.mark.parametrize(
    ("text", "old"),
    [
        ("huyện Cẩm Giàng", "huyện Cẩm Giàng"),
        ("huyen cam giang", "huyện Cẩm Giàng"),
        ("cẩm giàng", ""),
        ("tp Vinh", "thành phố Vinh"),
        ("TP.Vinh", "thành phố Vinh"),
        ("ở Vinh", "thành phố Vinh"),
        ("o vinh", ""),
        ("anh Vinh hỏi", ""),
        ("quê Yên Bái", "tỉnh Yên Bái"),
        ("que yen bai", ""),
        ("tinh yen bai", "tỉnh Yên Bái"),
        ("phường Yên Bái", ""),
        ("tỉnh hoà bình", "tỉnh Hòa Bình"),
        ("mong hoà bình", ""),
        ("công an huyện Cẩm Giàng", "công an huyện"),
    ],
)
def test_an_abolished_name_is_recognised_with_its_kind_or_all_its_marks(base, text, old):
    found = PlaceNames(base.localities, base.renames).renamed(text)

    assert (found.old if found else "") == old


def test_a_question_without_the_names_in_it_is_what_is_asked_anywhere(base):
    names = PlaceNames(base.localities, base.renames)

    assert names.without("Cháy nhà ở thị trấn Nam Sách!") == "cháy nhà ở"
    assert names.without("Cháy nhà rồi!") == "Cháy nhà rồi!"


# --- which locality answers


def test_a_question_is_answered_for_the_locality_served(say):
    assert "Trung tâm Phục vụ hành chính công xã, phường" in text_of(say("đăng ký khai sinh ở đâu"))


def test_a_question_that_names_another_locality_is_answered_for_that_one(say):
    assert "tại Trung tâm Nam Sách" in text_of(say("đăng ký khai sinh ở đâu tại Nam Sách"))


def test_a_question_that_names_another_locality_is_answered_from_its_layer(say):
    assert "Ở Nghệ An làm tại xã." in text_of(say("đăng ký khai tử ở Nghệ An"))
    assert "trong 15 ngày" in text_of(say("đăng ký khai tử"))


def test_the_city_around_the_commune_served_is_no_other_locality(base, at_viet_hoa):
    assert at_viet_hoa._whereabouts.meant("đăng ký khai sinh ở Hải Phòng") == "viet-hoa"


def test_a_commune_named_with_its_city_is_that_commune(at_viet_hoa):
    assert at_viet_hoa._whereabouts.meant("khai sinh ở xã Nam Sách, Hải Phòng") == "nam-sach"


def test_two_other_localities_are_none(at_viet_hoa):
    assert at_viet_hoa._whereabouts.meant("Nam Sách khác gì Nghệ An") == "viet-hoa"


def test_an_entry_about_another_locality_needs_that_locality_to_be_named(say):
    assert say("phòng nào lo tuyên truyền ở Nam Sách").entries == ("ke-hoach-nam-sach",)
    assert "ke-hoach-nam-sach" not in say("phòng nào lo tuyên truyền").entries


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("nhà bị cháy ở Nam Sách", "chay-nha"),
        ("Tôi ở Nam Sách. nhà bị cháy", "chay-nha"),
        ("Tôi ở Nam Sách, làm hộ chiếu ở đâu", "ho-chieu"),
    ],
)
def test_the_name_of_a_place_alone_does_not_lead_to_what_is_written_about_it(say, text, entry):
    assert say(text).entries == (entry,)


# --- names out of date


def test_an_abolished_place_is_explained_once_a_conversation(say):
    first = say("đăng ký khai sinh ở đâu, tôi ở huyện Cẩm Giàng")
    again = say("làm hộ chiếu ở đâu, tôi ở huyện Cẩm Giàng", first.conversation)

    note = "huyện Cẩm Giàng không còn từ 1/7/2025, nay thuộc xã Cẩm Giàng và xã Mao Điền (thành phố Hải Phòng)"
    assert note in text_of(first)
    assert note not in text_of(again)
    assert again.outcome is Outcome.ANSWERED


def test_what_was_explained_survives_the_store_and_is_forgotten_after_a_day(say):
    talk = say("đăng ký khai sinh ở đâu, tôi ở huyện Cẩm Giàng").conversation

    kept = Conversation.from_json(talk.to_json())
    assert kept.told == ("huyện Cẩm Giàng",)
    assert kept.forgetting(NOW + timedelta(days=2)).told == ()


def test_the_note_follows_the_answer_and_stands_before_the_list(say):
    text = text_of(say("làm giấy khai sinh cho con cần gì ở huyện Cẩm Giàng"))

    assert text.index("khai sinh trong 60 ngày") < text.index("Bà con lưu ý") < text.index("Bà con có thể cần thêm")


def test_an_abolished_office_is_explained_with_who_does_its_work_now(say):
    assert "từ 1/3/2025 không còn công an huyện nữa; bà con hỏi Công an xã, phường" in text_of(
        say("làm hộ chiếu ở đâu, công an huyện à")
    )


def test_an_urgent_answer_has_no_note(say):
    turn = say("nhà bị cháy ở huyện Cẩm Giàng")

    assert turn.urgent
    assert "không còn" not in text_of(turn)


def test_a_question_nobody_can_answer_still_gets_the_note(say):
    turn = say("thuê trâu kéo gỗ bao nhiêu một buổi ở huyện Cẩm Giàng")

    assert turn.outcome is Outcome.NOT_ANSWERED
    assert "không còn từ 1/7/2025" in text_of(turn)


def test_an_answer_that_speaks_of_the_old_name_itself_needs_no_note(base):
    from bot.core.speech import Speech
    from bot.core.whereabouts import Whereabouts

    where = Whereabouts(base, "")
    old = where.out_of_date("huyện Cẩm Giàng còn không")

    assert where.remark(old, Speech.of(base), said="Huyện Cẩm Giàng đã bỏ.") == ""
    assert where.remark(old, Speech.of(base), said="Làm tại xã.")


def test_many_communes_are_counted_and_some_named():
    place = OldPlace(old="huyện A", became=tuple(f"xã {n}" for n in "BCDEFG"), now_in="tỉnh T", source="s")

    assert now_called(place) == "6 xã, phường: xã B, xã C, xã D, xã E… (tỉnh T)"


def test_a_base_without_a_map_of_names_explains_nothing(base):
    assert PlaceNames(base.localities, Renames()).renamed("huyện Cẩm Giàng") is None


# --- plans and who leads


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"title": "Kế hoạch", "number": "295/KH-UBND", "date": "2026-04-21"}, "Kế hoạch (số 295/KH-UBND, ngày 21/4/2026)"),
        ({"title": "Kế hoạch", "issued": "tháng 3/2026"}, "Kế hoạch (tháng 3/2026, bản đang lưu không ghi số)"),
        ({"title": "Kế hoạch"}, "Kế hoạch"),
    ],
)
def test_a_plan_is_said_with_what_is_known_of_it(plan, said):
    assert Plan.model_validate(plan).said() == said


def test_a_plan_left_blank_reads_as_the_general_words():
    blank = Locality.model_validate({"id": "mac-dinh", "name": "xã", "plan": {"title": "kế hoạch của {name}"}})

    assert placeholder_values(Locality(id="x", name="xã X"), blank)["plan"] == "kế hoạch của xã X"
