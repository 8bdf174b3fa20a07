"""What goes wrong before a case is looked at: the caller's trouble, which is told in one line."""

from __future__ import annotations


class KsflowError(Exception):
    """Whatever ksflow raises on purpose; the message is for the user."""


class UsageError(KsflowError, ValueError):
    """What was asked for cannot be had: a path that is not there, an unknown document, format or code."""


def reason_of(error: OSError) -> str:
    """Return in the system's words why it could not do something; some faults have none but their kind."""
    return error.strerror or type(error).__name__
