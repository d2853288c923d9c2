"""The extra `voice`: is what it brings installed?"""

from importlib.util import find_spec

from bot.errors import SettingsError

INSTALL = ".venv/bin/pip install -c constraints.txt -e '.[voice]'"
_NEEDED = ("av", "vietasr")


def is_installed() -> bool:
    """Whether voice messages can be heard on this machine."""
    return all(find_spec(name) for name in _NEEDED)


def require() -> None:
    """See to it before the service starts.

    Raises:
        SettingsError: when it is not installed.
    """
    if not is_installed():
        raise SettingsError(f"VOICE=on mà chưa cài phần nghe tin thoại. Chạy: {INSTALL}; hoặc bỏ VOICE.")
