"""A knowledge folder -> Knowledge, checked across files.

<topic>.yaml            a list of entries (or a mapping with `entries:`)
topics.yaml             titles, introductions and order of the topics           optional
phrases.yaml words.yaml the bot's own words; how people write                   optional: the shipped ones serve
dia-phuong/*.yaml       one locality each; mac-dinh.yaml says what blanks read as  optional
dia-phuong/<id>/*.yaml  what that locality says otherwise                       optional
doi-ten.yaml            places and offices that are no more                     optional
ngoai-pham-vi/*.yaml    what people ask that the base does not answer           optional
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.core.knowledge import Entry, Knowledge, Matter, Phrases, Topic, TopicInfo, Words
from bot.core.locality import PLACEHOLDERS
from bot.core.phrasebook import NEEDED
from bot.core.problem import Problem
from bot.errors import KnowledgeError
from bot.knowledge_files.cross_checks import CrossChecks, brace_faults
from bot.knowledge_files.layers import Override, read_layers, with_own
from bot.knowledge_files.localities import MAP, read_localities, read_renames
from bot.knowledge_files.places import Places
from bot.knowledge_files.schema_faults import validated
from bot.knowledge_files.shelf import SHIPPED, Shelf, items
from bot.knowledge_files.yaml_reader import Document

__all__ = ["SHIPPED", "Loaded", "load", "load_or_fail"]
_NOT_TOPICS = {"phrases", "words", "topics", Path(MAP).stem}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of reading a folder."""

    knowledge: Knowledge | None
    """None when a fault forbids serving it."""
    problems: tuple[Problem, ...]
    """Every fault, in the order of files and lines."""
    places: Places
    """Where each entry stands."""
    overrides: tuple[Override, ...] = ()
    """What the layers of localities write over."""


def load_or_fail(folder: Path) -> Knowledge:
    """The knowledge of a folder.

    Raises:
        KnowledgeError: with every blocking problem, when it cannot be served.
    """
    loaded = load(folder)
    if loaded.knowledge is None:
        raise KnowledgeError([p for p in loaded.problems if p.blocks])
    return loaded.knowledge


def load(folder: Path) -> Loaded:
    """Read and check a folder; what it lacks of words, phrases and blanks comes from the shipped one."""
    shelf = Shelf(folder)
    if not folder.is_dir():
        return Loaded(None, (Problem(str(folder), 1, "không có thư mục này; kiểm tra lại đường dẫn"),), shelf.places)
    words = shelf.one("words.yaml", Words) or Words()
    phrases = _phrases(shelf)
    localities = read_localities(shelf)
    topics = _topics(shelf)
    outside = tuple(_outside(shelf))
    if not any(topic.entries for topic in topics) and not shelf.blocked:
        shelf.fault("chưa có câu hỏi nào; thêm một tệp .yaml")
    layers = read_layers(shelf, {entry.id: entry for topic in topics for entry in topic.entries}, localities)
    renames = read_renames(shelf, localities)
    knowledge = Knowledge(with_own(topics, layers.own), phrases, words, localities, outside, layers=layers.over, renames=renames)
    checks = CrossChecks(knowledge, shelf.places)
    checks.texts()
    if not shelf.blocked:  # an entry that could not be read must not make those that name it look wrong
        checks.references()
    return Loaded(None if shelf.blocked else knowledge, shelf.problems(), shelf.places, tuple(sorted(layers.overrides)))


def _phrases(shelf: Shelf) -> Phrases:
    document = shelf.shipped_or_own("phrases.yaml")
    phrases = validated(document, (), document.value or {}, Phrases) or Phrases(says={})
    broken = any(problem.blocks for problem in document.problems)  # then nobody knows what it lacks
    for key in () if broken else NEEDED.keys() - phrases.says.keys():
        document.fault(document.line(("says",)), f'thiếu câu "{key}" trong mục says; xem lại tên mục có bị gõ sai không')
    for key, text in phrases.says.items():
        line = document.line(("says", key))
        if key not in NEEDED:
            document.fault(line, f'trợ lý không dùng câu nào tên "{key}"; xem lại chính tả hoặc xoá')
        for fault in brace_faults(text, {*PLACEHOLDERS, *NEEDED.get(key, ())}):
            document.fault(line, f'câu "{key}": {fault}')
    for kind, talk in phrases.small_talk.items():
        for fault in brace_faults(talk.answer, PLACEHOLDERS):
            document.fault(document.line(("small_talk", kind, "answer")), f'câu "{kind}": {fault}')
    return phrases


def _outside(shelf: Shelf) -> Iterator[Matter]:
    """What nobody's base answers (weather, prices, gossip) stands in for a folder that names nothing."""
    paths = shelf.paths("ngoai-pham-vi/*.y*ml") or [SHIPPED / "ngoai-pham-vi" / "chuyen-khac.yaml"]
    for path in paths:
        yield from (matter for _, matter in items(shelf.read(path), Matter))


def _topics(shelf: Shelf) -> list[Topic]:
    paths = [path for path in shelf.paths("*.y*ml") if path.stem not in _NOT_TOPICS]
    info = {topic.id: topic for topic in _listed(shelf, {path.stem for path in paths})}
    order = {topic_id: n for n, topic_id in enumerate(info)}
    topics = []
    for path in sorted(paths, key=lambda p: (order.get(p.stem, len(order)), p.stem)):
        entries = tuple(_entries(shelf, shelf.read(path)))
        about = info.get(path.stem) or TopicInfo(id=path.stem, title=path.stem.replace("-", " ").capitalize())
        topics.append(Topic(path.stem, about.title, about.intro, entries))
    return topics


def _listed(shelf: Shelf, there: Collection[str]) -> Iterator[TopicInfo]:
    """The lines of topics.yaml; a file that was renamed by mistake must not take its answers away unnoticed."""
    for path in shelf.paths("topics.yaml"):
        document = shelf.read(path)
        for place, topic in items(document, TopicInfo):
            if topic.id not in there:
                message = (
                    f'không thấy tệp {topic.id}.yaml của chủ đề "{topic.title}"; trả tệp về đúng tên ấy (Notepad hay lưu thành '
                    f"{topic.id}.yaml.txt), hoặc bỏ hẳn chủ đề thì xoá mục này"
                )
                document.fault(document.line((*place, "id")), message)
            yield topic


def _entries(shelf: Shelf, document: Document) -> Iterator[Entry]:
    for path, entry in items(document, Entry):
        line = document.line((*path, "id"))
        if first := shelf.places.first(entry.id):
            document.fault(line, f'id "{entry.id}" đã dùng ở {first}; đặt id khác')
            continue
        shelf.places.add(entry.id, document, line)
        yield entry
