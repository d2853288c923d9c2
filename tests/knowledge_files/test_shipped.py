"""The knowledge that ships: complete, answerable, short enough, true to its own rules."""

import pytest
import yaml

from bot.core.speech import Speech
from bot.knowledge_files import load
from tests.conftest import NOW, SHIPPED

CATALOGUE = SHIPPED.parents[1] / "shared" / "catalogue"
LONGEST = 1800
"""What one Zalo message holds (shared/reference/channels.md, A5)."""


def test_there_is_no_fault():
    assert load(SHIPPED).problems == ()


@pytest.mark.skipif(not CATALOGUE.is_dir(), reason="the catalogue is not beside the project")
def test_every_topic_of_the_catalogue_is_there(shipped):
    for path in CATALOGUE.glob("*.yaml"):
        wanted = [entry["id"] for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]
        topic = next(topic for topic in shipped.topics if topic.id == path.stem)

        assert [entry.id for entry in topic.entries] == wanted


def test_every_entry_has_sources_a_date_and_ten_phrasings(shipped):
    bare = [e.id for e in shipped.entries.values() if not (e.sources and e.checked and len(e.questions) >= 10 and e.title)]

    assert bare == []


def test_every_answer_fits_one_zalo_message(shipped):
    speech = Speech.of(shipped)

    long = {e.id: len(t) for e in shipped.entries.values() if len(t := speech.answer(e, today=NOW.date())) > LONGEST}

    assert long == {}


def test_no_answer_shows_a_brace(shipped):
    speech = Speech.of(shipped)

    assert not any("{" in speech.answer(entry, today=NOW.date()) for entry in shipped.entries.values())


def test_titles_are_short_and_tell_entries_apart(shipped):
    titles = [entry.title for entry in shipped.entries.values()]

    assert max(map(len, titles)) <= 60
    assert len(set(titles)) == len(titles)


def test_every_canonical_wording_is_answered_or_offered(shipped, shipped_responder):
    missed = [
        entry.id
        for entry in shipped.entries.values()
        if entry.id not in [m.entry for m in shipped_responder.matcher.rank(entry.questions[0]).matches[:2]]
    ]

    assert missed == []


def test_urgent_entries_are_answered_urgently(shipped, shipped_responder):
    speech = Speech.of(shipped)

    for entry in shipped.entries.values():
        if entry.urgent:
            assert speech.answer(entry, today=NOW.date()).startswith("KHẨN")
