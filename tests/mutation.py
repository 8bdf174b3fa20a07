"""Random slips of the pen, for tests that must hold whatever an author writes."""

from __future__ import annotations

import random


def mutated(text: str, chance: random.Random) -> str:
    """Return the text with one to six random changes: characters, lines, indentation, marks of YAML and Markdown."""
    for _change in range(chance.randint(1, 6)):
        at = chance.randrange(len(text) + 1)
        kind = chance.randrange(6)
        if kind == 0:
            text = (
                text[:at]
                + chance.choice(list("\t\r\n\"'[]{}:-#&*!|>%@`?,\\\x00\x07\x85\u2028\ufeff😀å<^~") + AWKWARD)
                + text[at:]
            )
        elif kind == 1:
            text = text[:at] + text[at + chance.randint(1, 80) :]
        elif kind == 2:
            lines = text.split("\n")
            chance.shuffle(lines) if chance.random() < 0.05 else lines.insert(
                chance.randrange(len(lines)), chance.choice(lines)
            )
            text = "\n".join(lines)
        elif kind == 3:
            text = text.replace(chance.choice(["  ", ": ", "- ", "\n", "|"]), chance.choice(["", " ", "\t", "   "]), 1)
        elif kind == 4:
            text = text[:at]
        else:
            text = text[:at] + text[chance.randrange(len(text) + 1) :][: chance.randint(1, 200)] + text[at:]
    return text


AWKWARD = [
    "<b>",
    "[^1]",
    "![](x.png)",
    "&a ",
    "*a",
    "<<: ",
    "!!python/object ",
    "---\n",
    "[x]: y\n",
    "{{ 7*7 }}",
    "\ud800",
]
