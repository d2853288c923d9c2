"""Names of hamlets in what residents type: found however they are typed, and never in other words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.hamlet_names import HamletNames, has_kind
from bot.core.hamlets import SLUG_LONGEST, Hamlets
from bot.core.locality import Hamlet
from bot.core.text import fold
from tests.hamlets_scene import NAMES

HAMLETS = [Hamlet(name=name) for name in NAMES]
FINDER = HamletNames(HAMLETS)
LETTERED = [name for name in NAMES if not any(c.isdigit() for c in name)]


def found(text, finder=FINDER):
    return [one.hamlet for one in finder.found(text)]


@pytest.mark.parametrize(
    ("text", "hamlet"),
    [
        ("tôi ở thôn Đông Khê", "thôn Đông Khê"),
        ("o thon dong khe lam the can cuoc o dau", "thôn Đông Khê"),
        ("trưởng thôn Đông Khê là ai", "thôn Đông Khê"),
        ("bà con làng Đông Khê hỏi", "thôn Đông Khê"),
        ("oo thoon ddoong khee lafm gif", "thôn Đông Khê"),
        ("o thon dong co lop hoc khong", "thôn Đông"),
        ("nhà em ở tổ 3", "tổ dân phố số 3"),
        ("nha em o to 3", "tổ dân phố số 3"),
        ("o to3 nop rac o dau", "tổ dân phố số 3"),
        ("TDP số 03 họp ở đâu", "tổ dân phố số 3"),
        ("tổ dân phố 3", "tổ dân phố số 3"),
        ("to 3", "tổ dân phố số 3"),
        ("ở khu phố 5", "khu 5"),
        ("người ở bản Đỏ", "bản Đỏ"),
        ("thôn 3 có điểm hỗ trợ không", "thôn 3"),
        ("ở khu Nguyễn Trãi", "khu phố Nguyễn Trãi"),
        ("thon nha moi o dau", "thôn Nhà Mới"),
    ],
)
def test_a_name_is_found_however_it_is_typed(text, hamlet):
    assert found(text) == [hamlet]


@pytest.mark.parametrize(
    "text",
    [
        "làm nhà mới cần giấy phép gì",
        "bán đồ trên mạng",
        "ban do tren mang co phai dong thue",
        "xem ban do quy hoach",
        "tờ 3 của hồ sơ",
        "to 3 cua ho so",
        "doi 4 lan mat khau",
        "đổi 4 lần mật khẩu",
        "khu 5 tầng",
        "thôn Đồng Khê",
        "thôn đồng",
        "xóm 3",
        "tổ 4",
        "Đông Khê",
        "gió đông",
        "thôn",
        "",
    ],
)
def test_other_words_and_other_places_are_none(text):
    assert found(text) == []


@given(
    st.sampled_from(LETTERED),
    st.sampled_from(["{}", "ở {}", "tôi ở {} muốn hỏi khai sinh", "khai sinh ở {} ạ", "Ở {}, làm căn cước thế nào?"]),
    st.booleans(),
    st.booleans(),
)
def test_with_or_without_marks_at_any_place_and_in_any_case_it_is_the_one_meant(name, around, marks, capitals):
    said = around.format(name) if marks else fold(around.format(name))

    hamlets = found(said.upper() if capitals else said)

    # Without marks "bản" is also "bán": it then takes a word that says where.
    assert hamlets == [name] or (hamlets == [] and not marks and "ở " not in around.lower() and name == "bản Đỏ")


@given(st.sampled_from(NAMES), st.text(max_size=30), st.text(max_size=30))
def test_whatever_stands_around_a_name_it_is_never_taken_for_another_place_in_the_text(name, before, after):
    text = f"{before} {name} {after}"

    for one in FINDER.found(text):
        assert 0 <= one.start < one.bare < one.stop <= len(text)
        assert one.hamlet in NAMES


@pytest.mark.parametrize("text", ["ở thôn dong", "o thon dong", "ở thôn 'dong'"])
def test_what_two_hamlets_may_be_called_is_neither(text):
    finder = HamletNames([Hamlet(name="thôn Đông"), Hamlet(name="thôn Đồng")])

    assert found(text, finder) == []
    assert found("ở thôn Đồng", finder) == ["thôn Đồng"]
    assert finder.alike() == [("thôn Đông", "thôn Đồng")]


def test_a_number_that_several_sorts_have_is_told_apart_by_its_sort():
    assert found("tổ dân phố 3, thôn 3") == ["tổ dân phố số 3", "thôn 3"]


def test_another_name_and_a_former_one_mean_the_hamlet():
    finder = HamletNames([Hamlet(name="bản Nà Hạ", names=("bản Hạ", "Nà Hạ cũ"))])

    assert found("ở bản Hạ", finder) == ["bản Nà Hạ"]
    assert found("ở bản nà hạ cũ", finder) == ["bản Nà Hạ"]


def test_a_name_has_its_kind_before_it():
    assert has_kind("tổ dân phố số 3")
    assert not has_kind("Đông Khê")
    assert not has_kind("thôn")


REAL = {"Chị Vân tổ dân phố 3", "chị Dịu xóm Bãi", "thôn Đông", "tổ dân phố số 3", "Cả xóm Bãi"}
"""Phrasings of the base in which such names do stand."""


def test_of_all_phrasings_of_the_base_only_those_that_name_a_hamlet_are_found_to(shipped):
    phrasings = [text for entry in shipped.entries.values() for text in (*entry.questions, *entry.keywords)]

    named = [text for text in phrasings if found(text)]

    assert len(phrasings) > 5000
    assert [text for text in named if not any(real in text for real in REAL)] == []


# --- links


def test_a_link_leads_to_its_hamlet_and_an_unknown_one_nowhere():
    hamlets = Hamlets(HAMLETS)

    assert hamlets.slug("thôn Đông Khê") == "thon-dong-khe"
    assert [hamlets.of_slug(hamlets.slug(name)) for name in NAMES] == list(NAMES)
    assert hamlets.of_slug("thon-dong-kh") == hamlets.of_slug("") == ""


def test_hamlets_that_are_the_same_without_marks_have_links_of_their_own():
    hamlets = Hamlets([Hamlet(name="thôn Đông"), Hamlet(name="thôn Đồng")])

    assert hamlets.slug("thôn Đông") == "thon-dong"
    assert hamlets.of_slug(hamlets.slug("thôn Đồng")) == "thôn Đồng"


def test_the_link_of_a_former_name_still_leads_to_the_hamlet():
    before = Hamlets([Hamlet(name="thôn Cầu")])
    after = Hamlets([Hamlet(name="thôn Cầu Mới", names=("thôn Cầu",))])

    assert after.of_slug(before.slug("thôn Cầu")) == "thôn Cầu Mới"
    assert after.current("thôn Cầu") == "thôn Cầu Mới"
    assert after.current("thôn Bỏ") == ""


@given(st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=8, unique=True))
def test_whatever_officers_call_them_links_are_short_plain_and_different(names):
    made = [Hamlet.model_construct(name=name, names=()) for name in names]
    hamlets = Hamlets(made)

    slugs = [hamlets.slug(name) for name in names]

    assert len(set(slugs)) == len(names)
    assert all(1 <= len(slug) <= SLUG_LONGEST and set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for slug in slugs)


def test_what_comes_near_is_offered_nearest_first():
    hamlets = Hamlets(HAMLETS)

    assert hamlets.near("dong ke")[0] == "thôn Đông Khê"
    assert hamlets.near("khê") == ["thôn Đông Khê"]
    assert hamlets.near("Mường Tè") == []
