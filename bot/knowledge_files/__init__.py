"""knowledge/*.yaml -> core.knowledge: read, checked as a whole, every fault named with file, line and mend."""

from bot.knowledge_files.loader import SHIPPED, Loaded, load, load_or_fail
from bot.knowledge_files.stray_files import is_read

__all__ = ["SHIPPED", "Loaded", "is_read", "load", "load_or_fail"]
