"""The first page of the reference: what there is to look up, and where."""

from __future__ import annotations

from collections.abc import Iterator

from reference_pages.text import page, say

_SWEDISH = """\
- [Ärendefilen](arendefil.md): varje nyckel, om den krävs och vad som ska stå där
- [kommun.yaml](kommun.md): kommunens nycklar på samma sätt
- [Kommandon](kommandon.md): flaggor, exempel och slutkoder
- [Miljövariabler](miljovariabler.md)
- [Reglerna](regler.md): vad som hittas, varför, och hur du väger en anmärkning
- [Fel i filer och mallar](felkoder.md)"""
_ENGLISH = """\
- [Commands](commands.md): options, examples and exit codes
- [Exit codes](exit-codes.md)
- [Environment variables](environment.md)
- [JSON](json.md): what every report and list for programs holds
- [The rules](rules.md): what is found, why, and how to weigh a finding
- [Faults of files and templates](file-and-template-codes.md)
- The keys of [case files](../../sv/referens/arendefil.md) and of [kommun.yaml](../../sv/referens/kommun.md), which are
  Swedish, as are the words about them; `ksflow schema` prints both as JSON Schema"""


def pages() -> Iterator[tuple[str, str]]:
    """Yield the page, in the language that is set."""
    intro = say(
        "Allt här är gjort av det som koden själv säger.", "All of this is made of what the code says of itself."
    )
    yield "index.md", page(say("Referens", "Reference"), intro, say(_SWEDISH, _ENGLISH))
