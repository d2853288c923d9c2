"""The officer's target and the bands that keep it."""

from bot.core.bands import Bands
from bot.core.target import measured, strictness


def test_the_default_target_is_the_default_of_the_bands():
    assert strictness(2).bands == Bands()


def test_fewer_wrong_answers_cost_answers():
    rows = measured()

    assert [row.wrong for row in rows] == sorted((row.wrong for row in rows), reverse=True)
    assert [row.answered for row in rows] == sorted((row.answered for row in rows), reverse=True)
    assert strictness(1).bands.answer > strictness(3).bands.answer


def test_what_was_measured_keeps_the_target():
    for target in (0.6, 1, 2, 3, 5):
        assert strictness(target).wrong <= target


def test_a_target_nobody_can_keep_gets_the_strictest():
    assert strictness(0.1) == measured()[-1]
