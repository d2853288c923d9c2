"""Sniffing: what kind of audio some bytes are. By the content: names and types that providers tell are often wrong.

channels.md F (2026-11): Telegram OGG/Opus; Zalo OA AMR by one source, files are often recordings; Zalo Bot raw ADTS AAC;
Messenger MP4/AAC. Whatever begins otherwise is not even looked into: decoders of rare formats are where the holes are.
"""

ENOUGH = 12
"""Bytes that tell."""
_BEGINNINGS = (
    (b"OggS", "ogg"),
    (b"#!AMR", "amr"),
    (b"ID3", "mp3"),
)


def container(head: bytes) -> str:
    """The decoder's name of the format; empty when it is none that voice messages have."""
    if len(head) < ENOUGH:
        return ""
    if head[4:8] == b"ftyp":
        return "mp4"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if named := next((name for begins, name in _BEGINNINGS if head.startswith(begins)), ""):
        return named
    if head[0] != 0xFF:
        return ""
    if head[1] & 0xF6 == 0xF0:  # twelve bits of sync, layer 0: ADTS
        return "aac"
    return "mp3" if head[1] & 0xE0 == 0xE0 and head[1] & 0x06 else ""
