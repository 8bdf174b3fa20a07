"""Many varied cases from a seed: the same seed gives the same files, and no two cases share a text."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_TEXT = (
    "kommunen nämnden förslaget avtalet högskolan utredningen skolan vägen budgeten planen samverkan ansvaret "
    "medborgarna verksamheten uppdraget underlaget remissen trafiken bostäder klimatet näringslivet området "
    "tillståndet avgiften ska kan bör har får ger innebär föreslår beslutar följer kräver omfattar påverkar stödjer "
    "utvecklar redovisar en ett den det som för med till på av och eller samt enligt under efter inom mellan utan nya "
    "långsiktiga hållbara gemensamma ekonomiska tydliga särskilda fortsatta befintliga kommande viktiga lokala"
)
_WORDS = _TEXT.split()
_NAMES = "Anna Andersson, Björn Roslund, Cecilia Öberg, David Åkesson, Eva Ek, Fatima Ali, Gösta Lindén, Hanna Holm"
_PEOPLE = _NAMES.split(", ")


def make_workspace(folder: Path, count: int, seed: int = 1) -> None:
    """Write kommun.yaml and ``count`` cases of about 12 kB each."""
    (folder / "cases").mkdir(parents=True)
    shutil.copy(ROOT / "kommun.yaml", folder)
    for number in range(1, count + 1):
        name = f"KS-2024-{number}.103.yaml"
        (folder / "cases" / name).write_text(case_text(number, seed), encoding="utf-8")


def case_text(number: int, seed: int) -> str:
    """Return the YAML of a case: sections, lists, emphasis and att-satser, in numbers that vary."""
    chance = random.Random(f"{seed}/{number}")
    officer = chance.choice(_PEOPLE)
    clauses = "".join(f"      - {_sentence(chance)}\n" for _ in range(chance.randint(1, 4)))
    parts = [
        f"diarienummer: KS-2024/{number}.103\ndatum: 2024-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}\n",
        f"rubrik: {_sentence(chance)[:-1]} {number}\nnämnd: Kommunstyrelsen\nhandläggare:\n  namn: {officer}\n",
        f"beslutsförslag:\n  - från: Kommunstyrelsen\n    till: kommunfullmäktige\n    att:\n{clauses}",
        f"sammanfattning: |\n{_text(chance, 2, 2)}avsnitt:\n",
    ]
    parts.extend(
        f"  - rubrik: Avsnitt {section} om {chance.choice(_WORDS)}\n    text: |\n{_text(chance, 6, 4)}"
        for section in range(1, chance.randint(4, 7))
    )
    parts.append("undertecknare:\n  - {namn: Eva Ek, titel: Kommundirektör}\n")
    parts.append(f"bilagor:\n  - {_sentence(chance)[:-1]}\nsändlista:\n  - Södertörns högskola\n")
    parts.append("  - Samtliga nämnder och bolag\n")
    return "".join(parts)


def _text(chance: random.Random, indent: int, paragraphs: int) -> str:
    blank = " " * indent
    made = []
    for _ in range(chance.randint(paragraphs - 1, paragraphs + 1)):
        if chance.random() < 0.2:
            made.append("\n".join(f"{blank}- {_sentence(chance)}" for _ in range(chance.randint(2, 5))))
        else:
            made.append(blank + " ".join(_sentence(chance) for _ in range(chance.randint(3, 7))))
    return "\n\n".join(made) + "\n"


def _sentence(chance: random.Random) -> str:
    length = chance.randint(8, 16)
    words = [chance.choice(_WORDS)]
    while len(words) < length:
        word = chance.choice(_WORDS)
        words += [word] if word != words[-1] else []  # a word that stands twice is a fault
    if chance.random() < 0.3:
        words[3] = f"*{words[3]}*"
    return f"{words[0].capitalize()} {' '.join(words[1:])}."
