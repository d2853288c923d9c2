"""The pages, in the order of the menu. See bot/office/__init__.py for how to add one."""

from bot.office.pages import (
    accounts,
    audit_log,
    health,
    knowledge,
    knowledge_edit,
    knowledge_history,
    login,
    merge,
    password,
    replying,
    today,
)

PAGES = (
    login.PAGE,
    today.PAGE,
    merge.MERGE,
    replying.PAGE,
    knowledge.PAGE,
    knowledge_edit.EDIT,
    knowledge_history.HISTORY,
    health.PAGE,
    accounts.PAGE,
    audit_log.PAGE,
    password.PAGE,
)
