import pytest

from bot.core.knowledge import Words
from bot.core.matching.reading import Reader

WORDS = Words(
    abbreviations={"đk": "đăng ký", "ks": "khai sinh", "ko": "không", "j": "gì"},
    fillers=("dạ", "ạ", "ad ơi", "cho em hỏi"),
    synonyms=(("trực tuyến", "online"),),
)


@pytest.fixture
def reader() -> Reader:
    reader = Reader(WORDS)
    reader.learn(["đăng ký khai sinh", "ở chỗ nào"])
    return reader


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("đk ks ko", "dang ki khai sinh khong"),
        ("Dạ ad ơi cho em hỏi khai sinh ạ", "khai sinh"),
        ("khai sinh online", "khai sinh truc tuyen"),
        ("dangky khaisinh chonao", "dang ki khai sinh cho nao"),
        ("toor coong ngheej soos", "to cong nghe so"),
        ("NQ57", "nq 57"),
        ("ạ", "a"),
        ("", ""),
    ],
)
def test_what_people_type_is_understood(reader, typed, understood):
    assert " ".join(reader.read(typed).core) == understood


def test_politeness_without_marks_does_not_eat_other_words(reader):
    reader = Reader(Words(fillers=("vâng", "nha", "cho em hỏi")))

    assert reader.read("cho em hoi gia vang").core == ("gia", "vang")
    assert reader.read("vâng, giá vàng").core == ("gia", "vang")


def test_politeness_is_left_out_of_the_core_only(reader):
    reading = reader.read("dạ cho em hỏi khai sinh")

    assert reading.folded == ("da", "cho", "em", "hoi", "khai", "sinh")
    assert reading.core == ("khai", "sinh")


def test_accents_are_kept_only_from_those_who_type_them(reader):
    assert reader.read("khai sinh").accented == ()
    assert reader.read("đăng ký").accented == ("đăng", "ki1")


def test_a_word_of_the_base_is_never_split(reader):
    reader.learn(["facebook"])

    assert str(reader.read("facebook")) == "facebook"
