"""What officers typed stands where there would be a blank."""

from dataclasses import replace
from datetime import date

import pytest

from bot.core.locality import Leads, Plan
from bot.reports.agency import CHAIR, agency_of
from bot.reports.blocks import BLANK, Heading, Paragraph
from bot.reports.drafting import draft
from bot.reports.gaps import gaps
from bot.reports.remarks import Remarks, listed
from tests.reports.conftest import PLACE

EVERYTHING = Remarks(
    work="Đã làm",
    goals=("đạt",),
    missed="xin visa",
    difficulties="Khó",
    causes="Nguyên nhân",
    tasks="Việc",
    proposals="Không",
    addressee="Sở Khoa học và Công nghệ",
    by_deputy=False,
    signer="Trần Thị Lan",
)


def drafted(figures, place, remarks):
    agency = remarks.signed(agency_of(place))
    texts = [block.text for block in draft(figures, place, agency, remarks) if isinstance(block, Heading | Paragraph)]
    return "\n".join((*texts, agency.addressee, agency.signer))


def test_who_fills_in_everything_finds_no_blank_left(made):
    assert BLANK.findall(drafted(made(), PLACE, EVERYTHING)) == []
    assert len(BLANK.findall(drafted(made(), PLACE, Remarks()))) == 8


def test_who_signs_is_what_the_officer_says():
    agency = EVERYTHING.signed(agency_of(PLACE))

    assert (agency.signature, agency.signer) == (CHAIR, "Trần Thị Lan")


def test_questions_asked_in_vain_are_quoted_reworded_or_left_out(made):
    quoted_, reworded, left_out = (drafted(made(), PLACE, Remarks(missed=told)) for told in (None, "- xin visa;\n\n", ""))

    assert "⟦chọn, viết lại cho gọn: “xin visa [đi] Mỹ" in quoted_
    assert "mà chưa có câu trả lời: xin visa." in reworded
    assert "hướng dẫn hoặc cung cấp tài liệu" in reworded
    for told in ("mà chưa có câu trả lời", "hướng dẫn hoặc cung cấp tài liệu"):
        assert told not in left_out


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("một\n\n  - hai;\n+ ba!\n• bốn", ["- một.", "- hai;", "- ba!", "- bốn."]),
        ("⟦giả⟧", ["- [giả]."]),
        ("", ["- ⟦điền⟧"]),
        (" \n-\n", ["- ⟦điền⟧"]),
    ],
)
def test_each_line_is_listed_once(typed, lines):
    assert [paragraph.text for paragraph in listed(typed, otherwise="điền")] == lines


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"plan": Plan()}, ["mục plan, các dòng title, number, date"]),
        ({"plan": Plan(title="Kế hoạch", issued="tháng 3/2026")}, ["mục plan, dòng number", "mục plan, dòng date"]),
        ({"leads": Leads()}, ["mục leads, dòng standing"]),
        ({"province": ""}, ["dòng province, hoặc dòng parent"]),
    ],
)
def test_every_blank_that_the_communes_file_leaves_is_told(made, changed, where):
    place = PLACE.model_copy(update=changed)
    told = replace(EVERYTHING, addressee="")

    assert [gap.where for gap in gaps(place)] == where
    assert BLANK.findall(drafted(made(), place, told))
    assert list(gaps(PLACE)) == []
    assert BLANK.findall(drafted(made(), PLACE, told)) == []


def test_a_date_of_the_plan_is_enough(made):
    place = PLACE.model_copy(update={"plan": Plan(title="Kế hoạch", number="1/KH", date=date(2026, 1, 2))})

    assert "(số 1/KH, ngày 02/01/2026)" in drafted(made(), place, EVERYTHING)
