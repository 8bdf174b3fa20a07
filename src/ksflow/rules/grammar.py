"""SPR: articles, adjectives, nouns and pronouns that do not go together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ksflow.locale import _
from ksflow.rules.engine import Fixing, Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.nouns import Noun, noun
from ksflow.rules.passages import RUNNING, Excerpt, Passage
from ksflow.rules.wordlists import BLANK
from ksflow.sources.findings import Severity

_ADJECTIVE = re.compile(
    # Endings of adjectives that hardly any infinitive has: in "ska det lämna förslag" there is no adjective.
    r"\w+(?:agna|ivna|utna|ska|[dgklmnrstv]iga|[abceikmnrtv]ala|ella|tiva|siva|bara|samma|fulla|llda|mda|förda|rörda"
    r"|gjorda|gda|valda|kända|ande|ende|aste|ade)"
    r"|nya|gamla|stora|större|största|lilla|långa|korta|höga|högre|högsta|låga|lägsta|goda|bästa|svåra|fria"
    r"|tredje|senaste|unika|enskilda|särskilda"
)
_INFINITIVES = re.compile(
    r"\w*(?:granska|önska|minska|forska|betala|avtala|uttala|samtala|omtala|verkliga|statliga|mäktiga|myndiga|rättiga)"
)
_PARTICIPLE = re.compile(r"\w+ade")
_ARTICLE = re.compile(rf"\b([Dd]e[nt])(?=((?:{BLANK}[a-zåäöé]+\b){{2,3}}))")
# After other words, above all verbs, "det" may be no article: "finns det gemensamma mål".
_BEFORE = re.compile(
    "att|och|men|om|för|i|av|med|på|till|enligt|från|under|inom|genom|mot|hos|kring|efter|före|vid|utan"
    "|mellan|över|eller|samt|som|eftersom|än|utifrån|anser|bedömer"
)
_PREPOSITIONS = re.compile("för|i|av|med|på|till|enligt|från|under|inom|genom|mot|kring|efter|före|vid|utan")
_RELATIVE = re.compile("som|där|vars|vilken|vilket|vilka")
_CLAUSE = re.compile("dit|då|när|att|om")
_NEXT_WORDS = re.compile(r"\w+|[.;:!?,]")
_LAST_WORD = re.compile(r"(\w+|[^\w\s])\s*$")


@rule(
    "SPR004",
    "article-without-definite-noun",
    Severity.WARNING,
    summary=lambda: _("“Det” or “den” with an adjective, but the noun in its indefinite form"),
    why=lambda: _("After article and adjective the noun is definite: “det föreslagna partnerskapet”."),
    source="Svenska Akademiens grammatik; substantivlistan: ksflow",
    checked="2026-11-24",
    fixing=Fixing.UNSAFE,
)
def article_without_definite_noun(manuscript: Manuscript) -> Iterator[Problem]:
    """Article, adjective and a noun of the list; not before “som”, which asks for the indefinite form."""
    for excerpt, match in manuscript.search(_ARTICLE):
        phrase = _nominal_phrase(match[1], match[2].split())
        if phrase is None:
            continue
        adjectives, found = phrase
        prose = excerpt.passage.prose
        place = excerpt.part(0, len(" ".join([match[1], *adjectives, found.indefinite])))
        before = _LAST_WORD.search(prose, max(0, match.start() - 30), match.start())
        previous = before[1].lower() if before else ""
        if not _may_begin(previous, adjectives) or _goes_on(prose, place.end):
            continue
        right = f"{match[1]} {' '.join(adjectives)} {found.definite}"
        message = _("“{found}” lacks the definite ending", found=place.text)
        yield Problem(place, message, _("Write “{text}”", text=right), right)


def _nominal_phrase(article: str, words: list[str]) -> tuple[list[str], Noun] | None:
    """Return one or two adjectives and a noun that begin a row of words and fit the article."""
    for count in (1, 2):
        if len(words) <= count or not _is_adjective(words[count - 1]):
            return None
        if (found := noun(words[count])) and found.article == article.lower():
            return words[:count], found
    return None


def _is_adjective(word: str) -> bool:
    return bool(_ADJECTIVE.fullmatch(word)) and not _INFINITIVES.fullmatch(word)


def _may_begin(previous: str, adjectives: list[str]) -> bool:
    """Tell whether an article can stand after a word; forms like "startade" may be verbs, but not behind "enligt"."""
    if any(_PARTICIPLE.fullmatch(word) for word in adjectives):
        return bool(_PREPOSITIONS.fullmatch(previous))
    return not previous or not previous[0].isalnum() or bool(_BEFORE.fullmatch(previous))


def _goes_on(prose: str, end: int) -> bool:
    """Tell whether a compound ("avtals-") or a clause that explains the noun follows."""
    if prose[end : end + 1] in ("-", "\u2011"):
        return True
    for number, word in enumerate(_NEXT_WORDS.finditer(prose, end, end + 80)):
        text = word.group().lower()
        if text in ".;:!?" or number == 6:
            return False
        if _RELATIVE.fullmatch(text) or (number == 0 and _CLAUSE.fullmatch(text)):
            return True
    return False


_DEFINITE_PHRASE = re.compile(rf"\b(?:[Dd]en|[Dd]et){BLANK}([a-zåäöé]+[ae]){BLANK}([a-zåäöé]{{4,}}(?:n|et))\b")
_NEED_NO_ARTICLE = re.compile(
    "hela|halva|själva|första|andra|tredje|fjärde|femte|sjätte|sjunde|åttonde|nionde|tionde|förra|nästa"
    "|sista|senaste|ena|enda|båda|bägge|nedersta|översta|vänstra|högra|norra|södra|östra|västra|inre"
    "|yttre|övre|nedre|egna|samtliga|ovanstående|nedanstående|följande|föregående|dåvarande|nuvarande"
    "|blivande|gällande|kommande|pågående|aktuella|berörda|nämnda|svenska|europeiska|offentliga|alla"
    "|många|flesta|stora|gröna|röda|vita|svarta"
)
_OWNER = re.compile(
    r"den|det|de|dem|denna|detta|dessa|och|eller|samt|min|din|sin|vår|er|hans|hennes|dess|deras|\w+s|,|/"
)


@rule(
    "SPR005",
    "article-dropped-here",
    Severity.WARNING,
    summary=lambda: _("A phrase that has its article elsewhere, but not here"),
    why=lambda: _("“Strategiska arbetsgruppen” beside “den strategiska arbetsgruppen” looks like two groups."),
    source="Svenska Akademiens grammatik; ksflow",
    checked="2026-11-24",
    fixing=Fixing.UNSAFE,
)
def article_dropped_here(manuscript: Manuscript) -> Iterator[Problem]:
    """Find an adjective with a definite noun without its article, when the same words have it twice or more."""
    counted: dict[tuple[str, str], list[str]] = {}
    for _excerpt, match in manuscript.search(_DEFINITE_PHRASE):
        if _is_adjective(match[1]) and not _NEED_NO_ARTICLE.fullmatch(match[1]):
            article = match.group()[: match.start(1) - match.start() - 1].lower()
            counted.setdefault((match[1], match[2]), []).append(article)
    for (adjective, name), articles in counted.items():
        if len(articles) < 2:
            continue
        for excerpt in _bare_phrases(manuscript, adjective, name):
            found = excerpt.text
            right = f"{articles[0]} {found[0].lower()}{found[1:]}"
            if found[0].isupper():
                right = right[0].upper() + right[1:]
            message = _("“{found}” lacks its article", found=found)
            yield Problem(excerpt, message, _("Write “{text}”, as elsewhere", text=right), right)


def _bare_phrases(manuscript: Manuscript, adjective: str, name: str) -> Iterator[Excerpt]:
    """Yield where an adjective and a noun stand without an article or an owner before them."""
    phrase = re.compile(rf"\b{adjective}{BLANK}{name}\b(?!{BLANK}?[:–])", re.IGNORECASE)
    for passage in manuscript.vocabulary[name]:
        if passage.form not in RUNNING or adjective not in passage.vocabulary:
            continue
        for match in phrase.finditer(passage.prose):
            before = _LAST_WORD.search(passage.prose, max(0, match.start() - 30), match.start())
            if before and _OWNER.fullmatch(before[1].lower()):
                continue
            if match.start() > 0 or not _is_label(passage, match.end()):
                yield passage.excerpt(*match.span())


def _is_label(passage: Passage, end: int) -> bool:
    """Tell whether a phrase is a label of an item: "Strategiska arbetsgruppen." at its beginning."""
    return passage.prose[end : end + 1] in (".", ":", "")


_PLURALS = (
    r"\w{4,}(?:erna|arna|orna|dena|tena|kena)|barnen|bolagen|företagen|utskotten|avtalen|projekten|förbunden|husen"
    r"|råden|förslagen|besluten|uppdragen|programmen|universiteten|verken|departementen"
)
_PLURAL_AND_DESS = re.compile(rf"\b({_PLURALS}) och (dess)\b", re.IGNORECASE)
_NO_PLURALS = frozenset({"interna", "externa", "moderna", "taverna", "cisterna", "lanterna"})


@rule(
    "SPR006",
    "their-not-its",
    Severity.WARNING,
    summary=lambda: _("“dess” after several"),
    why=lambda: _("“Dess” belongs to one thing; what several own is “deras”."),
    source="Svenska Akademiens grammatik; ksflow",
    checked="2026-11-24",
    fixing=Fixing.SAFE,
)
def their_not_its(manuscript: Manuscript) -> Iterator[Problem]:
    """“Akademierna och dess”: a plural noun owns as “deras”."""
    for passage in manuscript.vocabulary.get("dess", ()):
        for match in _PLURAL_AND_DESS.finditer(passage.prose) if passage.form in RUNNING else ():
            if match[1].lower() not in _NO_PLURALS:
                message = _("“{owner}” is more than one: “dess” is “deras”", owner=match[1])
                yield Problem(passage.excerpt(*match.span(2)), message, _("Write “{text}”", text="deras"), "deras")


_WEAK = {
    "Föreslagen": "föreslagna", "Föreslaget": "föreslagna", "Föreslagna": "föreslagna",
    "Bifogad": "bifogade", "Bifogat": "bifogade", "Bifogade": "bifogade",
    "Aktuell": "aktuella", "Aktuellt": "aktuella", "Aktuella": "aktuella",
    "Berörd": "berörda", "Berört": "berörda", "Berörda": "berörda",
    "Nämnda": "nämnda", "Ovannämnd": "ovannämnda", "Ovannämnt": "ovannämnda", "Ovannämnda": "ovannämnda",
    "Ifrågavarande": "ifrågavarande", "Rubricerat": "rubricerade", "Rubricerad": "rubricerade",
}  # fmt: skip
_BARE = re.compile(rf"({'|'.join(_WEAK)}){BLANK}([a-zåäöé]{{3,}})\b(?![-\u2011])")


@rule(
    "SPR010",
    "bare-noun",
    Severity.INFO,
    summary=lambda: _("A sentence that begins with a noun without its article"),
    why=lambda: _("“Föreslagna partnerskap” is officialese; spoken, it is “det föreslagna partnerskapet”."),
    source="Eskilstuna kommuns skrivhandbok, ”Skriv inte nakna substantiv” (sedd i innehållsförteckningen); ksflow",
    checked="2026-11-24",
    fixing=Fixing.UNSAFE,
)
def bare_noun(manuscript: Manuscript) -> Iterator[Problem]:
    """“Bifogad rapport visar”: a participle and one thing at the beginning of a sentence; not “Bifogade handlingar”."""
    if not any(word.lower() in manuscript.vocabulary for word in _WEAK):
        return
    for sentence in manuscript.sentences:
        match = _BARE.match(sentence.prose)
        found = noun(match[2]) if match else None
        if match is None or found is None or sentence.passage.form not in RUNNING:
            continue
        plural = match[1].endswith(("na", "de", "la", "da")) and match[1] != "Ifrågavarande"
        if plural and found.article == "det" and found.definite not in manuscript.vocabulary:
            continue  # "Föreslagna avtal" may be several
        right = f"{found.article.title()} {_WEAK[match[1]]} {found.definite}"
        message = _("“{found}” lacks its article", found=match.group())
        yield Problem(sentence.part(*match.span()), message, _("Write “{text}”", text=right), right)
