"""What goes wrong before a case is looked at: the caller's trouble, which is told in one line."""

from __future__ import annotations


class KsflowError(Exception):
    """Whatever ksflow raises on purpose; the message is for the user."""


class UsageError(KsflowError, ValueError):
    """What was asked for cannot be had: a path that is not there, an unknown document, format or code."""
