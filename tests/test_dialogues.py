"""Floors: talks of residents must not be understood worse unnoticed. Figures: scripts/dialogues.py."""

import pytest
from dialogues import FOLDER, OUTCOMES, read, replayed, share

FLOORS = {"tuned": 0.95, "unseen": 0.75}
"""What is right now, less some turns for an edit of the knowledge."""


@pytest.mark.parametrize("name", FLOORS)
def test_talks_go_as_residents_expect(shipped_responder, name):
    turns = replayed(shipped_responder, read(FOLDER / f"{name}.yaml"))

    assert share(turns) >= FLOORS[name]


@pytest.mark.parametrize("name", FLOORS)
def test_every_entry_expected_in_a_talk_exists(shipped, name):
    steps = [step for talk in read(FOLDER / f"{name}.yaml") for step in talk["turns"]]
    named = {entry for step in steps for key in ("answer", "offer", "never") for entry in step.get(key, ())}

    assert named <= shipped.entries.keys()
    assert all(set(OUTCOMES) & step.keys() for step in steps)


def test_no_talk_stands_in_both_files():
    tuned, unseen = ({tuple(step["say"] for step in talk["turns"]) for talk in read(FOLDER / f"{n}.yaml")} for n in FLOORS)

    assert not tuned & unseen
