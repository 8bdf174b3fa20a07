"""What JSON the commands print, key by key. A test runs every one of them and compares the keys and the kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reference_pages.text import code, page, table

Keys = dict[str, tuple[str, str]]
"""By path (``findings[].file``): the kinds of value that may stand there, and what it says."""

FINDING: Keys = {
    "file": ("string", "The file, as seen from the folder that the command runs in"),
    "line": ("integer", "Where the fault begins, from 1"),
    "column": ("integer", "In characters, from 1"),
    "end_line": ("integer", "Where it ends"),
    "end_column": ("integer", "The column after the last character"),
    "code": ("string", "The code, see [the rules](rules.md)"),
    "severity": ("string", "`error`, `warning` or `info`"),
    "message": ("string", "What is wrong, in the language of messages"),
    "help": ("string, null", "What to write instead"),
    "diary_number": ("string, null", "The number of the case, where it is known"),
}
VERSION: Keys = {"version": ("integer", "1; within a version keys are only added")}
_TOLD: Keys = {"cases": ("integer", "How many were looked at")}
_COUNTED: Keys = {
    "errors": ("integer", "How many findings are errors"),
    "warnings": ("integer", "How many are warnings"),
}


def within(place: str, keys: Keys, list_of: bool = True) -> Keys:
    """Return keys as those of what stands at a place, in a list or alone."""
    mark = "[]" if list_of else ""
    kind = ("array", "") if list_of else ("object", "")
    return {place: kind, **{f"{place}{mark}.{key}": value for key, value in keys.items()}}


@dataclass(frozen=True)
class Shape:
    """A form of JSON that commands print or write."""

    name: str
    commands: tuple[str, ...]
    told: str
    keys: Keys
    maps: frozenset[str] = frozenset()
    """Objects whose keys are names and not words of the format."""


DOCUMENT: Keys = {
    "case": ("string", "The case file"),
    "document": ("string", "The document, such as `tjansteutlatande`"),
    "format": ("string", "`docx`, `html`, `pdf` or `md`"),
    "file": ("string, null", "The file of the document; null when the case cannot say its number"),
    "status": (
        "string",
        "`built`, `unchanged`, `failed`, `edited` (somebody has written in it); when nothing is built also `stale` "
        "and `missing`",
    ),
    "sha256": ("string, null", "Of the bytes that the case gives"),
    "reason": ("string, null", "Why it was built, or not, in the language of messages"),
}
BUILD_SUMMARY: Keys = {
    **_TOLD,
    "documents": ("integer", "How many documents are in the report"),
    "built": ("integer", "How many were built"),
    "unchanged": ("integer", "How many were current"),
    "failed": ("integer", "How many could not be built"),
    "edited": ("integer", "How many were kept, since somebody has edited them"),
    "stale": ("integer", "How many are not what their case gives; only when nothing is built"),
    "missing": ("integer", "How many have not been built; only when nothing is built"),
    **_COUNTED,
    "orphans": ("array", "Documents whose cases are gone"),
    "seconds": ("number", "How long it took"),
    **within(
        "slowest",
        {"case": ("string", "One of the slowest cases"), "seconds": ("number", "How long it took")},
    ),
}
DECISION: Keys = {
    "case": ("string", "The case file"),
    "diary_number": ("string", "Its diary number"),
    "title": ("string", "Its title"),
    "body": ("string", "The bodies that decide"),
    "date": ("string", "The date of the document, `YYYY-MM-DD`"),
    "meeting": ("string, null", "The date of the meeting"),
}
RECIPIENT: Keys = {
    "name": ("string", "Who gets the decision"),
    "contact": ("string, null", "The person there"),
    "role": ("string, null", "The person's role"),
    "email": ("string, null", "E-mail address"),
    "address": ("array", "The lines of the postal address"),
    "delivery": ("string, null", "How it is sent: `e-post`, `post`, `internpost` or `digital brevlåda`"),
}
REASON: Keys = {
    "purposes": ("array", "Why, such as `för kännedom`"),
    "enclosures": ("array", "What is enclosed"),
    "group": ("string, null", "The group in the distribution list that the recipient comes from"),
    "groups": ("array", "The groups within it, from the outside in"),
}
DISPATCH_SUMMARY: Keys = {
    "cases": ("integer", "How many cases could be read"),
    "dispatches": ("integer", "How many decisions go to somebody"),
    "recipients": ("integer", "How many get something"),
    **_COUNTED,
}

SHAPES = (
    Shape(
        "Findings",
        ("ksflow check --report json", "ksflow diary check --report json", "ksflow template check --report json"),
        "One object. `summary.cases` counts the cases, or the templates, that were looked at.",
        {**VERSION, **within("findings", FINDING), **within("summary", {**_TOLD, **_COUNTED}, list_of=False)},
    ),
    Shape(
        "Builds",
        ("ksflow build --dry-run --report json", "ksflow build --report json", "ksflow status --report json"),
        "One object, with an entry for each document and format.",
        {
            **VERSION,
            **within("documents", DOCUMENT),
            **within("findings", FINDING),
            **within("summary", BUILD_SUMMARY, list_of=False),
        },
    ),
    Shape(
        "Manifest",
        ("out/manifest.json",),
        "Written by `ksflow build`, read by `ksflow verify`: what has been built, and of what.",
        {
            **VERSION,
            **within(
                "outputs",
                {
                    "file": ("string", "The document, as seen from the folder of the manifest"),
                    "sha256": ("string", "Of its bytes as they were built"),
                    "case": ("string", "The case file, as seen from the workspace"),
                    "ksflow": ("string", "The version that built it"),
                    "inputs": ("object", "The sha256 of every file that it is made of, by its name"),
                },
            ),
        },
        maps=frozenset({"outputs[].inputs"}),
    ),
    Shape(
        "Rules",
        ("ksflow rules --report json", "ksflow rules SPR006 --report json"),
        "One object, with an entry for each code.",
        {
            **VERSION,
            **within(
                "rules",
                {
                    "code": ("string", "The code"),
                    "name": ("string, null", "What the fault is called"),
                    "severity": ("string, null", "How bad it is in this workspace; null for off"),
                    "usual_severity": ("string, null", "How bad it is where nobody has weighed it"),
                    "summary": ("string", "What is found, in the language of messages"),
                    "why": ("string", "Why it is reported"),
                    "source": ("string, null", "Statute or handbook, in Swedish"),
                    "checked": ("string, null", "When the source was looked up, `YYYY-MM-DD`"),
                    "fix": ("string", "`none`, `safe` (`--fix`) or `unsafe` (`--unsafe-fixes`)"),
                    "weighable": ("boolean", "Whether it can be ignored or turned off"),
                    "register": ("boolean", "Whether only `ksflow diary check` finds it"),
                    "setting": ("string, null", "The key of `kommun.yaml` that adapts it"),
                    **within(
                        "bad",
                        {
                            "text": ("string", "A wrong example"),
                            "marked": ("array", "The words in it that are found"),
                            "mended": ("string, null", "What a fix makes of it"),
                        },
                    ),
                    **within("good", {"text": ("string", "A right example")}),
                },
            ),
        },
    ),
    Shape(
        "The register",
        ("ksflow diary list --to json",),
        "One object, sorted by organ, year and serial number; `findings` are of files that cannot be read.",
        {
            **VERSION,
            **within(
                "cases",
                {
                    "case": ("string", "The case file"),
                    "diary_number": ("string, null", "As it stands in the case"),
                    "organ": ("string, null", "Its parts"),
                    "year": ("integer, null", ""),
                    "serial": ("integer, null", ""),
                    "classification": ("string, null", ""),
                    "title": ("string, null", "The title"),
                    "date": ("string, null", "The date of the document, `YYYY-MM-DD`"),
                    "meeting": ("string, null", "The date of the meeting"),
                    "body": ("string, null", "The body that the case goes to"),
                    "officer": ("string, null", "Who writes"),
                },
            ),
            **within("findings", FINDING),
            **within(
                "summary",
                {
                    "cases": ("integer", "How many cases are listed"),
                    "errors": ("integer", "How many files could not be read"),
                },
                list_of=False,
            ),
        },
    ),
    Shape(
        "Diary numbers",
        ("ksflow diary parse --report json KS-2021/1682",),
        "One object a line, for each number; what is not known is null, a part that is not there is empty.",
        {
            "raw": ("string", "What was given"),
            "valid": ("boolean", "Whether it is written as it is to be"),
            "canonical": ("string, null", "How it is written"),
            "organ": ("string, null", "Its parts"),
            "year": ("integer, null", ""),
            "serial": ("integer, null", ""),
            "classification": ("string, null", ""),
            "document": ("string, null", ""),
            "format": ("string, null", "The pattern that it is read by"),
            "column": ("integer, null", "Where it goes wrong, from 1"),
            "message": ("string, null", "What is wrong, in the language of messages"),
            "suggestion": ("string, null", "The number that was probably meant"),
        },
    ),
    Shape(
        "Distribution by case",
        ("ksflow distribution --to json",),
        "One object: the decisions, each with everybody who gets it. Groups are expanded.",
        {
            **VERSION,
            **within("cases", {**DECISION, **within("recipients", {**RECIPIENT, **REASON})}),
            **within("findings", FINDING),
            **within("summary", DISPATCH_SUMMARY, list_of=False),
        },
    ),
    Shape(
        "Distribution by recipient",
        ("ksflow distribution --by recipient --to json",),
        "One object: everybody who gets something, each with the decisions.",
        {
            **VERSION,
            **within("recipients", {**RECIPIENT, **within("decisions", {**DECISION, **REASON})}),
            **within("findings", FINDING),
            **within("summary", DISPATCH_SUMMARY, list_of=False),
        },
    ),
    Shape(
        "Fields of templates",
        ("ksflow template fields --to json",),
        "A list, with an object for each field that a template can print; keys without a value are left out.",
        {
            "[].path": ("string", "How a template names it; `[]` is each of several"),
            "[].kind": ("string", "What it is, such as `text`, `date` or `list`"),
            "[].description": ("string", "What it says, in Swedish"),
            "[].place": ("string", "Where the template has it; when a template is named"),
            "[].value": ("string", "What a case has there; with `--case`"),
        },
    ),
)


def pages() -> Iterator[tuple[str, str]]:
    """Yield the page; programs are written by those who read English."""
    intro = (
        "JSON goes to standard output as UTF-8, and nothing else does. Keys and codes are the same in every language. "
        "Within a "
        "`version` keys are only added, so a program should pass over those that it does not know."
    )
    others = (
        "`--report sarif` is [SARIF 2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), and "
        "`ksflow schema` prints [JSON Schema](https://json-schema.org/draft/2020-12/schema), draft 2020-12."
    )
    parts = [intro, others]
    for shape in SHAPES:
        parts += [
            f"## {shape.name}",
            "Printed by " + ", ".join(map(code, shape.commands)) + "."
            if not shape.commands[0].startswith("out/")
            else f"The file {code(shape.commands[0])}.",
            shape.told,
            table(("Key", "Kind", "Says"), [(code(path), kind, told) for path, (kind, told) in shape.keys.items()]),
        ]
    yield "json.md", page("JSON", *parts)
