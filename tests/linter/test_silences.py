"""An officer's explanation beside a line silences one rule there, and is reported when it no longer does."""

import pytest

from bot.core.problem import Severity
from tests.linter.conftest import entry

LONE = entry("viec", sources="")
WHY = "# bo-qua: thieu-nguon - chưa tìm ra"


@pytest.mark.parametrize(
    "written",
    [
        LONE.replace("- id: viec", f"{WHY}\n- id: viec"),
        LONE.replace("- id: viec", f"- id: viec  {WHY}"),
        LONE.replace("- id: viec", f"{WHY}\n# một ghi chú khác\n- id: viec"),
        LONE.replace("- id: viec", "# bo-qua: it-cach-hoi, thieu-nguon – đang tìm\n- id: viec"),
    ],
)
def test_an_explained_warning_is_not_shown(linted, written):
    assert linted("thieu-nguon", LONE)
    assert linted("thieu-nguon", written) == []


def test_an_explanation_holds_for_its_line_only(linted):
    assert len(linted("thieu-nguon", f"{WHY}\n{LONE}", entry("khac", sources=""))) == 1


def test_an_explanation_holds_for_its_rule_only(linted):
    assert linted("thieu-nguon", f"# bo-qua: thieu-ngay-kiem-tra - a\n{LONE}")


BLOCK = """
- id: a
  questions: [x]
  # bo-qua: viet-tat - ai cũng biết
  answer: |
    Câu đầu.
    Nộp tại UBND xã.
"""


def test_a_text_of_several_lines_is_explained_above_its_key(linted):
    assert linted("viet-tat", BLOCK) == []
    assert linted("bo-qua-thua", BLOCK) == []


def test_an_explanation_within_the_answer_is_a_warning_since_residents_read_it(linted):
    inside = BLOCK.replace("    Nộp tại", "    # bo-qua: viet-tat - a\n    Nộp tại").replace(
        "  # bo-qua: viet-tat - ai cũng biết\n", ""
    )

    (found,) = linted("bo-qua-thua", inside)

    assert (found.line, found.severity) == (6, Severity.WARNING)
    assert linted("viet-tat", inside)


def test_an_explanation_that_explains_nothing_is_a_hint(linted):
    (found,) = linted("bo-qua-thua", f"{WHY}\n{entry('viec')}")

    assert (found.line, found.severity) == (1, Severity.HINT)


def test_an_explanation_without_a_reason_is_a_hint(linted):
    assert "lý do" in linted("bo-qua-thua", f"# bo-qua: thieu-nguon\n{LONE}")[0].message


def test_an_error_cannot_be_explained_away(linted):
    assert linted("doc-tep", f"# bo-qua: doc-tep - kệ\n{entry('viec', answer='Hỏi {van_phong}.')}")


def test_a_warning_of_the_reading_can_be_explained(linted):
    gone = entry("viec", related="[khong-con]")

    assert linted("doc-tep", gone)
    assert linted("doc-tep", gone.replace("  related", "  # bo-qua: doc-tep - tháng sau có\n  related")) == []
