"""Every page that links lead to, and every form on them."""

import re
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from bot.office.routing import HOME
from office_scan.browser import Answer, Browser
from office_scan.reading import Form

NEVER = ("/dang-xuat",)
"""What ends the crawl."""


@dataclass(slots=True)
class Crawl:
    """What was found."""

    answers: dict[str, Answer] = field(default_factory=dict)
    forms: dict[tuple[str, str], Form] = field(default_factory=dict)
    """By method and address; the first seen."""


async def crawl(browser: Browser, kind_of: Callable[[str], str], *, most: int, start: str = "/") -> Crawl:
    """From the first page on; of pages that differ only in whom they show, at most so many."""
    found, waiting, kinds = Crawl(), deque([start]), Counter[str]()
    seen = {start}
    while waiting:
        path = waiting.popleft()
        kind = f"{kind_of(path)}?{','.join(sorted(set(re.findall(r'[?&]([^=&]+)=', path))))}"
        if kinds[kind] >= most:
            continue
        kinds[kind] += 1
        answer = found.answers[path] = await browser.get(path)
        links = [answer.leads_to] if answer.status in (302, 303) else []
        if answer.page:
            links += answer.page.links
            for form in answer.page.forms:
                form.action = below(form.action or path, path)
                found.forms.setdefault((form.method, form.action), form)
        for link in links:
            target = below(link, path)
            if target and target not in seen and not target.startswith(NEVER):
                seen.add(target)
                waiting.append(target)
    return found


def below(link: str, path: str) -> str:
    """An address below HOME; empty for one elsewhere."""
    if link.startswith("/") and not link.startswith(HOME):
        link = HOME + link
    parts = urlsplit(urljoin(HOME + path, link))
    if parts.netloc or parts.scheme or not parts.path.startswith(HOME):
        return ""
    return (parts.path.removeprefix(HOME) or "/") + (f"?{parts.query}" if parts.query else "")
