"""Files read before: a save changes one of fifty, and reading YAML is most of the time a folder takes.

What was read is known by the very bytes, so it can never be out of date. The shipped base takes 12 MB here.
"""

from dataclasses import replace
from functools import lru_cache

from bot.knowledge_files.yaml_reader import Document, read_yaml

_FILES = 100
"""The shipped base has fifty; of each the version before is kept too."""


def read_file(file: str, data: bytes) -> Document:
    """See `read_yaml`. Values are shared with whoever read the same bytes: they are not to be changed."""
    known = _read(data)
    return replace(known, file=file, problems=[replace(problem, file=file) for problem in known.problems])


@lru_cache(_FILES)
def _read(data: bytes) -> Document:
    return read_yaml("", data)
