from dataclasses import replace

import pytest

from bot.core.bundling import MOST, joined, stands_alone
from bot.core.conversation import Conversation, Feedback, Outcome, Turn, Wish
from bot.core.message import Kind, Message

SAID = Message("zalo", "lan", "m1", "cho hỏi")
UNSURE = Turn(Conversation(), (), Outcome.NOT_ANSWERED, is_question=True)


def pieces(*texts):
    return [replace(SAID, id=f"m{n}", text=text) for n, text in enumerate(texts, 1)]


def test_pieces_become_one_message_named_after_the_first():
    assert joined(pieces(" a ơi", "cho hỏi ", "làm căn cước")) == replace(SAID, text="a ơi cho hỏi làm căn cước")


@pytest.mark.parametrize(
    "messages",
    [
        pieces("một mình"),
        pieces(*["x"] * (MOST + 1)),
        pieces("a ơi", "dài " * 500),
        pieces("a ơi", "/xoa"),
        [SAID, replace(SAID, choice="#a:mot")],
        [SAID, replace(SAID, kind=Kind.VOICE)],
    ],
)
def test_what_cannot_be_one_question_is_not_joined(messages):
    assert joined(messages) is None


@pytest.mark.parametrize("outcome", [Outcome.NOT_ANSWERED, Outcome.ASKED_BACK, Outcome.SMALL_TALK])
def test_what_is_not_understood_alone_waits_for_more(outcome):
    assert not stands_alone(SAID, replace(UNSURE, outcome=outcome))


@pytest.mark.parametrize(
    ("message", "turn"),
    [
        (SAID, replace(UNSURE, outcome=Outcome.ANSWERED)),
        (SAID, replace(UNSURE, urgent=True)),
        (SAID, replace(UNSURE, wish=Wish.ERASE)),
        (SAID, replace(UNSURE, feedback=Feedback("ABC", why="thiếu"))),
        (replace(SAID, choice="#a:mot"), UNSURE),
        (replace(SAID, text="/chude"), UNSURE),
        (replace(SAID, kind=Kind.STICKER, text=""), UNSURE),
    ],
)
def test_what_is_clear_alone_waits_for_nothing(message, turn):
    assert stands_alone(message, turn)
