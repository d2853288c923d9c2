"""What the rows of a table would change."""

import re
from datetime import date

import pytest

from bot.core.knowledge import Entry, Knowledge
from bot.exchange.columns import COLUMNS, row_of
from bot.exchange.naming import suggested_id
from bot.exchange.plan import Planned, Planner, Verdict
from bot.exchange.table import Row, Table


def judged(town: Knowledge, *rows: dict[str, str]) -> list[Planned]:
    table = Table(tuple(Row(n, cells) for n, cells in enumerate(rows, 2)), COLUMNS, ())
    return list(Planner(town).rows(table))


@pytest.fixture
def birth(town: Knowledge) -> dict[str, str]:
    return row_of(town.topics[0], town.entries["khai-sinh"])


NEW = {"topic": "ho-tich", "title": "Nhận con nuôi", "questions": "xin con nuôi\nnhận nuôi cháu", "answer": "Ra xã."}


def test_every_key_of_an_entry_has_a_column(town):
    keys = {column.key.split(".")[0] for column in COLUMNS}

    assert keys - {"topic"} == set(Entry.model_fields)


def test_an_untouched_table_changes_nothing(shipped):
    rows = [row_of(topic, entry) for topic in shipped.topics for entry in topic.entries]

    assert {row.verdict for row in judged(shipped, *rows)} == {Verdict.SAME}


def test_only_the_touched_keys_change(town, birth):
    steps = "Mang giấy chứng sinh.\nNhận kết quả."

    row = judged(town, {**birth, "steps": steps, "checked": "2/12/2026", "urgent": "có"})[0]

    assert row.verdict is Verdict.CHANGED
    assert dict(row.values) == {"steps": ["Mang giấy chứng sinh.", "Nhận kết quả."], "checked": date(2026, 12, 2), "urgent": True}
    assert [difference.header for difference in row.differences] == ["Các bước", "Ngày kiểm tra", "Khẩn"]


def test_the_same_day_written_otherwise_is_no_change(town, birth):
    assert judged(town, {**birth, "checked": "2026-11-01"})[0].verdict is Verdict.SAME


def test_columns_that_are_not_there_are_left_alone(town):
    row = judged(town, {"id": "khai-sinh", "answer": "Mới."})[0]

    assert dict(row.values) == {"answer": "Mới."}


def test_an_emptied_cell_removes_its_key(town, birth):
    assert dict(judged(town, {**birth, "related": "", "checked": ""})[0].values) == {"related": None, "checked": None}


def test_an_end_of_validity_keeps_what_the_table_does_not_say(town):
    row = judged(town, {"id": "het-han", "in_force.from": "1/1/2025"})[0]

    assert dict(row.values) == {"in_force": {"from": date(2025, 1, 1), "until": date(2025, 12, 31)}}


def test_a_follow_up_is_known_by_its_vietnamese_name(town, birth):
    row = judged(town, {**birth, "follow_ups": "Lệ phí: 8.000 đồng.\nMất sổ: hỏi xã."})[0]

    assert dict(row.values["follow_ups"]) == {"le-phi": "8.000 đồng.", "Mất sổ": "hỏi xã."}


def test_a_new_row_gets_a_name_of_its_own(town):
    first, second = judged(town, NEW, {**NEW, "title": "Nhận con nuôi!"})

    assert (first.verdict, first.entry, first.topic) == (Verdict.NEW, "ho-tich-nhan-con-nuoi", "ho-tich")
    assert second.entry == "ho-tich-nhan-con-nuoi-2"
    assert dict(first.values)["questions"] == ["xin con nuôi", "nhận nuôi cháu"]


def test_a_row_without_an_id_whose_title_is_known_is_that_entry(town):
    row = judged(town, {**NEW, "title": "đăng ký khai tử"})[0]

    assert (row.verdict, row.entry) == (Verdict.CHANGED, "khai-tu")


def test_an_id_nearly_like_a_known_one_is_asked_about(town):
    assert "khai-sinh" in judged(town, {**NEW, "id": "khai-sin"})[0].note


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"topic": "", "questions": "a", "answer": "b"}, "chọn trong danh sách"),
        ({"topic": "Hộ tịc", "questions": "a", "answer": "b"}, "Ho tich"),
        ({"topic": "ho-tich", "questions": "a", "answer": ""}, '"Câu trả lời" còn trống'),
        ({"topic": "ho-tich", "id": "Việc Mới", "questions": "a", "answer": "b"}, "viết viec-moi"),
        ({"id": "khai-sinh", "answer": ""}, '"Câu trả lời" không được để trống'),
        ({"id": "khai-sinh", "topic": "khan-cap"}, "không chuyển chủ đề"),
        ({"id": "khai-sinh", "checked": "32/1/2026"}, '"Ngày kiểm tra": "32/1/2026"'),
    ],
)
def test_a_wrong_row_says_what_and_how_to_mend_it(town, cells, said):
    row = judged(town, cells)[0]

    assert row.verdict is Verdict.FAULT
    assert any(said in fault for fault in row.faults)


def test_an_entry_twice_is_a_fault_of_the_second_row(town, birth):
    first, second = judged(town, birth, {**birth, "answer": "Khác."})

    assert first.verdict is Verdict.SAME
    assert "dòng 2" in second.faults[0]


def test_suggested_names_are_short_and_say_the_topic_once():
    assert suggested_id("ho-tich", "Hộ tịch: đăng ký lại", ()) == "ho-tich-dang-ky-lai"
    assert re.fullmatch(r"ho-tich(-doi-ten)+(-doi)?", suggested_id("ho-tich", "Đổi tên " * 30, ())[:60])
    assert suggested_id("y-te", "A", {"y-te-a", "y-te-a-2"}) == "y-te-a-3"
