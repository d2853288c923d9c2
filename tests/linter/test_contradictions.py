"""Numbers that two answers state differently for the same thing."""

import pytest

from tests.linter.conftest import entry


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gọi Viettel 18008098.", "Viettel là 18008099."),
        ("Gọi tổng đài bảo hiểm xã hội 1900.9068.", "Hỏi tổng đài bảo hiểm xã hội 1900 1234."),
        ("Gọi 1800.6838 của Ủy ban Cạnh tranh Quốc gia.", "Gọi 1800.1234 của Ủy ban Cạnh tranh Quốc gia."),
    ],
)
def test_a_service_with_two_numbers_is_named_with_both_places(linted, one, other):
    (found,) = (p for p in linted("lech-dien-thoai", entry("a", answer=one), entry("b", answer=other)) if "số của" in p.message)

    assert found.line == 10
    assert "chu-de.yaml:4" in found.message


def test_a_number_one_slip_from_another_is_named(linted):
    entries = [entry(name, answer="Gọi 1900.0368.") for name in ("a", "b")]

    (found,) = linted("lech-dien-thoai", *entries, entry("c", answer="Gọi số 1900 0386 nhé."))

    assert "1900 0386" in found.message


def test_two_numbers_given_side_by_side_are_no_slip(linted):
    keys = {"answer": "VinaPhone 18001091, MobiFone 18001090."}

    assert linted("lech-dien-thoai", entry("a", **keys), entry("b", **keys)) == []


def test_a_number_written_in_two_ways_is_one_number(linted):
    a, b = entry("a", answer="Tổng đài VNeID 1900.0368."), entry("b", answer="Tổng đài VNeID 19000368.")

    assert linted("lech-dien-thoai", a, b) == []


OVERVIEW = {"title": "So sánh", "related": "[tam-tru]"}


@pytest.mark.parametrize(
    ("rule", "said"),
    [("lech-muc-tien", "Lệ phí tạm trú 20.000 đồng."), ("lech-thoi-han", "Thường trú lâu hơn, tạm trú trong 5 ngày làm việc.")],
)
def test_what_an_overview_says_differently_of_a_neighbour_is_named(linted, rule, said):
    owner = entry("tam-tru", title="Đăng ký tạm trú", answer='"Lệ phí 15.000 đồng; 3 ngày làm việc."')

    (found,) = linted(rule, owner, entry("so-sanh", answer=said, **OVERVIEW))

    assert found.line == 10
    assert "chu-de.yaml:4" in found.message


@pytest.mark.parametrize(
    "said",
    [
        "Tạm trú 15 nghìn đồng, thường trú 20.000 đồng.",
        "Không đăng ký thì bị phạt tạm trú 500.000 đồng.",
        "Xe máy 50.000 đồng.",
    ],
)
def test_the_same_amount_a_fine_and_another_matter_are_no_contradiction(linted, said):
    owner = entry("tam-tru", title="Đăng ký tạm trú", answer="Lệ phí 15.000 đồng.")

    assert linted("lech-muc-tien", owner, entry("so-sanh", answer=said, **OVERVIEW)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"sources": "[{title: A, document: 60/2014/QH13, date: 2014-11-20}]"}, {"answer": "Luật 60/2014/QH13 ngày 21/11/2014."}),
        ({"answer": "Nghị định 68/2026/NĐ-CP có hiệu lực từ 5/3/2026."}, {"answer": "68/2026/NĐ-CP, hiệu lực từ 06/03/2026."}),
        ({"answer": "Theo Luật Hộ tịch (60/2014/QH13)."}, {"answer": "Theo Luật Hộ tịch 61/2014/QH13."}),
    ],
)
def test_a_document_described_in_two_ways_is_named(linted, one, other):
    (found,) = linted("lech-van-ban", entry("a", **one), entry("b", **other))

    assert "chu-de.yaml:" in found.message


def test_the_day_most_places_agree_on_is_taken_for_right(linted):
    days = {"a": "2014-11-20", "b": "2014-11-20", "c": "2014-12-20"}

    found = linted(
        "lech-van-ban", *(entry(i, sources=f"[{{title: L, document: 60/2014/QH13, date: {d}}}]") for i, d in days.items())
    )

    assert ['câu "c"' in problem.message for problem in found] == [True]


@pytest.mark.parametrize(
    "keys",
    [
        {"answer": "Theo Nghị định 116/2026/TT-BCA."},
        {"sources": "[{title: Nghị định 68/2026/NĐ-CP, document: 141/2026/NĐ-CP}]"},
        {"sources": "[{title: A, document: 68/2026/NĐ-CP, date: 2025-03-05}]"},
    ],
)
def test_a_document_that_contradicts_itself_is_named(linted, keys):
    assert len(linted("lech-van-ban", entry("a", **keys))) == 1


def test_one_law_of_two_years_is_two_laws(linted):
    a = entry("a", answer="Theo Luật Hộ tịch 2014 (60/2014/QH13).")
    b = entry("b", answer="Theo Luật Hộ tịch 2026 (03/2026/QH16).")

    assert linted("lech-van-ban", a, b) == []


def test_a_slip_in_the_number_of_a_document_is_named(linted):
    sources = "[{title: L, document: 60/2014/QH13}, {title: Luật Hộ tịch 60/2014/QH13}]"

    (found,) = linted("lech-van-ban", entry("a", answer="Theo 61/2014/QH13 thì 60 ngày.", sources=sources))

    assert found.line == 4


@pytest.mark.parametrize(
    ("rule", "answer", "follow_ups"),
    [
        ("lech-muc-tien", "Lệ phí 15.000 đồng.", "{le-phi: 18.000 đồng.}"),
        ("lech-thoi-han", "3 ngày làm việc là xong.", "{thoi-gian: Không quá 5 ngày làm việc.}"),
    ],
)
def test_an_answer_and_its_own_follow_up_must_agree(linted, rule, answer, follow_ups):
    (found,) = linted(rule, entry("a", answer=answer, follow_ups=follow_ups))

    assert found.line == 7


def test_a_follow_up_may_say_more_than_the_answer(linted):
    keys = {"answer": "Lệ phí 15.000 đồng.", "follow_ups": "{le-phi: '15.000 đồng, qua mạng 7.000 đồng.'}"}

    assert linted("lech-muc-tien", entry("a", **keys)) == []


def test_two_sentences_that_say_the_same_with_other_numbers_are_named(linted):
    a = entry("a", answer="Cố tình giữ tiền chuyển nhầm từ 10 triệu đồng trở lên có thể bị xử lý hình sự.")
    b = entry("b", answer="Giữ tiền chuyển nhầm từ 15 triệu đồng trở lên có thể bị xử lý hình sự.")

    (found,) = linted("lech-so", a, b)

    assert found.line == 10
    assert "chu-de.yaml:4" in found.message
    assert "(15 và 10)" in found.message


def test_what_every_time_limit_says_is_no_statement_about_one_thing(linted):
    entries = [entry(f"viec-{n}", answer=f"Nhận kết quả trong không quá {n} ngày làm việc.") for n in range(3, 20)]

    assert linted("lech-so", *entries) == []
