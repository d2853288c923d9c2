"""Processes of the operating system refreshing one account at the same moment; scripts/token_race.py runs it 500 times."""

from token_race import race


def test_two_processes_never_lose_the_account():
    assert "10 refreshes, account never lost" in race(10)
