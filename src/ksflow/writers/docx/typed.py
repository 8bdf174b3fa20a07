"""What Word types by itself inside a tag: curly quotation marks, no-break blanks and hyphens."""

from __future__ import annotations

_DOUBLE, _SINGLE = "“”„‟", "‘’‚‛"
_PLAIN = str.maketrans({"\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u2011": "-", "\u00ad": "", "\u200b": ""})


def straight(tag: str) -> str:
    """Return a tag with straight quotation marks and plain blanks, save inside the texts that it quotes.

    A quotation that begins curly ends at the next curly mark of its kind: Swedish Word types ” at both ends.
    """
    done: list[str] = []
    closing = ""
    for character in tag:
        if closing:
            ends = character in closing
            done.append(('"' if closing[0] in f'"{_DOUBLE}' else "'") if ends else character)
            closing = "" if ends else closing
            continue
        for plain, curly in (('"', _DOUBLE), ("'", _SINGLE)):
            if character == plain or character in curly:
                closing = plain if character == plain else curly
                done.append(plain)
                break
        else:
            done.append(character.translate(_PLAIN))
    return "".join(done)
