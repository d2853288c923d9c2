"""The bench: our matcher beside what a user would pick instead, in one run on the same data. Run it: python scripts/bench.

data         questions with what answers them, and messages nothing answers
peer         what a contestant is; peers.py the others, neural.py the one with a language model
ours         our matcher and the whole bot, heard as the peers are
quality      guesses -> figures: right at a given rate of false answers
calibration  are our probabilities true; who is taken for whom
growth       the base made smaller or larger
speed        seconds to build, milliseconds an answer, longest blocking of the event loop
memory       peak memory, a process of its own each
contest      all contestants on one task
run          part after part; claims.py what must come of it
pictures     figures -> PNG
report       figures -> aligned tables, Markdown, claims kept or not
"""
