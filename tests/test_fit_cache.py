import numpy as np
import pytest

from bot.core.matching import Matcher
from bot.fit_cache import FitCache


def scores(matcher) -> list[tuple[str, float]]:
    return [(match.entry, match.score) for match in matcher.rank("làm giấy khai sinh cho con").matches]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache"


def test_what_was_learned_is_found_again_and_answers_the_same(town, folder):
    first = Matcher(town, fit=FitCache(folder))
    written = [path.stat().st_mtime_ns for path in folder.glob("*.npz")]

    second = Matcher(town, fit=FitCache(folder))

    assert scores(second) == scores(first) == scores(Matcher(town))
    assert [path.stat().st_mtime_ns for path in folder.glob("*.npz")] == written


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 cut off", b"nonsense"])
def test_a_damaged_cache_is_learned_again(town, folder, damage):
    expected = scores(Matcher(town, fit=FitCache(folder)))
    for path in folder.glob("*.npz"):
        path.write_bytes(damage)

    assert scores(Matcher(town, fit=FitCache(folder))) == expected


def test_a_folder_that_cannot_be_written_is_only_slower(town, tmp_path):
    (tmp_path / "file").write_text("not a folder")

    assert scores(Matcher(town, fit=FitCache(tmp_path / "file" / "cache"))) == scores(Matcher(town))


def test_only_the_last_few_bases_are_kept(folder):
    from scipy import sparse

    for n in range(1, 6):
        matrix = sparse.csr_array(np.eye(4, dtype=np.float32) * n)
        FitCache(folder)(matrix, np.array([0, 0, 1, -1], np.int32), 2)

    assert len(list(folder.glob("*"))) == 3
