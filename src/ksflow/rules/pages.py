"""The page that explains a code: for a terminal, and as Markdown for reports and the handbook."""

from __future__ import annotations

import difflib
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from ksflow.locale import _, sentences
from ksflow.organisation.severities import WORDS, word
from ksflow.rules.catalogue import Entry, entry
from ksflow.rules.engine import Fixing
from ksflow.rules.examples import Example
from ksflow.sources.findings import Severity

_WIDEST = 100
"""Lines of prose are made no longer than this, however wide the terminal."""
_NARROWEST = 24


class Line(NamedTuple):
    """A line of a page, and what it is: "title", "heading", "marks" or "text"."""

    text: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a case file or of kommun.yaml, with the words in it that are underlined."""

    text: str
    marked: tuple[str, ...] = ()
    mended: str | None = None
    """What the text becomes when it is mended, which tells the right ones of equal words."""
    language: str = ""
    """That of a code block in Markdown: "yaml", or "" for a text."""
    to_paste: bool = False
    """Whether it is to be copied, and so never wrapped."""

    def lines(self, width: int | None = None) -> Iterator[Line]:
        """Yield the lines, each with its underline below it; with a width, long ones go on in the next."""
        places = marked_places(self.text, self.marked, self.mended)
        width = None if self.to_paste else width
        start = 0
        for whole in self.text.split("\n"):
            for offset, part in _folded(whole, width):
                yield Line(part.rstrip())
                at = start + offset
                under = "".join("^" if _inside(at + column, places) else " " for column in range(len(part)))
                if under.strip():
                    yield Line(under.rstrip(), "marks")
            start += len(whole) + 1

    def fenced(self) -> str:
        """Return it as a code block of Markdown."""
        body = "\n".join(line.text for line in self.lines())
        fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", body))])
        return f"{fence}{self.language}\n{body}\n{fence}"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: a heading and texts or snippets."""

    heading: str
    content: tuple[str | Snippet, ...]


def screen(code: str, here: Severity | None = None, *, known: bool = False, width: int | None = None) -> list[Line]:
    """Return the page of a code on one screen.

    ``here`` is how bad it is in this workspace, None for off; without a workspace (``known`` is false) it does not
    count. Without a width, as into a pipe, no line is wrapped. Raises KeyError for a code that does not exist.
    """
    about = entry(code)
    lines = [*_wrapped(title(about), width, "title"), *_wrapped(facts(about, here if known else _usual(about)), width)]
    for section in sections(about, every=False):
        lines += [Line(""), *_wrapped(section.heading, width, "heading")]
        for content in section.content:
            if isinstance(content, str):
                lines += _wrapped(content, width)
            else:
                room = None if width is None else max(width - 2, _NARROWEST)
                lines += [Line(f"  {line.text}", line.kind) for line in content.lines(room)]
    return lines


def markdown(code: str, *, level: int = 1) -> str:
    """Return the page of a code as Markdown, its title a heading of this level; for SARIF and the handbook.

    Raises KeyError for a code that does not exist.
    """
    about = entry(code)
    parts = [f"{'#' * level} {_escaped(title(about))}", _escaped(facts(about, _usual(about)))]
    for section in sections(about, every=True):
        if section.heading:
            parts.append(f"{'#' * (level + 1)} {_escaped(section.heading)}")
        parts += [_escaped(content) if isinstance(content, str) else content.fenced() for content in section.content]
    return "\n\n".join(parts) + "\n"


def title(about: Entry) -> str:
    """Return the first line of a page: code, name and summary."""
    name = f" {about.name}" if about.name else ""
    return f"{about.code}{name}: {about.summary}"


def facts(about: Entry, here: Severity | None) -> str:
    """Return on one line how bad it is, whether it is looked for, and whether ``--fix`` mends it."""
    usual = _usual(about)
    told = [str(here) if here else _("off")]
    if here is not usual:
        told.append(_("usually {severity}", severity=str(usual) if usual else _("off")))
    told += [_("--fix mends it")] if about.fixing is Fixing.SAFE else []
    told += [_("--unsafe-fixes changes it to what is probably meant")] if about.fixing is Fixing.UNSAFE else []
    told += [_("found by ksflow diary check")] if about.register else []
    return " · ".join(told)


def sections(about: Entry, *, every: bool) -> Iterator[Section]:
    """Yield the parts of a page below its title; with ``every``, all examples and not the first ones alone."""
    why = [about.why]
    if about.source and about.checked:
        why.append(_("Source: {source}. Looked up on {date}", source=about.source, date=about.checked.isoformat()))
    yield Section("", tuple(why))
    bad, good = about.examples.bad, about.examples.good
    if bad:
        yield Section(_("Wrong"), tuple(_snippet(one) for one in (bad if every else bad[:1])))
    if good:
        yield Section(_("Right"), tuple(_snippet(one) for one in (good if every else good[:1])))
    if mended := [one.mended.strip() for one in bad if one.mended]:
        heading = _("--fix writes") if about.fixing is Fixing.SAFE else _("--unsafe-fixes writes")
        yield Section(heading, tuple(Snippet(text) for text in (mended if every else mended[:1])))
    yield from _weighing(about)


def as_data(about: Entry, here: Severity | None) -> dict[str, Any]:
    """Return what is known of a code as the JSON report has it; ``here`` is how bad it is in this workspace."""
    usual = _usual(about)
    return {
        "code": about.code,
        "name": about.name or None,
        "severity": str(here) if here else None,
        "usual_severity": str(usual) if usual else None,
        "summary": about.summary,
        "why": about.why,
        "source": about.source,
        "checked": about.checked.isoformat() if about.checked else None,
        "fix": about.fixing.value,
        "weighable": about.weighable,
        "register": about.register,
        "setting": about.setting,
        "bad": [{"text": one.shown, "marked": list(one.marked), "mended": one.mended} for one in about.examples.bad],
        "good": [{"text": one.shown} for one in about.examples.good],
    }


def severity_here(about: Entry, weighed: dict[str, Severity | None]) -> Severity | None:
    """Return how bad a code is by what a municipality has weighed; None for one that is off."""
    return weighed[about.code] if about.code in weighed else _usual(about)


def _usual(about: Entry) -> Severity | None:
    return about.severity if about.on else None


def _weighing(about: Entry) -> Iterator[Section]:
    if not about.weighable:
        yield Section("", (_("It cannot be ignored: with that fault the document cannot be made."),))
        return
    if about.on:
        entry_ = _("ignorera:\n  - {{regel: {code}, skäl: the reason, in your own words}}", code=about.code)
        yield Section(_("To ignore it in a case"), (Snippet(entry_, language="yaml", to_paste=True),))
    other = "av" if about.on else word(about.severity)
    line = f"regler: {{{about.code}: {other}}}  # {' | '.join(WORDS)}"
    heading = _("To weigh it in kommun.yaml") if about.on else _("To turn it on in kommun.yaml")
    yield Section(heading, (Snippet(line, language="yaml", to_paste=True),))
    if about.setting:
        yield Section("", (sentences(_("kommun.yaml adapts it with {key}", key=about.setting)) + ".",))


def _snippet(example: Example) -> Snippet:
    return Snippet(example.shown, example.marked, example.mended, "" if example.text is not None else "yaml")


def marked_places(text: str, marked: tuple[str, ...], mended: str | None = None) -> list[tuple[int, int]]:
    """Return where the marked words stand in a text, looked for in their order; words that are not there are left out.

    A blank in the words may be a line end in the text, with what indents the next line. Words that stand there several
    times are those that the mended text changes.
    """
    found: list[tuple[int, int]] = []
    changed = _changed(text, mended.strip()) if mended else []
    at = 0
    for words in marked:
        places = [match.span() for match in _looking_for(words).finditer(text, at)]
        touched = [place for place in places if any(place[0] <= end and start <= place[1] for start, end in changed)]
        if place := next(iter(touched or places), None):
            found.append(place)
            at = place[1]
    return found


def _looking_for(words: str) -> re.Pattern[str]:
    """Return a pattern for words that stand alone; for blanks, which are no words, one for a gap too wide."""
    if not words.strip():
        return re.compile(r"[ \t]{2,}|\t")
    left, right = (r"(?<!\w)" if words[:1].isalnum() else ""), (r"(?!\w)" if words[-1:].isalnum() else "")
    return re.compile(left + r"\s+".join(map(re.escape, words.split())) + right)


def _changed(text: str, mended: str) -> list[tuple[int, int]]:
    """Return the stretches of a text that are otherwise in the mended one."""
    codes = difflib.SequenceMatcher(None, text, mended, autojunk=False).get_opcodes()
    return [(start, end) for tag, start, end, *_rest in codes if tag != "equal"]


def _escaped(text: str) -> str:
    """Return a text so that Markdown shows it as it stands."""
    return re.sub(r"([\\`*_<\[\]])", r"\\\1", text)


def _inside(position: int, places: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in places)


def _folded(line: str, width: int | None) -> Iterator[tuple[int, str]]:
    """Divide a line at blanks into parts of at most so many characters, each with where it begins."""
    start = 0
    while width is not None and len(line) - start > width:
        end = line.rfind(" ", start + 1, start + width + 1)
        end = start + width if end <= start or not line[start:end].strip() else end
        yield start, line[start:end]
        start = end
        while line.startswith(" ", start):
            start += 1
    yield start, line[start:]


def _wrapped(text: str, width: int | None, kind: str = "text") -> list[Line]:
    if width is None:
        return [Line(text, kind)] if text else []
    room = max(min(width, _WIDEST), _NARROWEST)
    return [Line(line, kind) for line in textwrap.wrap(text, room, break_on_hyphens=False)]
