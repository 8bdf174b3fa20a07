"""The codes of findings: what each stands for, and why it is reported. SARIF's rule metadata and help come from here.

Codes never change their meaning; a code that goes out of use is not given to anything else.
"""

from __future__ import annotations

from ksflow.locale import _
from ksflow.sources.findings import Severity


def known_codes() -> list[str]:
    """Return every code, sorted."""
    return sorted({*_texts(), *_RULES})


def summary(code: str) -> str:
    """Return what a code stands for, in one line; raise KeyError for a rule's, which ``ksflow.rules`` explains."""
    return _texts()[code][0]


def explanation(code: str) -> str:
    """Return why a code is reported, and what to do."""
    return _texts()[code][1]


def name(code: str) -> str:
    """Return what the fault that a code stands for is called, "" for one of reading files."""
    return _NAMES.get(code, "")


def severity(code: str) -> Severity:
    """Return how bad a finding with a code usually is."""
    return _MILD.get(code, Severity.ERROR)


def is_rule(code: str) -> bool:
    """Tell whether a code can be weighed: the others stand for faults with which no document can be made."""
    return code in _REMARKS or (not code.startswith(("FIL", "MAL")) and code not in _NEEDED)


def is_text_rule(code: str) -> bool:
    """Tell whether a code belongs to a rule about what a case says (``ksflow.rules``): only checking looks for it."""
    return code in _RULES


def is_blocking(code: str) -> bool:
    """Tell whether a code stands for a file that could not be looked into: it is reported whatever is selected."""
    return code.startswith("FIL0") or code == "FIL999"


def needs_register(code: str) -> bool:
    """Tell whether only a look at the whole register can find a fault: ``ksflow diary check`` reports it."""
    return code in _OF_THE_REGISTER


def needs_building(code: str) -> bool:
    """Tell whether only building a document can find a fault: ``ksflow check`` does not look for it."""
    return code in _OF_ATTACHMENTS


_OF_ATTACHMENTS = frozenset({"FIL230", "FIL231"})
_REMARKS = frozenset({"FIL124", *_OF_ATTACHMENTS})
"""Codes of files that are remarks: the documents are made all the same."""
_OF_THE_REGISTER = frozenset(f"DIA{number:03}" for number in range(9, 16))
_RULES = frozenset(
    (
        *("DIA002", "DIA003", "DIA004", "DIA006"),
        *(f"DAT{number:03}" for number in range(1, 6)),
        *(f"ORG{number:03}" for number in range(3, 8)),
        *(f"BES{number:03}" for number in range(1, 9)),
        *(f"INN{number:03}" for number in range(1, 8)),
        *(f"BIL{number:03}" for number in range(1, 6)),
        *("EXP001", "EXP002"),
        *("DSK001", "DSK002"),
        *(f"SPR{number:03}" for number in range(1, 12)),
        *("LAS001", "LAS002"),
        *(f"SKR{number:03}" for number in range(1, 11)),
        *("TIL001", "TIL003"),
    )
)
"""The codes of ``ksflow.rules``; named here because files that are read below it may name them."""
_NEEDED = frozenset({"DIA001", "DIA008", "EXP013", "TIL003"})


_NAMES = {
    "DIA001": "malformed-diary-number",
    "DIA003": "number-of-a-later-year",
    "DIA004": "class-not-in-the-plan",
    "DIA008": "repeated-diary-number",
    "DIA009": "repeated-serial-number",
    "DIA010": "missing-serial-number",
    "DIA011": "organ-of-another-body",
    "DIA012": "file-not-named-after-its-number",
    "DIA013": "dead-reference",
    "DIA014": "organ-in-other-letters",
    "DIA015": "repeated-title",
    "ORG001": "unknown-body",
    "EXP010": "unknown-recipient",
    "EXP011": "recipient-named-twice",
    "EXP012": "misplaced-group-or-exception",
    "EXP013": "unknown-clause",
    "EXP014": "delivery-without-address",
    "TIL003": "picture-without-alternative-text",
}
_MILD = {
    **dict.fromkeys(("DIA004", "DIA009", "DIA011", "DIA012", "DIA014", "DIA015"), Severity.WARNING),
    **dict.fromkeys(
        ("EXP010", "EXP011", "EXP012", "EXP014", "FIL115", "FIL216", "FIL218", "FIL230", "FIL231"), Severity.WARNING
    ),
    **dict.fromkeys(("DIA010", "DIA013", "FIL124"), Severity.INFO),
}
"""The codes whose findings are no errors; a rule of ``ksflow.rules`` says its own severity."""


def _texts() -> dict[str, tuple[str, str]]:
    return {
        "FIL001": (
            _("The file cannot be opened"),
            _("Check that it exists, that it is an ordinary file, and that you may read it."),
        ),
        "FIL002": (_("The file is empty"), _("A case needs at least its required keys.")),
        "FIL003": (
            _("The file is not UTF-8 text"),
            _("Save it as UTF-8 in the editor; Swedish letters saved otherwise turn into rubbish elsewhere."),
        ),
        "FIL004": (_("The file is too large"), _("A case has some ten kilobytes of text; put attachments beside it.")),
        "FIL005": (
            _("A character cannot stand in a document"),
            _("Control characters and invisible line separators make Word call a file damaged. Delete them."),
        ),
        "FIL006": (_("A tab indents"), _("YAML indents with spaces only; let the editor put in spaces for a tab.")),
        "FIL010": (
            _("The file cannot be read as YAML"),
            _("What follows cannot be read either. Mostly a quotation mark, a colon or the indentation is wrong."),
        ),
        "FIL011": (
            _("Several YAML documents in one file"),
            _("One file holds one case; delete “---” or divide the file."),
        ),
        "FIL012": (
            _("A YAML tag"),
            _("Every value is read as text and the schema decides its kind; tags are not needed."),
        ),
        "FIL013": (
            _("An alias that cannot be followed"),
            _("Aliases are allowed, but not unknown, not circular, and not so many that the file grows beyond bounds."),
        ),
        "FIL014": (_("Nested too deeply"), _("Forty levels are more than any document shows.")),
        "FIL015": (_("A repeated key"), _("Of two equal keys one would be lost; keep the right one.")),
        "FIL016": (
            _("A key that is no text"),
            _("Keys are words such as “rubrik”; lists and mappings cannot be keys."),
        ),
        "FIL017": (_("No keys at the top"), _("A case file consists of keys and values: “rubrik: …”.")),
        "FIL018": (
            _("A file of a later format"),
            _("Its keys may mean what this ksflow does not know, so nothing else is said of it. Update ksflow."),
        ),
        "FIL019": (
            _("A file of an older format that cannot be rewritten"),
            _("Its text cannot be changed to say the same in the current format, mostly because of an alias."),
        ),
        "FIL100": (
            _("An unknown key"),
            _("A misspelt key would leave out what it holds. The nearest known key is suggested."),
        ),
        "FIL101": (_("A required key is missing"), _("Without it the document cannot be made.")),
        "FIL102": (_("A date that cannot be read"), _("Dates are written year-month-day: 2021-08-11.")),
        "FIL103": (_("A value of the wrong kind"), _("A list where a text is expected, or the other way round.")),
        "FIL104": (_("An empty value"), _("Write the value, or delete the key.")),
        "FIL105": (_("An e-mail address that cannot be right"), _("It is written like namn.efternamn@kommunen.se.")),
        "FIL106": (_("A rule code that cannot be right"), _("Codes are three letters and three digits: SPR011.")),
        "FIL107": (_("A pattern for diary numbers that cannot work"), _("It needs {år} and {löpnr}.")),
        "FIL108": (_("A section with both “text” and “fil”"), _("Only one of them can be shown; keep one.")),
        "FIL109": (_("A section without content"), _("A heading with nothing below it is a mistake or a reminder.")),
        "FIL110": (
            _("A file outside the workspace"),
            _("What a case names lies inside the workspace, so that it can be moved and shared."),
        ),
        "FIL111": (_("A named file is missing"), _("Names are counted from the folder of the file they stand in.")),
        "FIL112": (_("A length that cannot be read"), _("Lengths are millimetres: 14 or 14,5.")),
        "FIL113": (_("The document cannot be written"), _("The file may be open in Word, or the disk full.")),
        "FIL115": (
            _("An entry of “ignorera” that ignores nothing"),
            _("The fault is gone or the code misspelt; what ignores nothing hides what comes later."),
        ),
        "FIL116": (
            _("An edited document"),
            _("What somebody has written in Word is never overwritten without --force."),
        ),
        "FIL117": (
            _("Text after “#” in a value"),
            _("YAML takes it for a comment, so it would be missing in the document. Put the text in quotation marks."),
        ),
        "FIL118": (
            _("A list that is joined to one line"),
            _("Without “|” YAML joins the lines of a text. Write “|” after the colon, and the text below it."),
        ),
        "FIL119": (_("A value that is none of those there are"), _("The values that may stand there are listed.")),
        "FIL120": (
            _("A group that names somebody unknown"),
            _("Whom kommun.yaml does not know would get no decisions. Correct the name, or add it."),
        ),
        "FIL121": (_("A group that contains itself"), _("Nobody can say who belongs to it.")),
        "FIL122": (_("A name that stands for two"), _("A distribution list must be clear about who is meant.")),
        "FIL123": (_("A group without members"), _("Everybody in it is left out by “utom”.")),
        "FIL124": (
            _("A file of an older format"),
            _("It is read as it always was; ksflow migrate rewrites it, and changes nothing that it says."),
        ),
        "FIL125": (
            _("A text in brackets that is parted at its comma"),
            _("In [ ] YAML takes each comma for the end of an item, so one decision would become several."),
        ),
        "FIL201": (_("HTML in a text"), _("HTML is not shown, so what it holds would be lost. Write it as Markdown.")),
        "FIL202": (_("A link definition that no text uses"), _("It would vanish without a trace.")),
        "FIL203": (
            _("A footnote that does not fit its references"),
            _("Each footnote is written once and referred to once."),
        ),
        "FIL204": (_("A footnote that no text refers to"), _("It would vanish without a trace.")),
        "FIL205": (_("A link that leads to no address"), _("Links lead to http, https or mailto.")),
        "FIL208": (_("A picture that cannot be used"), _("Pictures are PNG or JPEG.")),
        "FIL209": (_("Markdown that cannot be shown"), _("Write it in another way.")),
        "FIL210": (_("Text nested too deeply"), _("Word has nine list levels.")),
        "FIL211": (_("A heading or link without text"), _("Nobody can read or follow it.")),
        "FIL212": (_("Headings too deep"), _("There are six heading levels, the title included.")),
        "FIL213": (_("A table row with too many cells"), _("Cells beyond the header row would be lost.")),
        "FIL214": (_("A text that must be one paragraph"), _("The template has text beside it on the same line.")),
        "FIL215": (
            _("A link or picture that cannot be read as one"),
            _("Its marks would be printed. An address that has blanks stands between < and >."),
        ),
        "FIL216": (
            _("Lines that look like a list but are none"),
            _("In Markdown an item begins with “- ”; lines that begin with other signs run together."),
        ),
        "FIL217": (_("A table with too many columns"), _("Word takes 63 at most.")),
        "FIL218": (
            _("Lines that look like a table but are none"),
            _("In Markdown a table has a line of dashes under its header; without it, its rows run together."),
        ),
        "FIL220": (
            _("A character that no font has"),
            _("PDF/A and PDF/UA allow no boxes in place of characters. Write it otherwise, or add a font that has it."),
        ),
        "FIL230": (
            _("An attachment that is not enclosed"),
            _("Only pages of sound and unlocked PDF files can be put behind a document; its divider says so."),
        ),
        "FIL231": (
            _("An attachment of which only the pages are enclosed"),
            _("What runs, sends or plays does not belong in a document, and a signature holds for its own file only."),
        ),
        "FIL998": (
            _("A worker died"),
            _("The process that built the case was ended twice, mostly for want of memory. The others were built."),
        ),
        "FIL999": (_("A bug in ksflow"), _("Not the author's fault. Please report it.")),
        "DIA001": (
            _("A malformed diary number"),
            _("It is written as kommun.yaml says; OSL (2009:400) 5 kap. 2 § asks for a number."),
        ),
        "DIA009": (
            _("Two cases with the same serial number"),
            _("A case keeps its serial number when its classification changes; two cases never share one."),
        ),
        "DIA010": (
            _("Numbers missing in a series"),
            _("Every number that has been given out belongs in the register, also of a case that was closed at once."),
        ),
        "DIA011": (
            _("An organ that does not fit the body"),
            _("Each body numbers its own cases with its own letters (kod in kommun.yaml)."),
        ),
        "DIA012": (
            _("A file that is not named after its number"),
            _("Whoever looks for the number in the folder would not find the case."),
        ),
        "DIA013": (
            _("A reference that leads to no other case"),
            _("The number may be misspelt, or the case is not in this workspace."),
        ),
        "DIA014": (
            _("An organ in other upper and lower case"),
            _("KS and Ks are the same organ; written in one way they are found together."),
        ),
        "DIA015": (_("Two cases with the same title"), _("A title says what sets the case apart.")),
        "DIA008": (_("Two cases with the same diary number"), _("Their documents would overwrite each other.")),
        "ORG001": (
            _("An unknown body"),
            _("Bodies stand in kommun.yaml, with the administration that writes to them."),
        ),
        "EXP010": (
            _("A recipient that nobody knows"),
            _("Behind a misspelt name somebody does not get the decision. Outsiders are marked, or have an address."),
        ),
        "EXP011": (_("A recipient that is named twice"), _("It gets the decision once.")),
        "EXP012": (
            _("Something that does not fit a group, or only a group"),
            _("An address or a person belongs to one recipient; “utom” leaves out members of a group."),
        ),
        "EXP013": (
            _("An att-sats that does not exist"),
            _("Who is to carry out a decision must see which att-sats it concerns."),
        ),
        "EXP014": (
            _("A way of delivery without an address"),
            _("What goes by e-mail needs “epost”, what goes by post “adress”."),
        ),
        "MAL001": (
            _("A template is missing"),
            _("Templates lie in templates/ of the workspace, or are shipped with ksflow."),
        ),
        "MAL002": (
            _("A template tag that cannot be read"),
            _("Tags are written {{ … }} and {% … %}; blocks are closed."),
        ),
        "MAL003": (_("A template names an unknown field"), _("A field that does not exist would print nothing.")),
        "MAL004": (
            _("A template prints a field without a printable value"),
            _("Optional fields stand between {% if … %} and {% endif %}."),
        ),
        "MAL005": (_("A template does what it may not"), _("Templates run in a sandbox.")),
        "MAL006": (_("A template cannot be carried out"), _("Its expressions do not fit the fields.")),
        "MAL007": (_("A content template without front matter"), _("It names the document and the look.")),
        "MAL008": (
            _("A content template with Markdown that cannot be shown"),
            _("The same rules hold for it as for a case."),
        ),
        "MAL009": (_("A look that is no Word file"), _("Save it from Word as .docx or .dotx.")),
        "MAL010": (_("A look without a place for the text"), _("It needs {{p innehåll }} once.")),
        "MAL011": (
            _("A look without a style that is needed"),
            _("Styles are found by the names that Word gives them."),
        ),
        "MAL012": (
            _("A look that carries what no document may"),
            _(
                "Tracked changes, comments, embedded objects, macros, and links and fields that lead to other files, "
                "would go to all who get a document."
            ),
        ),
        "MAL013": (
            _("A template prints a field that a case may lack"),
            _("A case without it cannot be built. Put the tag between {% if … %} and {% endif %}."),
        ),
        "MAL014": (
            _("A setting of a look that its documents inherit"),
            _("Protection, tracking, a language or a paper that is seldom meant; the cure stands in the help."),
        ),
        "MAL020": (
            _("A look that Typst cannot carry out"),
            _("The look of PDF files is a Typst file; what Typst says about it stands in the message."),
        ),
        "MAL021": (
            _("A look with a font that is not there"),
            _("Another would be taken in silence. Fonts lie in templates/fonts/; those of the system are not used."),
        ),
        "MAL022": (
            _("A look that fetches something from the network"),
            _("Documents are built without a network, and look the same on every machine."),
        ),
        "MAL030": (
            _("A look for web pages without a place for the text"),
            _("It prints {{ innehåll }} once, between <main> and </main>."),
        ),
        "MAL031": (
            _("A look for web pages that runs or fetches something"),
            _("A document is read offline and for decades: no script, and styles and pictures inside the file."),
        ),
    }
