"""Text in Markdown, with a backslash only where a character would otherwise mean something."""

from __future__ import annotations

import re

# Always: what means something anywhere in a line, and a bar, which parts cells. "&" and "<" only where they begin
# something; at the end of a text they may do so with what follows.
_INLINE = re.compile(r"[\\`*_\[\]|~]|&(?=#?[0-9A-Za-z]+;|\Z)|<(?=[A-Za-z/!?]|\Z)|!(?=\Z)")
# At the start of a line: headings, quotes, items, numbers, underlines of headings and tables, fences.
_LINE_START = re.compile(
    r"([0-9]{1,9})?(?:(?<=[0-9])[.)](?=[ \t]|$)|#{1,6}(?=[ \t]|$)|>|[+-](?=[ \t]|$)|-(?=-)|=|:(?=-))"
)
_TICKS = re.compile(r"`+")
_OUTER_BLANKS = re.compile(r"\A[ \t]|[ \t]\Z")
# An address between brackets that reads the same with and without: nothing in it is an escape or a reference.
_MAIL = re.compile(r"mailto:([A-Za-z0-9.+_-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
_WEB = re.compile(r"https?://[A-Za-z0-9./?=%_~:@,;+#&-]+")
_PLAIN_TARGET = re.compile(r"[^\s()<>\\&|\x00-\x1f\x7f]+")
_IN_TARGET = re.compile(r"[<>\\]|&(?=#?[0-9A-Za-z]+;)")
_IN_TITLE = re.compile(r"[\"\\]|&(?=#?[0-9A-Za-z]+;)")


def escape_text(text: str) -> str:
    """Return text so that it means nothing inside a line; ``escape_line_start`` sees to the start of it."""
    return _INLINE.sub(r"\\\g<0>", text)


def escape_line_start(line: str) -> str:
    """Return a line of a paragraph so that it begins nothing else, and keeps the blanks at its ends."""
    if match := _LINE_START.match(line):
        at = match.end(1) if match[1] else 0
        line = f"{line[:at]}\\{line[at:]}"
    return keep_blanks(line)


def keep_blanks(text: str) -> str:
    """Return text with a blank at either end as a character reference, since Markdown takes blanks off."""
    return _OUTER_BLANKS.sub(lambda match: reference(match.group()), text)


def reference(character: str) -> str:
    """Return a character as a reference."""
    return f"&#{ord(character)};"


def code_span(text: str) -> str:
    """Return a code span; the marks around it are longer than any in it."""
    ticks = "`" * _free_length(text, 1)
    padded = text.startswith("`") or text.endswith("`")
    padded = padded or (text.startswith(" ") and text.endswith(" ") and bool(text.strip(" ")))
    return f"{ticks} {text} {ticks}" if padded else f"{ticks}{text}{ticks}"


def fence(text: str) -> str:
    """Return the marks around a block of code, longer than any in it."""
    return "`" * max([3, *(len(ticks) + 1 for ticks in _TICKS.findall(text))])


def _free_length(text: str, least: int) -> int:
    taken = {len(ticks) for ticks in _TICKS.findall(text)}
    return next(length for length in range(least, len(taken) + least + 1) if length not in taken)


def auto_link(target: str, shown: str) -> str | None:
    """Return a link that shows its own address, between brackets; None for any other."""
    if (match := _MAIL.fullmatch(target)) and match[1] == shown:
        return f"<{shown}>"
    return f"<{target}>" if target == shown and _WEB.fullmatch(target) else None


def link_target(target: str, title: str) -> str:
    """Return what stands between the parentheses of a link."""
    plain = _PLAIN_TARGET.fullmatch(target) is not None
    address = target if plain else f"<{_IN_TARGET.sub(_escaped, _one_line(target))}>"
    return f'{address} "{_IN_TITLE.sub(_escaped, _one_line(title))}"' if title.strip() else address


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match.group()}"


def _one_line(text: str) -> str:
    return " ".join(re.split(r"[\r\n]+", text)) if "\n" in text or "\r" in text else text
