from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from bot.figures.suppression import Hidden, alone, change, share, together

FEW, KEPT = Hidden.FEW, Hidden.KEPT_BACK


def test_small_counts_are_not_shown_and_nought_is():
    assert [alone(n) for n in (0, 1, 4, 5)] == [0, FEW, FEW, 5]


def test_one_small_count_takes_another_with_it_or_the_total_would_tell():
    assert together([100, 30, 9, 2]) == (100, 30, KEPT, FEW)


def test_what_is_kept_back_is_big_enough_to_hide_behind():
    assert together([100, 30, 5, 2]) == (100, KEPT, 5, FEW)


def test_two_small_counts_that_give_each_other_away_need_a_third():
    assert together([50, 1, 1]) == (KEPT, FEW, FEW)
    assert together([50, 4, 4]) == (KEPT, FEW, FEW)


def test_what_matters_most_is_kept_back_only_when_no_other_suffices():
    assert together([100, 44, 60, 2], dear=[0, 1]) == (100, 44, KEPT, FEW)
    assert together([100, 44, 0, 2], dear=[0, 1]) == (100, KEPT, 0, FEW)


def test_without_small_counts_everything_is_shown():
    assert together([5, 0, 17]) == (5, 0, 17)
    assert together([]) == ()


def test_no_share_and_no_change_of_what_is_hidden():
    assert share(FEW, 10) is None
    assert share(5, 10) == 0.5
    assert change(KEPT, 10) is None
    assert change(15, 10) == 0.5
    assert change(3, 0) is None


def possible(shown, total):
    """What each count could be to somebody who knows the rules and the total: every assignment is tried."""
    rest = total - sum(n for n in shown if isinstance(n, int))
    hidden = [at for at, n in enumerate(shown) if not isinstance(n, int)]
    choices = [range(1, 5) if shown[at] is FEW else range(5, rest + 1) for at in hidden]
    fits = [values for values in product(*choices) if sum(values) == rest]
    return {at: {values[i] for values in fits} for i, at in enumerate(hidden)}


@given(st.lists(st.integers(0, 14), min_size=1, max_size=5), st.integers(9, 20))
def test_no_small_count_can_be_found_by_subtraction(counts, big):
    counts = [*counts, big]
    shown = together(counts)

    for at, values in possible(shown, sum(counts)).items():
        if shown[at] is FEW:
            assert values == {1, 2, 3, 4}
