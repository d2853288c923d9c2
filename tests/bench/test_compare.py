import json

import pytest
import yaml
from bench.data import HELD_OUT, Question
from compare import BASELINE, changes, found, kept, report


@pytest.fixture
def questions():
    return [
        Question("làm giấy khai sinh cho con", ("khai-sinh",)),
        Question("làm giấy báo tử cho ông nội mất", ("ho-chieu",)),
    ]


def test_nothing_changed_is_no_change(responder, questions):
    now = found(responder, questions)

    assert changes(now, {text: item.verdict for text, item in now.items()}) == []


def test_a_lost_question_names_the_entry_and_the_phrasing_that_drew_it(responder, questions):
    now = found(responder, questions)
    told = "\n".join(report(now, {questions[0].text: "right", questions[1].text: "right"}, responder))

    assert "kém đi 1, khá lên 0" in told
    assert "- Làm hộ chiếu (ho-chieu)" in told
    assert 'bà con hỏi: "làm giấy báo tử cho ông nội mất"' in told
    assert "trước: trả lời đúng; nay: trả lời nhầm" in told
    assert 'bị kéo về Đăng ký khai tử (khai-tu), giống cách hỏi "nhà có người mất làm giấy báo tử"' in told


def test_a_won_question_is_told_and_a_new_one_counted(responder, questions):
    told = "\n".join(report(found(responder, questions), {questions[0].text: "wrong"}, responder))

    assert "kém đi 0, khá lên 1, mới chưa có trong mốc 1" in told
    assert "KÉM ĐI" not in told


def test_a_baseline_has_a_line_for_each_question(responder, questions):
    text = kept(found(responder, questions))

    assert json.loads(text)[questions[0].text] == {"entry": "khai-sinh", "verdict": "right", "got": ["khai-sinh"]}
    assert len(text.splitlines()) == len(questions) + 2


def test_the_baseline_has_not_grown_old():
    """It need not know the newest questions; when it misses too many: scripts/compare.py --update."""
    texts = {item["text"] for path in HELD_OUT.glob("*.yaml") for item in yaml.safe_load(path.read_text(encoding="utf-8"))}
    known = set(json.loads(BASELINE.read_text(encoding="utf-8")))

    assert len(known & texts) >= 0.9 * len(texts)
