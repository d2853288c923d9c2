"""A commune's own details in an answer for the whole country: they belong in dia-phuong/."""

import re
from collections.abc import Iterator

from bot.core.problem import Severity
from bot.linter.finding import Base, Finding, Spot, spoken

RULE = "chi-tiet-cua-xa"

# Ten digits from 0 are a mobile, eleven a landline. Hotlines (1800…, 1900…, 113) serve everybody.
_NUMBER = re.compile(r"(?<![\d/.-])0\d(?:[ .-]?\d){8,9}(?![\d/])")
_ADDRESS = re.compile(r"\bsố (?:nhà )?\d+[A-Za-z]?,? (?:đường|phố|ngõ|quốc lộ)\b", re.IGNORECASE)


def own_details(base: Base) -> Iterator[Finding]:
    """Telephones and addresses that hold for one place only."""
    for entry in base.entries:
        if entry.locality:
            continue
        for path, text in spoken(entry):
            for pattern, what in ((_NUMBER, "số điện thoại"), (_ADDRESS, "địa chỉ")):
                for found in pattern.finditer(text):
                    message = (
                        f'{what} "{found.group()}" có vẻ của riêng một nơi; dùng chỗ điền như {{office}}, {{police}}, '
                        "ghi chi tiết vào tệp của xã trong dia-phuong/"
                    )
                    yield Finding(RULE, Spot(entry.id, path, found.group()), message, Severity.HINT)
