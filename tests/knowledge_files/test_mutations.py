"""Two thousand random breakages of the shipped files: none crashes, each is named properly, none is served broken."""

from random import Random

import mutate
import pytest

from bot.knowledge_files import load

ROUNDS, SEEDS = 200, range(10)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """A few shipped files of every kind, and the run that breaks them one at a time."""
    folder = tmp_path_factory.mktemp("small")
    mutate.small_copy(folder)
    return mutate.Run(folder)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_breaks_a_file_is_named_with_file_line_and_mend_and_never_served(shelf, seed):
    random = Random(seed)
    files = [shelf.folder / name for name in mutate.SMALL]

    for _ in range(ROUNDS):
        shelf.round(random.choice(files), random)

    assert shelf.bad == []


@pytest.mark.slow
def test_an_error_is_nearly_always_blamed_on_the_line_that_was_broken(shelf):
    """What is missing has no line; everything else is found where it was broken, or right beside."""
    pointed = [kind for kind in mutate.MUTATIONS if kind not in ("delete a line", "truncate", "swap two lines")]
    tallies = [tally for kind, tally in shelf.tallies.items() if kind in pointed]

    assert sum(tally.near for tally in tallies) / sum(tally.errors for tally in tallies) > 0.95


@pytest.mark.parametrize("kind", mutate.MUTATIONS)
def test_every_kind_of_breakage_breaks_something(kind):
    text = '- id: mót\n  questions: [á, "b: c"]\n  answer: |\n    Trả lời một.\n    Hai - ba: bốn.\n'

    assert mutate.mutated(text, Random(1), kind).text != text


def test_a_problem_that_names_no_line_or_speaks_english_is_noticed(tmp_path):
    from bot.core.problem import Problem

    (tmp_path / "a.yaml").write_text("a\n", encoding="utf-8")
    wrong = (
        Problem(f"{tmp_path}/a.yaml", 3, "thiếu dấu nháy"),
        Problem(f"{tmp_path}/b.yaml", 1, "thiếu dấu nháy"),
        Problem(f"{tmp_path}/a.yaml", 1, "did not find expected key"),
        Problem(f"{tmp_path}/a.yaml", 1, "lỗi: mapping values are not allowed"),
    )

    assert all(any(mutate.violations((problem,))) for problem in wrong)


def test_the_small_copy_has_no_fault_of_its_own(shelf):
    assert load(shelf.folder).problems == ()
