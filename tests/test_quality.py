"""Floors: an edit of the knowledge or of the matcher must not make the answers worse unnoticed. Figures: scripts/measure.py."""

from pathlib import Path

import pytest
import yaml
from measure import ambiguous, dialogues, lines, negatives, questions, small_talk

QUESTIONS = sorted((Path(__file__).parent / "questions").glob("*.yaml"))
EVAL = Path(__file__).parents[2] / "shared" / "eval"
beside = pytest.mark.skipif(not EVAL.is_dir(), reason="the development questions are not beside the project")


def held_out() -> list[dict]:
    return [{**item, "by": path.stem} for path in QUESTIONS for item in yaml.safe_load(path.read_text(encoding="utf-8"))]


def test_every_entry_has_a_held_out_question(shipped):
    assert {item["id"] for item in held_out()} == set(shipped.entries)


def test_no_held_out_question_is_among_the_phrasings(shipped):
    known = {question for entry in shipped.entries.values() for question in entry.questions}

    assert not known & {item["text"] for item in held_out()}


def test_held_out_questions_of_other_writers_are_mostly_answered(shipped_responder):
    found = questions(shipped_responder, held_out(), set())["all questions"]

    assert found["right"] >= 0.62
    assert found["right"] + found["offered"] >= 0.84
    assert found["wrong"] <= 0.09


@beside
def test_development_questions_are_answered_right(shipped_responder):
    found = questions(shipped_responder, lines(EVAL / "dev-questions.jsonl"), set())

    assert found["all questions"]["right"] >= 0.90
    assert found["all questions"]["right"] + found["all questions"]["offered"] >= 0.97
    assert found["all questions"]["wrong"] <= 0.02
    assert found["without marks"]["right"] >= found["all questions"]["right"] - 0.01


@beside
def test_what_nothing_answers_is_left_alone(shipped_responder):
    found = negatives(shipped_responder, lines(EVAL / "dev-negatives.jsonl"), set())

    assert found["all negatives"]["answered"] <= 0.05
    assert found["near-service"]["answered"] <= 0.08
    assert found["all negatives"]["asked_back"] <= 0.30


@beside
def test_talks_hold_in_context(shipped_responder):
    talks = yaml.safe_load((EVAL / "dev-dialogues.yaml").read_text(encoding="utf-8"))

    assert dialogues(shipped_responder, talks, set())["turns"] >= 0.95
    assert small_talk(shipped_responder, lines(EVAL / "dev-smalltalk.jsonl"), set()) >= 0.9
    assert ambiguous(shipped_responder, lines(EVAL / "dev-ambiguous.jsonl"), set()) >= 0.6
