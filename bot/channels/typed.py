"""What a resident typed, as any store and any provider takes it."""


def storable(text: str) -> str:
    """Without NULs and halves of surrogate pairs, which JSON can spell but no database takes.

    The text may get shorter: what a provider counted in it (Telegram's entities) must be looked up before.
    """
    return text.replace("\0", "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
