"""What the measured trial (scripts/teach_trial.py) counts, and what it makes of it."""

import pytest
from effort import Effort, keys_of
from teach_officer import Done, Task
from teach_trial import by_hand


@pytest.mark.parametrize(
    ("text", "keys"), [("lam the", 7), ("đế", 5), ("Ơn", 4), ("ĐI", 5), ("căn cước", 11), ("Sở Công Thương", 21)]
)
def test_a_mark_is_a_key_and_so_is_a_capital(text, keys):
    assert keys_of(text) == keys


def test_efforts_add_up_and_waiting_counts():
    both = Effort(taps=1, keys=10, decisions=1) + Effort(taps=1, words=20, waited=2.5, switches=1)

    assert (both.taps, both.keys, both.words) == (2, 10, 20)
    assert both.seconds == pytest.approx(2 * 1.2 + 10 * 0.28 + 1.35 + 20 * 0.3 + 2.5 + 0.4)


def test_by_hand_a_phrasing_is_found_typed_and_saved():
    done = [Done(Task("lam the o dau", "Làm thẻ căn cước", ("the",)), "merged", Effort())]
    check = len("python -m bot check") + 1

    assert by_hand(done, pasted=False).keys == 2 + len("lam the") + 1 + 3 + 3 + len("lam the o dau") + 2 + check
    assert by_hand(done, pasted=True).taps == 2
