import random

from bot.figures.rising import rising


def test_what_tripled_rises_and_what_grew_with_everything_does_not():
    now, before = {"lua-dao": 90, "vneid": 400, "ho-tich": 410}, {"lua-dao": 30, "vneid": 400, "ho-tich": 400}

    assert [rise.key for rise in rising(now, before)] == ["lua-dao"]
    assert rising({key: n * 3 for key, n in before.items()}, before) == ()


def test_a_handful_more_is_noise():
    assert rising({"a": 8, "b": 500}, {"a": 2, "b": 500}) == ()
    assert rising({"a": 14, "b": 500}, {"a": 9, "b": 500}) == ()


def test_a_new_topic_rises():
    assert [rise.key for rise in rising({"moi": 60, "b": 500}, {"b": 500})] == ["moi"]


def test_with_nothing_to_compare_with_nothing_is_claimed():
    assert rising({"a": 100}, {"a": 3}) is None
    assert rising({}, {"a": 300}) is None


def test_chance_alone_hardly_ever_raises_an_alarm():
    dice = random.Random(1)
    alarms = 0
    for _ in range(100):
        now, before = ({f"t{n}": 0 for n in range(25)} for _ in range(2))
        for period in (now, before):
            for _ in range(2_000):
                period[f"t{min(24, int(dice.expovariate(0.2)))}"] += 1
        alarms += len(rising(now, before))

    assert alarms <= 5
