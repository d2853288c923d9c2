"""The knowledge that ships: complete, answerable, short enough, true to its own rules."""

import pytest
import yaml

from bot.core.problem import Severity
from bot.core.speech import Speech
from bot.core.text import title_key
from bot.knowledge_files import load
from tests.conftest import NOW, SHIPPED

CATALOGUE = SHIPPED.parents[1] / "shared" / "catalogue"
LONGEST = 1800
"""What one Zalo message holds (shared/reference/channels.md, A5)."""


def test_there_is_no_fault():
    assert [problem for problem in load(SHIPPED).problems if problem.severity is not Severity.HINT] == []


@pytest.mark.skipif(not CATALOGUE.is_dir(), reason="the catalogue is not beside the project")
def test_every_topic_of_the_catalogue_is_there(shipped):
    for path in CATALOGUE.glob("*.yaml"):
        wanted = [entry["id"] for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]
        topic = next(topic for topic in shipped.topics if topic.id == path.stem)

        # A commune may ask for more than the catalogue knows, such as its own page on the web.
        assert [entry.id for entry in topic.entries if entry.id in wanted] == wanted


def test_every_entry_has_sources_a_date_and_ten_phrasings(shipped):
    bare = [e.id for e in shipped.entries.values() if not (e.sources and e.checked and len(e.questions) >= 10 and e.title)]

    assert bare == []


def test_every_answer_fits_one_zalo_message(shipped):
    speech = Speech.of(shipped)

    long = {e.id: len(t) for e in shipped.entries.values() if len(t := speech.answer(e, today=NOW.date())) > LONGEST}

    assert long == {}


def test_no_answer_shows_a_brace(shipped):
    speech = Speech.of(shipped)

    assert not any("{" in speech.answer(entry, today=NOW.date()) for entry in shipped.entries.values())


def test_titles_are_short_and_tell_entries_apart(shipped):
    titles = [entry.title for entry in shipped.entries.values()]

    assert max(map(len, titles)) <= 60
    assert len(set(titles)) == len(titles)


def test_every_canonical_wording_is_answered_or_offered(shipped, shipped_responder):
    missed = [
        entry.id
        for entry in shipped.entries.values()
        if entry.id not in [m.entry for m in shipped_responder.matcher.rank(entry.questions[0]).matches[:2]]
    ]

    assert missed == []


def test_urgent_entries_are_answered_urgently(shipped, shipped_responder):
    speech = Speech.of(shipped)

    for entry in shipped.entries.values():
        if entry.urgent:
            assert speech.answer(entry, today=NOW.date()).startswith("KHẨN")


# --- localities and old names


def test_the_localities_of_the_first_plans_are_there_with_the_provinces_around_them(shipped):
    around = {place.id: place.parent for place in shipped.localities.values() if place.real}

    assert around == {
        "nam-sach": "hai-phong",
        "viet-hoa": "hai-phong",
        "cam-giang": "hai-phong",
        "hoang-van-thu": "lang-son",
        "nghe-an": "",
        "hai-phong": "",
        "lang-son": "",
    }


def test_what_the_plans_say_of_a_locality_is_there(shipped):
    nghe_an, hoang_van_thu = shipped.localities["nghe-an"], shipped.localities["hoang-van-thu"]

    assert (nghe_an.plan.number, str(nghe_an.plan.date)) == ("295/KH-UBND", "2026-04-21")
    assert [target.when for target in nghe_an.targets] == ["2026", "đến 2030"]
    assert [report.due for report in hoang_van_thu.reports][:2] == ["trước ngày 05/6 hằng năm", "trước ngày 05/12 hằng năm"]
    assert any("80%" in goal for target in hoang_van_thu.targets for goal in target.goals)
    assert "xã Mao Điền" in shipped.localities["cam-giang"].abolished.became


@pytest.mark.parametrize("name", ["nam-sach", "viet-hoa", "hoang-van-thu", "nghe-an"])
def test_what_the_plans_leave_blank_stays_visibly_blank(shipped, name):
    place = shipped.localities[name]
    lines = (SHIPPED / "dia-phuong" / f"{name}.yaml").read_text(encoding="utf-8").split("\n")

    assert (place.hotline, place.office.address, place.leads.head) == ("", "", "")
    assert {"hotline:", "hours:", "portal:", "zalo_oa:", "fanpage:"} <= set(lines)


def test_every_key_of_a_locality_is_in_the_template(shipped):
    template = (SHIPPED / "dia-phuong" / "mau.yaml").read_text(encoding="utf-8")

    keys = {line.split(":")[0] for line in template.split("\n") if line[:1].isalpha()}
    assert keys == set(type(shipped.localities["mau"]).model_fields)


def test_a_communes_province_says_how_it_carries_out_a_national_programme(shipped):
    def closing(locality: str) -> str:
        return shipped.entry_for("qd1169-truyen-thong", locality).if_stuck

    assert "295/KH-UBND" in closing("nghe-an")
    assert "211/KH-UBND" in closing("hoang-van-thu")
    assert "KH-UBND" not in closing("nam-sach")


def test_the_29_provinces_that_were_merged_in_2025_are_known(shipped):
    merged = [place for place in shipped.renames.places if place.source == "nq-202"]

    assert len(merged) == 29
    assert len({place.became for place in merged}) == 34 - 11  # eleven stayed as they were


def test_nothing_is_both_abolished_and_there(shipped):
    there = {title_key(name) for place in shipped.renames.places for name in place.became}
    gone = {title_key(name) for place in shipped.renames.places for name in place.called()}

    assert there & gone == set()


def test_every_old_name_is_known_once_and_has_a_kind_or_all_its_marks(shipped):
    names = [title_key(name) for place in shipped.renames.places for name in place.called()]

    assert len(names) == len(set(names))
    assert title_key("hoà bình") not in names


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("số điện thoại xã", "bot-gap-can-bo"),
        ("địa chỉ trung tâm hành chính công", "nop-ho-so-o-dau"),
        ("xã làm việc mấy giờ", "nop-ho-so-o-dau"),
        ("trang Zalo của xã", "theo-doi-zalo-oa-xa"),
        ("trang facebook của xã mình", "ve-xa-minh-lien-he"),
        ("ai đứng đầu ban chỉ đạo chuyển đổi số của xã", "ve-xa-minh-ke-hoach"),
        ("kế hoạch nghị quyết 57 của xã số mấy", "ve-xa-minh-ke-hoach"),
    ],
)
def test_a_commune_is_asked_for_its_own_details(shipped_responder, question, entry):
    assert shipped_responder.matcher.rank(question).matches[0].entry == entry
