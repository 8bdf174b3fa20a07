"""Checking a look without a case: every seeded fault is found, with its place and its cure, and nothing else."""

from __future__ import annotations

import pytest
from looks import BODY, look, p, r, tbl, tr
from seededfaults import SEEDS

from ksflow.sources.findings import Severity
from ksflow.writers.docx.checking import check_look

ALWAYS = frozenset({"MAL011", "MAL014"})
"""What the plain look of python-docx has in common with its seeds: missing styles, and another language and paper."""


@pytest.mark.parametrize("name", SEEDS)
def test_a_seeded_fault_is_told_with_its_place_and_its_cure(name: str) -> None:
    seed = SEEDS[name]
    found = check_look(seed.make(), "prov.docx").findings
    told = [one for one in found if seed.message in one.message and seed.place in one.message]
    assert told, [one.message for one in found]
    assert any(seed.help in (one.help or "") for one in told), [one.help for one in told]


def test_all_seeded_faults_in_one_look_are_told_in_one_run() -> None:
    content = ["{{ dnr }}", "{% iff x %}", "{{ rubrik | stora }}", "{%p if bilagor %}", "{{ a b }}", "{{ bilagor }}"]
    messages = [one.message for one in check_look(look(*content), "prov.docx").findings if one.code not in ALWAYS]
    for part in ("dnr", "iff", "stora", "never closed", "{{ a b }}", "“bilagor”"):
        assert any(part in message for message in messages), (part, messages)


SOUND = {
    "fields": ["{{ rubrik }}", "{{ datum | långt_datum }}", "{{ kommun.namn | upper }}", "{{ handläggare.namn }}"],
    "guarded": [
        "{% if handläggare.telefon %}{{ handläggare.telefon }}{% endif %}",
        "{{ handläggare.epost or 'saknas' }}",
        "{{ handläggare.epost if handläggare.epost else '–' }}",
        "{%p if not sammanträde %}",
        "utan",
        "{%p else %}",
        "{{ sammanträde }}",
        "{%p endif %}",
        "{% if sekretess and sekretess.datum %}{{ sekretess.datum }}{% endif %}",
    ],
    "loops": [
        tbl(tr("{%tr for x in bilagor %}"), tr("{{ loop.index }}. {{ x.rubrik }}"), tr("{%tr endfor %}")),
        "{%p for förslag in beslutsförslag %}",
        "{%p for sats in förslag.att %}",
        "{{ sats }}",
        "{%p endfor %}",
        "{{p förslag.att }}",
        "{%p endfor %}",
        "{{ sändlista | join(', ') }}",
        "{{ undertecknare | map(attribute='namn') | join(', ') }}",
        "{{ (undertecknare | first).namn }}",
    ],
    "texts and pictures": ["{{p sammanfattning }}", "{{p avsnitt }}", "{{p beslutsförslag }}", "{{r sammanfattning }}"],
    "split": [p(r("{{ hand"), r("läggare.", "<w:b/>"), r("namn }}"))],
    "smart quotes": ["{{ sändlista | join(”, ”) }}", "{{ ‘x’ }}"],
    "set and macros": ["{% set rader = kommun.postadress %}", "{% for rad in rader %}{{ rad }}{% endfor %}"],
}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_template_has_no_faults(name: str) -> None:
    found = check_look(look(*SOUND[name]), "prov.docx").findings
    assert [(one.message, one.help) for one in found if one.code not in ALWAYS] == []


def test_a_look_that_says_everything_itself_is_told_what_it_leaves_out() -> None:
    raw = look("{{ rubrik }} {{ diarienummer }} {{ datum }}", "{{p beslutsförslag }}", "{{p avsnitt }}", body=None)
    found = check_look(raw, "prov.docx", in_look=True).findings
    messages = [one.message for one in found if one.code == "MAL010"]
    assert [message.partition(":")[0] for message in messages] == [
        "The look never prints “bilagor”",
        "The look never prints “sammanfattning”",
        "The look never prints “sändlista”",
        "The look never prints “undertecknare”",
    ]
    assert {one.severity for one in found if one.code == "MAL010"} == {Severity.WARNING}


def test_the_styles_that_the_house_calls_otherwise_are_not_missing() -> None:
    raw = look(BODY, body=None)
    names = [one.message for one in check_look(raw, "x.docx", (("Kod", "Macro Text"),)).findings]
    assert not any("“Kod”" in message for message in names)
    assert any("“Tabelltext”" in message for message in names)


def test_a_field_that_a_template_names_is_listed_with_its_tag() -> None:
    checked = check_look(look("{{ rubrik }}", header=["{{ kommun.namn }}"]), "x.docx")
    named = {(use.path, tag.written) for use, tag in checked.uses}
    assert {("rubrik", "{{ rubrik }}"), ("kommun.namn", "{{ kommun.namn }}")} <= named
