"""Which entry does this message mean? Deciding what to say about it is conversation's.

reading     words, whatever keyboard and politeness they came with
features    a reading as a vector
rivals      what tells an entry from its neighbours
confidence  evidence -> probability
matcher     all of them together, the one interface
"""

from bot.core.matching.matcher import Match, Matcher, Ranking

__all__ = ["Match", "Matcher", "Ranking"]
