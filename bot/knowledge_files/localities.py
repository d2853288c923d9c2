"""dia-phuong/*.yaml and doi-ten.yaml: places, the provinces around them, and names that are out of date."""

from collections.abc import Mapping, Sequence

from bot.core.locality import BLANK, PLACEHOLDERS, Locality
from bot.core.problem import Severity
from bot.core.renames import OldOffice, OldPlace, Renames
from bot.core.text import title_key
from bot.knowledge_files.cross_checks import brace_faults
from bot.knowledge_files.hamlets import check_hamlets
from bot.knowledge_files.schema_faults import validated
from bot.knowledge_files.shelf import SHIPPED, Shelf
from bot.knowledge_files.yaml_reader import Document

FOLDER = "dia-phuong"
MAP = "doi-ten.yaml"


def read_localities(shelf: Shelf) -> dict[str, Locality]:
    """Every locality by its id, a commune's province named after its parent."""
    paths = shelf.paths(f"{FOLDER}/*.y*ml")
    if BLANK not in {path.stem for path in paths}:
        paths.append(SHIPPED / FOLDER / f"{BLANK}.yaml")
    found: dict[str, Locality] = {}
    documents: dict[str, Document] = {}
    for path in paths:
        document = shelf.read(path)
        place = validated(document, (), document.value or {}, Locality)
        if place and place.id != path.stem:
            document.fault(document.line(("id",)), f'id "{place.id}" phải trùng tên tệp; sửa thành "{path.stem}"')
        elif place:
            found[place.id], documents[place.id] = place, document
    for place in () if shelf.blocked else found.values():  # one that could not be read must not make its communes look wrong
        _check(place, found, documents[place.id])
    return {place.id: _with_province(place, found) for place in found.values()}


def _check(place: Locality, found: Mapping[str, Locality], document: Document) -> None:
    if place.level == "huyen" and not place.abolished:
        message = "cấp huyện không còn từ 1/7/2025; điền mục abolished, hoặc sửa level thành xa hay tinh"
        document.fault(document.line(("level",)), message)
    if place.parent and place.parent not in found:
        message = f"không có tệp {FOLDER}/{place.parent}.yaml; thêm tệp của tỉnh hoặc sửa mục parent"
        document.fault(document.line(("parent",)), message)
    elif place.parent and (ring := _ring(place, found)):
        message = f"parent đi vòng tròn ({' → '.join(ring)}); parent của xã là tỉnh, tỉnh thì để trống"
        document.fault(document.line(("parent",)), message)
    check_hamlets(place.hamlets, document)


def _ring(place: Locality, found: Mapping[str, Locality]) -> list[str]:
    """The way from a place round to itself, if there is one."""
    way = [place.id]
    while (parent := found[way[-1]].parent) in found:
        if parent == place.id:
            return [*way, parent]
        if parent in way:  # the ring is others'
            return []
        way.append(parent)
    return []


def _with_province(place: Locality, found: Mapping[str, Locality]) -> Locality:
    if place.province or place.parent not in found:
        return place
    return place.model_copy(update={"province": found[place.parent].name})


def read_renames(shelf: Shelf, localities: Mapping[str, Locality]) -> Renames:
    """What is no more and what is there now; nothing when the folder says nothing of it."""
    path = shelf.folder / MAP
    if not path.exists():
        return Renames()
    document = shelf.read(path)
    renames = validated(document, (), document.value or {}, Renames)
    if renames is None:
        return Renames()
    if not shelf.blocked:
        _check_renames(renames, localities, document)
    return renames


def _check_renames(renames: Renames, localities: Mapping[str, Locality], document: Document) -> None:
    known: dict[str, str] = {}
    groups: dict[str, Sequence[OldPlace | OldOffice]] = {"places": renames.places, "offices": renames.offices}
    for group, rows in groups.items():
        for n, row in enumerate(rows):
            here = (group, n)
            if row.source not in renames.sources:
                message = f'"{row.old}": không có nguồn "{row.source}" trong mục sources; thêm nguồn hoặc sửa lại'
                document.fault(document.line((*here, "source")), message)
            for name in row.called():
                if known.setdefault(title_key(name), row.old) != row.old:
                    message = f'tên "{name}" đã có ở "{known[title_key(name)]}"; thêm tên huyện, tỉnh vào cho khỏi lẫn'
                    document.fault(document.line(here), message, severity=Severity.WARNING)
    for n, place in enumerate(renames.places):
        if place.locality and place.locality not in localities:
            message = f'"{place.old}": không có tệp {FOLDER}/{place.locality}.yaml; thêm tệp hoặc xoá mục locality'
            document.fault(document.line(("places", n, "locality")), message)
    for n, office in enumerate(renames.offices):
        for fault in brace_faults(office.now, PLACEHOLDERS):
            document.fault(document.line(("offices", n, "now")), f'"{office.old}": {fault}')
