"""What is offered to who types no more than a subject."""

import pytest

from bot.core.conversation import Conversation, Outcome
from bot.core.knowledge import Entry, Knowledge, Topic
from bot.core.matching.reading import Reader
from bot.core.message import Message
from bot.core.subjects import Subjects
from tests.conftest import NOW


def entry(id_: str, title: str, *questions: str, related: tuple[str, ...] = (), urgent: bool = False) -> Entry:
    return Entry(id=id_, title=title, questions=questions or (title,), answer="x", related=related, urgent=urgent)


@pytest.fixture
def subjects(town) -> Subjects:
    land = (
        entry("lan-dau", "Làm sổ đỏ lần đầu"),
        entry("mat-so", "Mất sổ đỏ", related=("sang-ten",)),
        entry("sang-ten", "Sang tên sổ đỏ", related=("mat-so",)),
        entry("quy-hoach", "Tra quy hoạch", "sổ đỏ nằm trong quy hoạch", "xem quy hoạch", related=("sang-ten",)),
    )
    swindle = (entry("ban-so", "Lừa bán sổ đỏ", "bị lừa bán đất", "mua đất bị lừa", urgent=True),)
    topics = (Topic("dat", "Đất", "", land), Topic("lua-dao", "Lừa đảo", "", swindle))
    return Subjects(Knowledge(topics, town.phrases, town.words, {}), Reader(town.words).read)


def test_what_officers_refer_to_most_comes_first(subjects):
    assert subjects.about(("so", "do"))[0] == "sang-ten"


def test_what_only_mentions_the_subject_is_left_out(subjects):
    assert "quy-hoach" not in subjects.about(("so", "do"))


def test_another_topic_counts_only_when_people_ask_it_in_these_words(subjects):
    assert "ban-so" not in subjects.about(("so", "do"))


def test_no_words_are_no_subject(subjects):
    assert subjects.about(()) == []


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("bhyt", {"bao-hiem-gia-han-bhyt-ho-gia-dinh", "bao-hiem-bhyt-muc-dong"}),
        ("lương hưu", {"bao-hiem-tro-cap-huu-tri-xa-hoi"}),
        ("căn cước", {"can-cuoc-lam-lan-dau", "can-cuoc-cap-doi", "can-cuoc-cap-lai"}),
        ("cccd", {"can-cuoc-lam-lan-dau", "can-cuoc-cap-doi", "can-cuoc-cap-lai"}),
        ("vneid", {"vneid-dang-ky-muc-1", "vneid-dang-ky-muc-2", "vneid-quen-mat-khau"}),
        ("khai sinh", {"ho-tich-khai-sinh", "ho-tich-lien-thong-khai-sinh"}),
        ("so do", {"dat-dai-sang-ten-so-do", "dat-dai-cap-lai-mat-so", "dat-dai-cap-so-lan-dau"}),
        ("tạm trú", {"cu-tru-tam-tru", "cu-tru-gia-han-tam-tru"}),
        ("hộ chiếu", {"khac-ho-chieu-online", "khac-mat-ho-chieu"}),
        ("bằng lái", {"giao-thong-doi-gplx-online", "vneid-tich-hop-gplx"}),
        ("zalo", {"tao-tai-khoan-zalo", "zalo-bi-chiem"}),
    ],
)
def test_a_bare_subject_of_the_shipped_base_offers_what_is_asked_of_it(shipped_responder, typed, offered):
    turn = shipped_responder.respond(Conversation(), Message("test", "a", "1", typed), now=NOW, ref="R")

    assert turn.outcome is Outcome.ASKED_BACK
    assert offered <= set(turn.entries)
