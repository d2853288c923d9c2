"""What a browser makes of a page: its links, its forms, and the shape of everything in it."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

Shape = tuple[str, ...]
"""An element's parent, its tag and the names of its attributes."""
_ANYWHERE = frozenset({("br",), ("mark", "class")})
"""Line breaks and what was masked: they come with whatever residents type."""
_TOLD_OF_FAULTS = frozenset({"aria-invalid", "aria-describedby"})
"""Attributes of a field beside which something is said of what was typed into it."""
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_ADDRESSES = frozenset("href src action formaction data poster srcdoc background cite ping xlink:href".split())
_TYPED = frozenset({"text", "search", "email", "url", "tel", "date", "number", "password", "month", ""})


@dataclass(slots=True)
class Form:
    """A form as it stands."""

    method: str
    action: str
    id: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    """Names of the fields that are typed into."""

    def sent(self, button: int = 0) -> list[tuple[str, str]]:
        """What a browser sends when one of its buttons is pressed."""
        return [*self.fields, *([self.buttons[button]] if self.buttons else [])]


class Page(HTMLParser):
    """One page, read."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.shapes: set[Shape] = set()
        self.addresses: list[tuple[str, str, str]] = []
        self.csrf = ""
        self.inside: list[str] = []
        """What stands in scripts and styles of the page itself."""
        self._open: list[str] = []
        self._form: Form | None = None
        self._text: tuple[Form, str] | None = None
        self._select: tuple[Form, str] | None = None
        self._chosen = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if (tag, *values) not in _ANYWHERE:
            self.shapes.add((*self._open[-1:], tag, *sorted(values.keys() - _TOLD_OF_FAULTS)))
        self.addresses += [(tag, name, value) for name, value in values.items() if name in _ADDRESSES]
        if tag == "meta" and values.get("name") == "csrf-token":
            self.csrf = values.get("content", "")
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        self._read_form(tag, values)
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "form":
            self._form = None
        if tag == "textarea":
            self._text = None
        if tag == "select" and self._select:
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in ("script", "style") and data.strip():
            self.inside.append(data)
        if self._text:
            form, name = self._text
            old = next((value for key, value in reversed(form.fields) if key == name), "")
            form.fields[-1] = (name, (old + data).removeprefix("\n"))

    def _read_form(self, tag: str, values: dict[str, str]) -> None:
        if tag == "form":
            self._form = Form(values.get("method", "get").upper(), values.get("action", ""), values.get("id", ""))
            self.forms.append(self._form)
        form, name = self._form, values.get("name", "")
        if "form" in values:
            form = next((one for one in self.forms if one.id == values["form"]), None)
        if form is None or "disabled" in values:
            return
        kind = values.get("type", "").lower()
        match tag:
            case "input" if kind in ("checkbox", "radio"):
                if "checked" in values and name:
                    form.fields.append((name, values.get("value", "on")))
            case "input" if name and kind != "submit":
                form.fields.append((name, values.get("value", "")))
                if kind in _TYPED:
                    form.typed.append(name)
            case "textarea" if name:
                form.fields.append((name, ""))
                form.typed.append(name)
                self._text = (form, name)
            case "select" if name:
                form.fields.append((name, ""))
                self._select, self._chosen = (form, name), False
            case "option" if self._select and (("selected" in values) or not self._chosen):
                self._chosen = True
                self._select[0].fields[-1] = (self._select[1], values.get("value", ""))
            case "button":
                form.buttons.append((name, values.get("value", "")))


def faults(page: Page) -> list[str]:
    """What no page of the console may hold, whatever was planted."""
    said = [f"a script or style stands in the page: {text[:60]!r}" for text in page.inside]
    for tag, name, value in page.addresses:
        plain = re.sub(r"[\x00-\x20]", "", value).lower()
        if re.match(r"(javascript|vbscript|data|file|blob):", plain) or name == "srcdoc":
            said.append(f"<{tag} {name}={value[:60]!r}>")
        elif (name != "href" and not plain.startswith("/canbo/")) or (tag != "a" and not plain.startswith("/canbo/")):
            said.append(f"<{tag} {name}={value[:60]!r}> leads elsewhere")
        elif plain.startswith(("//", "/\\", "\\")):
            said.append(f"<{tag} {name}={value[:60]!r}> leads to another host")
    said += [f"attribute {name} in {shape}" for shape in page.shapes for name in shape if re.fullmatch(r"on\w+|style", name)]
    return said
