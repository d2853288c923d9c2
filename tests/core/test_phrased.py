"""A message that officers wrote down word for word."""

import pytest

from bot.core.phrased import Phrased
from bot.knowledge_files import load_or_fail

PLACE = """
- id: bi-lua
  title: Bị lừa chuyển khoản
  questions: [bị lừa, "Tôi vừa chuyển nhầm tiền cho kẻ lừa đảo, phải làm sao?", lệ phí bao nhiêu]
  answer: Gọi ngân hàng ngay.
- id: bo
  title: Bỏ hộ khẩu giấy
  questions: [sổ hộ khẩu giấy bỏ rồi à, hai câu cùng có]
  answer: Đã bỏ từ năm 2023.
- id: ba
  title: Chuyện khác
  questions: [Hai câu cùng có]
  answer: Có hai câu.
"""


@pytest.fixture
def phrased(tmp_path):
    (tmp_path / "xa.yaml").write_text(PLACE, encoding="utf-8")
    return Phrased(load_or_fail(tmp_path))


@pytest.mark.parametrize(
    "text", ["bị lừa", "bi lua", "BỊ LỪA!!!", "toi vua chuyen nham tien cho ke lua dao phai lam sao", "số hộ khẩu giay bo roi a"]
)
def test_marks_capitals_and_signs_make_no_difference(phrased, text):
    found = phrased.entries(text, in_talk=False)

    assert len(found) == (0 if text.startswith("số") else 1)


def test_other_marks_are_another_question(phrased):
    assert phrased.entries("sổ hộ khẩu giấy bò rồi à", in_talk=False) == frozenset()


def test_a_phrasing_of_two_entries_names_both(phrased):
    assert phrased.entries("hai cau cung co", in_talk=False) == {"bo", "ba"}


def test_while_something_is_talked_about_a_few_words_are_about_that(phrased):
    assert phrased.entries("lệ phí bao nhiêu", in_talk=False) == {"bi-lua"}
    assert phrased.entries("lệ phí bao nhiêu", in_talk=True) == frozenset()


def test_what_was_not_changed_is_taken_over(phrased, tmp_path):
    (tmp_path / "xa.yaml").write_text(PLACE.replace("bị lừa,", "bị nó lừa,"), encoding="utf-8")

    after = Phrased(load_or_fail(tmp_path), phrased)

    assert after.entries("bi no lua", in_talk=False) == {"bi-lua"}
    assert after.entries("bi lua", in_talk=False) == frozenset()
