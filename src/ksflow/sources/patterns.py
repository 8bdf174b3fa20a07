"""What to write instead of a pattern for diary numbers that cannot be used."""

from __future__ import annotations

from ksflow.locale import _

_EXAMPLE = "{organ}-{år}/{löpnr}[.{klass}]"


def pattern_help(kind: str) -> str:
    """Return the cure for a kind of fault in a pattern ("needed", "unknown", "unit", "optional" …)."""
    return {
        "needed": _("It needs {{år}} and {{löpnr}} once each, for example {example}", example=_EXAMPLE),
        "unknown": _(
            "It may hold {{organ}}, {{år}}, {{löpnr}} and {{klass}}, also {{enhet}} and {{handling}}, "
            "for example {example}",
            example=_EXAMPLE,
        ),
        "optional": _(
            "Square brackets may hold only {{klass}} and its sign, or {{handling}} and its sign, for example {example}",
            example=_EXAMPLE,
        ),
        "unit": _(
            "{{enhet}} is a unit inside an organ and stands after {{organ}}, for example {example}",
            example="{organ} {enhet} {år}/{löpnr}",
        ),
        "document": _("{handling} stands in square brackets, since the case itself has none: [-{handling}]"),
        "unclear": _("Put a sign between the parts, so that it is clear where each ends: {example}", example=_EXAMPLE),
    }[kind]
