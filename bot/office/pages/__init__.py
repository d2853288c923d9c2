"""The pages, in the order of the menu. See bot/office/__init__.py for how to add one."""

from bot.office.pages import (
    accounts,
    audit_log,
    chat_link,
    figures,
    guide,
    hamlets,
    health,
    knowledge,
    knowledge_edit,
    knowledge_history,
    login,
    merge,
    password,
    replying,
    report,
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
    figures.PAGE,
    report.PAGE,
    health.PAGE,
    hamlets.PAGE,
    accounts.PAGE,
    audit_log.PAGE,
    chat_link.PAGE,
    guide.PAGE,
    password.PAGE,
)
