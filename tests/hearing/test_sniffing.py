import pytest

from bot.hearing.sniffing import container

REST = bytes(16)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"OggS", "ogg"),
        (b"#!AMR\n", "amr"),
        (b"#!AMR-WB\n", "amr"),
        (b"\xff\xf1\x60\x40", "aac"),
        (b"\xff\xf9\x60\x40", "aac"),
        (b"\xff\xfb\x90\x64", "mp3"),
        (b"ID3\x04", "mp3"),
        (b"\0\0\0\x20ftypM4A ", "mp4"),
        (b"RIFF\0\0\0\0WAVE", "wav"),
    ],
)
def test_what_phones_record_is_known_by_its_beginning(head, name):
    assert container(head + REST) == name


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"OggS",
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n",
        b"#EXTM3U\n",
        b"<html>",
        b"RIFF\0\0\0\0AVI ",
        b"PK\3\4",
    ],
)
def test_everything_else_is_no_voice(head):
    assert container(head + REST * (head != b"OggS")) == ""
