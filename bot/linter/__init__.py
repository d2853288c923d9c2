"""What could be better in what officers wrote: rules over a loaded base, without files, YAML or printing.

finding        what a rule says and where; what a rule is given
places         an entry's key -> file and line
likeness       which phrasings are alike
silences       "# bo-qua: …" beside a line
rules          all rules, and how they are run

Each other module holds the rules on one subject.
"""

from bot.linter.rules import Report, lint

__all__ = ["Report", "lint"]
