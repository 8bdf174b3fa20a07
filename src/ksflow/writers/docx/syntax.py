"""What is wrong with each tag by itself: all at once, where Jinja stops at the first."""

from __future__ import annotations

import re
from collections.abc import Iterator

import jinja2

from ksflow.documents.templating import explain
from ksflow.locale import _
from ksflow.sources.suggest import nearest
from ksflow.writers.docx.nesting import ENDS, MIDDLES, PAIRED
from ksflow.writers.docx.places import Tag, TagFault

_WORD = re.compile(r"\{%[-+]?\s*(\w+)\s*(.*?)[-+]?%\}", re.DOTALL)
_LEVELS = ("p", "tr", "tc", "r")
_BLOCKS = {**PAIRED, "set": "endset"}
_ALONE = ("set", "include", "import", "from", "do")
_SAID = re.compile(r"(tr|tc|p|r)(if|elif|else|endif|for|endfor|set|endset|with|endwith|macro|endmacro)$")


def syntax_faults(tags: list[Tag], environment: jinja2.Environment) -> Iterator[tuple[int, TagFault]]:
    """Yield the number of each tag that cannot be read, and what is wrong with it."""
    for number, tag in enumerate(tags):
        try:
            environment.parse(_complete(tag))
        except jinja2.TemplateSyntaxError as error:
            code, message, help_ = explain(error, [])
            yield number, TagFault(code, message, _word_help(tag) or help_, tag.place)
            continue
        # Filters and tests are looked up when a template is compiled.
        try:
            environment.compile(_complete(tag))
        except jinja2.TemplateSyntaxError as error:
            yield number, TagFault(*explain(error, []), tag.place)


def readable(tags: list[Tag], faulty: set[int]) -> str:
    """Return the template that the tags alone make, whatever is wrong with them; tag n stands on line n + 2."""
    done: list[str] = []
    open_: list[str] = []
    for number, tag in enumerate(tags):
        word = _word(tag)
        if number in faulty:
            done.append("{#\n#}")
        elif word in ENDS:
            if ENDS[word] not in open_:
                done.append("{#\n#}")
                continue
            while open_[-1] != ENDS[word]:
                done.append(f"{{% {PAIRED[open_.pop()]} %}}")
            open_.pop()
            done.append(tag.source)
        elif word in MIDDLES and (not open_ or open_[-1] not in MIDDLES[word]):
            done.append("{#\n#}")
        else:
            open_ += [word] if word in PAIRED else []
            done.append(tag.compiled(number))
    return "".join([*done, *(f"{{% {PAIRED[word]} %}}" for word in reversed(open_))])


def _word(tag: Tag) -> str:
    match = _WORD.fullmatch(tag.source)
    return match[1] if match else ""


def _complete(tag: Tag) -> str:
    """Return a tag as a template that can be read by itself."""
    match = _WORD.fullmatch(tag.source)
    if match is None:
        return tag.source
    word, rest = match.groups()
    if word in ENDS or word in ("else", "endset"):
        return ""
    if word == "elif":
        return f"{{% if true %}}{tag.source}{{% endif %}}"
    if word == "set" and "=" in rest:
        return tag.source
    return f"{tag.source}{{% {_BLOCKS[word]} %}}" if word in _BLOCKS else tag.source


def _word_help(tag: Tag) -> str | None:
    """Return what was probably meant by a word that begins no tag."""
    match = _WORD.fullmatch(tag.source)
    if match is None or match[1] in (*PAIRED, *ENDS, *MIDDLES, *_ALONE):
        return None
    word, rest = match[1], match[2].strip()
    if word in _LEVELS:
        return _("Write {tag}, without a blank before “{level}”", tag=f"{{%{word} {rest} %}}", level=word)
    if said := _SAID.match(word):
        return _("Write {tag}, with a blank after “{level}”", tag=f"{{%{said[1]} {said[2]} {rest} %}}", level=said[1])
    near = nearest(word, [*PAIRED, *ENDS, *MIDDLES, "set"])
    return _("Did you mean “{name}”?", name=near) if near else None
