import pytest
from bench.calibration import calibration, confusions
from bench.data import Question, halves
from bench.growth import sized
from bench.quality import Guess, Heard, best_way, figures, limit, right_at


def heard(*rows: tuple[str, str, float]) -> Heard:
    """Rows of (what was wanted, what was guessed, how sure)."""
    questions = [Question(f"question {i}", (wanted,) if wanted else ()) for i, (wanted, _, _) in enumerate(rows)]
    return Heard(questions, [Guess((guessed,), (sure,)) for _, guessed, sure in rows])


NEGATIVES = heard(*(("", "khai-sinh", sure / 100) for sure in range(50)))


@pytest.mark.parametrize(("rate", "answered"), [(0.0, 0), (0.02, 1), (0.1, 5), (1.0, 50)])
def test_a_limit_lets_through_as_many_negatives_as_allowed(rate, answered):
    assert NEGATIVES.answered(limit(NEGATIVES, rate, 0), 0) == pytest.approx(answered / 50)


def test_equally_sure_negatives_are_not_let_through_by_chance():
    alike = heard(*[("", "khai-sinh", 0.5)] * 10)

    assert alike.answered(limit(alike, 0.5, 0), 0) == 0


def test_a_right_guess_below_the_limit_is_no_answer():
    asked = heard(("khai-tu", "khai-tu", 0.9), ("khai-tu", "khai-tu", 0.3), ("khai-tu", "khai-sinh", 0.95))

    assert asked.top(1) == pytest.approx(2 / 3)
    assert right_at(asked, NEGATIVES, 0.02, 0) == pytest.approx(1 / 3)


def test_everybody_is_heard_in_the_way_of_being_sure_that_serves_best():
    asked = Heard([Question("khai tử", ("khai-tu",))], [Guess(("khai-tu",), (0.1, 0.9))])
    negatives = Heard([Question("visa")], [Guess(("khai-tu",), (0.8, 0.2))])

    assert best_way(asked, negatives) == 1
    assert figures({"dev": asked}, negatives)["right_at_2"] == {"dev": 1.0}


def test_true_probabilities_are_calibrated():
    true = heard(*[("a", "a", 0.75)] * 3, ("a", "b", 0.75))
    boasting = heard(*[("a", "b", 0.95)] * 4)

    assert calibration([true]).ece == pytest.approx(0)
    assert calibration([boasting]).ece == pytest.approx(0.95)
    assert calibration([boasting]).brier == pytest.approx(0.95**2)


def test_sure_and_frequent_confusions_come_first():
    found = confusions([heard(("a", "b", 0.9), ("c", "d", 0.5), ("c", "d", 0.6), ("e", "f", 0.1), ("g", "g", 1.0))])

    assert [(c.wanted, c.taken) for c in found] == [("c", "d"), ("a", "b"), ("e", "f")]
    assert found[0].messages == ("question 2", "question 1")


def test_what_is_learned_of_an_intent_is_not_asked():
    taught, asked = halves([{"intent": "chao", "text": f"chào {i}"} for i in range(40)])

    assert len(taught["chao"]) == 8
    assert len(asked) == 20
    assert not set(taught["chao"]) & {question.text for question in asked}


@pytest.mark.parametrize("phrasings", [3, 8, 17, 100])
def test_a_base_can_be_of_any_size(town, phrasings):
    base = sized(town, phrasings)

    assert sum(len(entry.questions) for entry in base.entries.values()) == phrasings


def test_a_grown_base_is_the_same_each_time_and_has_new_subjects(town):
    texts = [question for entry in sized(town, 100).entries.values() for question in entry.questions]

    assert texts == [question for entry in sized(town, 100).entries.values() for question in entry.questions]
    assert len(set(texts)) > 75
