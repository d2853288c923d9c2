"""Remembers: what was asked, what came of it, and the memory of each chat. Nobody outside sees a row."""
