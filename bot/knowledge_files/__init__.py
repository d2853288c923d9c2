"""knowledge/*.yaml -> core.knowledge: read, checked as a whole, every fault named with file, line and mend."""

from bot.knowledge_files.loader import SHIPPED, Loaded, load, load_or_fail

__all__ = ["SHIPPED", "Loaded", "load", "load_or_fail"]
