from bench.report import Claim, bands, claims, table


def test_words_stand_left_and_figures_right():
    shown = table(["who", "right", "for instance"], [["ours", "98.8", "làm lại | thẻ"], ["others", "7.1", "mất"]])

    assert shown.splitlines() == [
        "| who    | right | for instance  |",
        "| ------ | ----: | ------------- |",
        "| ours   |  98.8 | làm lại / thẻ |",
        "| others |   7.1 | mất           |",
    ]


def test_a_claim_that_does_not_hold_is_shouted():
    shown = claims([Claim("right", 90.0, 88), Claim("blocked", 47.0, 20, "ms", at_most=True)]).splitlines()

    assert shown[2].endswith("|   90.0 % | ≥ 88 %  | yes  |")
    assert shown[3].endswith("|  47.0 ms | ≤ 20 ms | NO   |")


def test_what_nothing_answers_has_a_table_of_its_own():
    questions, negatives = bands({"dev": {"right": 1.0}, "negatives": {"not_answered": 0.9, "asked_back": 0.1}}).split("\n\n")

    assert "100.0" in questions
    assert "90.0" in negatives
    assert "wrong" not in negatives
