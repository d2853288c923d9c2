"""Take the README's pictures of the chat: the real service, a real browser, phone and desktop.

python scripts/screenshots.py [--port 8080]     the service must be running
"""

import argparse
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

TARGET = Path(__file__).parents[1] / ".images"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
TALK = ("lam khai sinh cho chau can giay to gi", "mất bao nhiêu tiền vậy")
URGENT = ("toi vua bi lua chuyen khoan 5 trieu lam sao bay gio",)
UNSURE = ("bằng lái", "xin con nuôi cần giấy tờ gì")


def talk(page: Page, url: str, questions: tuple[str, ...]) -> None:
    page.goto(url)
    box = page.get_by_role("textbox")
    page.wait_for_timeout(1500)
    for question in questions:
        box.fill(question)
        box.press("Enter")
        page.wait_for_timeout(2000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8080)
    url = f"http://127.0.0.1:{parser.parse_args().port}/"
    TARGET.mkdir(exist_ok=True)
    shots = {
        "phone": ((390, 780), "light", TALK),
        "phone-urgent-dark": ((390, 780), "dark", URGENT),
        "phone-unsure": ((390, 780), "light", UNSURE),
        "desktop": ((1100, 760), "light", TALK),
    }
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name, ((width, height), scheme, questions) in shots.items():
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
            page = context.new_page()
            talk(page, url, questions)
            page.screenshot(path=str(TARGET / f"{name}.png"))
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
