import pytest

from bot.store.sealing import Sealing, Unreadable

SEALING = Sealing(b"p")
VALUE = {"text": "số của tôi 0912345678", "nửa chữ": "\ud83d"}


def test_what_was_sealed_comes_back():
    assert SEALING.opened(SEALING.seal(VALUE, purpose="inbox"), purpose="inbox") == VALUE


def test_a_seal_shows_nothing_and_no_two_are_alike():
    one, other = (SEALING.seal(VALUE, purpose="inbox") for _ in range(2))

    assert b"0912345678" not in one
    assert one != other


@pytest.mark.parametrize("damage", [lambda s: s[:-1], lambda s: b"", lambda s: bytes([s[0] ^ 1]) + s[1:], lambda s: s[:5]])
def test_a_damaged_seal_is_not_opened(damage):
    with pytest.raises(Unreadable):
        SEALING.opened(damage(SEALING.seal(VALUE, purpose="inbox")), purpose="inbox")


def test_another_pepper_or_another_purpose_does_not_open_it():
    sealed = SEALING.seal(VALUE, purpose="inbox")

    with pytest.raises(Unreadable):
        Sealing(b"q").opened(sealed, purpose="inbox")
    with pytest.raises(Unreadable):
        SEALING.opened(sealed, purpose="address")
