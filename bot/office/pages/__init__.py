"""The pages, in the order of the menu. See bot/office/__init__.py for how to add one."""

from bot.office.pages import accounts, audit_log, health, login, password

PAGES = (
    login.PAGE,
    health.PAGE,
    accounts.PAGE,
    audit_log.PAGE,
    password.PAGE,
)
