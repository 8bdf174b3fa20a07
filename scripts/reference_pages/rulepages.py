"""The rules and all other codes: one page with each in a line, one page a family, one for files and templates."""

from __future__ import annotations

from collections.abc import Iterator

from ksflow.rules.catalogue import FAMILIES, Entry, entries, is_about_files
from ksflow.rules.engine import Fixing
from ksflow.rules.examples import Example
from ksflow.rules.pages import Snippet, facts
from ksflow.sources.findings import Severity
from reference_pages.text import code, escaped, fenced, page, prose, say, table

_NAMES = {
    "DIA": ("Diarienummer", "Diary numbers"),
    "DAT": ("Datum", "Dates"),
    "ORG": ("Instanser och förvaltningar", "Bodies and offices"),
    "BES": ("Förslag till beslut", "Proposals"),
    "INN": ("Innehåll", "Content"),
    "BIL": ("Bilagor", "Attachments"),
    "EXP": ("Expediering", "Distribution"),
    "DSK": ("Dataskydd och sekretess", "Personal data and secrets"),
    "SPR": ("Språk", "Language"),
    "LAS": ("Läsbarhet", "Readability"),
    "SKR": ("Skrivregler", "Writing rules"),
    "TIL": ("Tillgänglighet", "Accessibility"),
    "FIL": ("Filer", "Files"),
    "MAL": ("Mallar", "Templates"),
}
_USUAL = {"error": ("fel", "error"), "warning": ("varning", "warning"), "info": ("info", "info")}


def pages() -> Iterator[tuple[str, str]]:
    """Yield the pages, named in the language that is set."""
    overview, folder = say("regler.md", "rules.md"), say("regler", "rules")
    every = entries(everything=True)
    yield overview, _overview(every, folder)
    for family in FAMILIES:
        mine = [one for one in every if one.code.startswith(family)]
        if not is_about_files(mine[0].code):
            yield f"{folder}/{family.lower()}.md", _family(family, mine)
    yield _files_page(), _files([one for one in every if is_about_files(one.code)])


def _files_page() -> str:
    return say("felkoder.md", "file-and-template-codes.md")


def _place(one: Entry, folder: str) -> str:
    page_ = _files_page() if is_about_files(one.code) else f"{folder}/{one.code[:3].lower()}.md"
    return f"{page_}#{one.code.lower()}"


def _name(family: str) -> str:
    return say(*_NAMES[family])


def _overview(every: list[Entry], folder: str) -> str:
    parts = [
        say(
            "Det här letar `ksflow check` efter. `ksflow rules` visar samma lista med det allvar som din kommun har "
            "bestämt, "
            "och `ksflow rules SPR006` förklarar en kod. Koderna är desamma på alla språk och byter aldrig betydelse.",
            "This is what `ksflow check` looks for. `ksflow rules` shows the same list with the severities of your "
            "municipality, and "
            "`ksflow rules SPR006` explains a code. Codes are the same in every language and never change their "
            "meaning.",
        ),
        _how_to_weigh(),
    ]
    for family in FAMILIES:
        mine = [one for one in every if one.code.startswith(family)]
        columns = (say("Kod", "Code"), say("Hittar", "Finds"), say("Allvar", "Severity"), say("Rättas av", "Mended by"))
        rows = [
            (
                f"[{one.code}]({_place(one, folder)}){{ #{one.code.lower()} }}",
                escaped(one.summary),
                say(*_USUAL[str(one.severity)]) + ("" if one.on else say(", avstängd", ", off")),
                {Fixing.NONE: "", Fixing.SAFE: "`--fix`", Fixing.UNSAFE: "`--unsafe-fixes`"}[one.fixing],
            )
            for one in mine
        ]
        parts += [f"## {family}: {_name(family)} {{ #{family.lower()} }}", table(columns, rows)]
    return page(say("Reglerna", "The rules"), *parts)


def _how_to_weigh() -> str:
    told = say(
        "En anmärkning som inte passar i ett ärende väger författaren, med skäl, i ärendefilen. Vad som ska gälla "
        "hela kommunen "
        "står i [`kommun.yaml`](kommun.md#nyckel-regler): `fel`, `varning`, `info` eller `av`.",
        "An author weighs a finding that does not fit, with a reason, in the case file. What holds for the whole "
        "municipality "
        "stands in `kommun.yaml`: `fel` (error), `varning` (warning), `info` or `av` (off).",
    )
    case = fenced("ignorera:\n  - {regel: SPR006, skäl: Citat ur avtalet}", "yaml")
    return f"{told}\n\n{case}\n\n{fenced('regler: {ORG001: varning, SPR006: av}', 'yaml')}"


def _family(family: str, mine: list[Entry]) -> str:
    back = say("[alla regler](../regler.md)", "[all rules](../rules.md)")
    weigh = say("Hur du väger en anmärkning står bland", "How to weigh a finding stands among")
    return page(f"{family}: {_name(family)}", f"{weigh} {back}.", *(_rule(one) for one in mine))


def _rule(one: Entry) -> str:
    parts = [f"## {one.code} {escaped(one.summary)} {{ #{one.code.lower()} }}", _facts(one), prose(one.why)]
    if one.source and one.checked:
        parts.append(
            say("Källa: {source}. Kontrollerad {date}.", "Source: {source}. Looked up on {date}.").format(
                source=escaped(one.source), date=one.checked.isoformat()
            )
        )
    if not one.weighable:
        parts.append(say("Den går inte att ignorera eller stänga av.", "It can be neither ignored nor turned off."))
    if one.setting:
        setting = code(one.setting)
        parts.append(say(f"{setting} i `kommun.yaml` anpassar den.", f"{setting} in `kommun.yaml` adapts it."))
    bad, good = one.examples.bad, one.examples.good
    parts += _examples(say("Fel", "Wrong"), [_snippet(example) for example in bad])
    parts += _examples(say("Rätt", "Right"), [_snippet(example) for example in good])
    option = "`--fix`" if one.fixing is Fixing.SAFE else "`--unsafe-fixes`"
    mended = [Snippet(example.mended.strip()) for example in bad if example.mended]
    parts += _examples(option + say(" skriver", " writes"), mended)
    return "\n\n".join(parts)


def _facts(one: Entry) -> str:
    usual = say(*_USUAL[str(one.severity)])
    told = [code(one.name)] if one.name else []
    told.append(usual if one.on else say(f"{usual}, men avstängd från början", f"{usual}, but off unless turned on"))
    told += [prose(fact) for fact in facts(one, one.severity if one.on else None).split(" · ")[1:]]
    return " · ".join(told)


def _examples(heading: str, snippets: list[Snippet]) -> list[str]:
    """Return examples below their heading: texts together in one block, pieces of a file each in its own."""
    texts = [_shown(snippet) for snippet in snippets if not snippet.language]
    files = [fenced(_shown(snippet), snippet.language) for snippet in snippets if snippet.language]
    together = [fenced("\n\n".join(texts))] if texts else []
    return [f"**{heading}**", *together, *files] if snippets else []


def _shown(snippet: Snippet) -> str:
    return "\n".join(line.text for line in snippet.lines())


def _snippet(example: Example) -> Snippet:
    return Snippet(example.shown, example.marked, example.mended, "" if example.text is not None else "yaml")


def _files(every: list[Entry]) -> str:
    intro = say(
        "Med de här felen går det inte att läsa en fil eller använda en mall, och därför inte heller att göra "
        "handlingarna. De kan "
        "inte vägas. Anmärkningen säger var felet är och vad som ska stå i stället.",
        "With these faults a file cannot be read or a template not be used, and so no document be made. They cannot "
        "be weighed. "
        "The finding says where the fault is and what to write instead.",
    )
    parts = [intro]
    for family in ("FIL", "MAL"):
        parts.append(f"## {family}: {_name(family)} {{ #{family.lower()} }}")
        parts += [part for one in every if one.code.startswith(family) for part in _fault(one)]
    return page(say("Fel i filer och mallar", "Faults of files and templates"), *parts)


def _fault(one: Entry) -> list[str]:
    mild = say(" Bara en varning.", " A warning only.") if one.severity is Severity.WARNING else ""
    return [f"### {one.code} {escaped(one.summary)} {{ #{one.code.lower()} }}", prose(one.why) + mild]
