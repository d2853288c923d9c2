"""Sources, days, lengths, links, abbreviations and a commune's own details."""

import pytest

from bot.core.problem import Severity
from tests.linter.conftest import entry


@pytest.mark.parametrize(
    ("rule", "keys", "severity"),
    [
        ("thieu-nguon", {"sources": ""}, Severity.WARNING),
        ("nguon-khong-dan-duoc", {"sources": "[Khuyến cáo chung]"}, Severity.WARNING),
        ("nguon-khong-dan-duoc", {"sources": "[Khuyến cáo chung, {title: Luật, document: 1/2025/QH15}]"}, Severity.HINT),
        ("thieu-ngay-kiem-tra", {"checked": ""}, Severity.WARNING),
        ("kiem-tra-da-lau", {"checked": "2025-11-20"}, Severity.WARNING),
        ("ngay-vo-ly", {"checked": "2026-11-22"}, Severity.WARNING),
        ("ngay-vo-ly", {"in_force": "{from: 2027-01-01, until: 2026-12-31}"}, Severity.WARNING),
        ("het-hieu-luc", {"in_force": "{until: 2026-11-20}"}, Severity.WARNING),
        ("sap-het-hieu-luc", {"in_force": "{until: 2026-12-21}"}, Severity.WARNING),
        ("den-han-kiem-tra", {"recheck": "2026-11-20"}, Severity.WARNING),
        ("sap-den-han-kiem-tra", {"recheck": "2026-12-21"}, Severity.HINT),
        ("qua-dai", {"answer": "Bà con " * 300}, Severity.WARNING),
        ("qua-dai", {"answer": "Bà con " * 150}, Severity.HINT),
        ("qua-dai", {"follow_ups": f"{{le-phi: {'đồng ' * 200}}}"}, Severity.WARNING),
        ("ten-dai", {"title": "Đăng ký " * 8}, Severity.WARNING),
        ("nhieu-buoc", {"steps": "[a, b, c, d, e, g, h, i]"}, Severity.WARNING),
        ("so-buoc", {"steps": "['1. Mang căn cước đến xã.']"}, Severity.WARNING),
        ("tu-lien-ket", {"related": "[viec]"}, Severity.WARNING),
        ("khong-lien-ket", {}, Severity.HINT),
        ("viet-tat", {"answer": "Nộp tại UBND xã."}, Severity.WARNING),
        ("chi-tiet-cua-xa", {"answer": "Gọi 0220 375 1234 gặp cán bộ."}, Severity.HINT),
        ("chi-tiet-cua-xa", {"if_stuck": "Đến số 12 đường Trần Phú."}, Severity.HINT),
    ],
)
def test_what_is_not_right_is_named(linted, rule, keys, severity):
    found = linted(rule, entry("viec", **keys))

    assert [problem.severity for problem in found] == [severity]


@pytest.mark.parametrize(
    ("rule", "keys"),
    [
        ("kiem-tra-da-lau", {"checked": "2025-11-21"}),
        ("sap-het-hieu-luc", {"in_force": "{until: 2026-12-22}"}),
        ("het-hieu-luc", {"in_force": "{until: 2026-11-21}"}),
        ("den-han-kiem-tra", {"recheck": "2026-11-21"}),
        ("nhieu-buoc", {"steps": "[a, b, c, d, e, g, h]"}),
        ("ten-dai", {"title": "a" * 60}),
        ("viet-tat", {"answer": "Nộp tại Ủy ban nhân dân (UBND) xã, UBND hẹn ngày trả."}),
        ("viet-tat", {"answer": "UBND xã nhận.", "if_stuck": "Hỏi uỷ ban nhân dân xã."}),
        ("viet-tat", {"answer": "Soạn TTTB gửi 1414 để xem SIM."}),
        ("viet-tat", {"answer": "Theo 57-NQ/TW và tờ khai CT01, quét mã QR."}),
        ("chi-tiet-cua-xa", {"answer": "Gọi 1900.0368, 18001096 hoặc 113."}),
    ],
)
def test_what_is_right_is_left_alone(linted, rule, keys):
    assert linted(rule, entry("viec", **keys)) == []


def test_a_details_line_is_the_line_it_stands_on(linted):
    steps = """
    - id: a
      questions: [x]
      answer: |
        Câu đầu.
        Nộp tại UBND xã.
      steps:
        - Một.
        - Gọi 0912345678.
    """

    assert linted("viet-tat", steps)[0].line == 6
    assert linted("chi-tiet-cua-xa", steps)[0].line == 9


def test_an_entry_that_another_leads_to_is_not_alone(linted):
    assert linted("khong-lien-ket", entry("a", related="[b]"), entry("b")) == []


def test_a_communes_own_entry_may_give_its_own_number(linted):
    keys = {"answer": "Gọi 0912345678.", "locality": "nam-sach"}

    assert linted("chi-tiet-cua-xa", entry("viec", **keys), files={"dia-phuong/nam-sach.yaml": "id: nam-sach"}) == []


def test_two_entries_with_one_title_are_told_apart_by_nobody(linted):
    (found,) = linted("trung-ten", entry("a", title="Khai sinh"), entry("b", title="Khai Sinh"))

    assert "chu-de.yaml:2" in found.message


LAYER = {
    "dia-phuong/hai-phong.yaml": "id: hai-phong",
    "dia-phuong/hai-phong/chu-de.yaml": "- id: viec\n  steps: [Gọi UBND.]\n- id: khac\n  title: Việc khác\n",
}


def test_what_a_locality_writes_over_is_shown_and_looked_at(linted):
    base = (entry("viec"), entry("khac", sources=""))

    written_over = linted("lop-ghi-de", *base, files=LAYER)
    (short,) = linted("viet-tat", *base, files=LAYER)
    unsourced = linted("thieu-nguon", *base, files=LAYER)

    assert {problem.line for problem in written_over} == {1, 3}
    assert (short.file.endswith("hai-phong/chu-de.yaml"), short.line) == (True, 2)
    assert [problem.file.endswith("/hai-phong/chu-de.yaml") for problem in unsourced] == [False]
