"""PDF files written in the shipped looks, and what can be read in them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import page
from defaultlook import FIELDS, TEMPLATES
from looks import document
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from ksflow.documents.blocks import Block, Document, Heading, Text
from ksflow.writers.pdf.look import Look, load_look
from ksflow.writers.pdf.writer import write_pdf

LOOKS = ("kommun", "sandlista")
TITLE = Heading(1, (Text("Rubriken"),))


@cache
def shipped(name: str = "kommun") -> Look:
    return load_look(name, [TEMPLATES])


def composed(*blocks: Block, **fields: Any) -> Document:
    """Return a document with a title and these blocks."""
    return document(TITLE, *blocks, **{**FIELDS, **fields})


def pdf(*blocks: Block, look: str = "kommun", **fields: Any) -> bytes:
    """Return the PDF of a document with a title and these blocks."""
    return write_pdf(composed(*blocks, **fields), shipped(look))


def titled(title: str, *blocks: Block) -> Document:
    return replace(composed(*blocks), title=title)


def read(data: bytes) -> Any:
    """Return a PDF opened with pypdf; its objects have too many kinds to name."""
    return PdfReader(BytesIO(data))


def text_of(data: bytes) -> str:
    """Return the text of all pages, in reading order."""
    return "\n".join(one.extract_text() for one in read(data).pages)


def dense(text: str) -> str:
    """Return text without its blanks, soft hyphens and line ends: those depend on where lines break."""
    return re.sub(r"\s+", "", text)


def tags(data: bytes) -> list[str]:
    """Return the structure tags of a PDF in reading order, each with its level: "1 H1", "2 TH"."""
    found: list[str] = []

    def walk(node: Any, depth: int) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for kid in node:
                walk(kid, depth)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                found.append(f"{depth} {str(node['/S']).lstrip('/')}")
            if "/K" in node:
                walk(node["/K"], depth + 1)

    walk(read(data).trailer["/Root"]["/StructTreeRoot"]["/K"], 0)
    return found


def names(data: bytes) -> list[str]:
    """Return the structure tags of a PDF in reading order."""
    return [tag.split()[1] for tag in tags(data)]


def faults(data: bytes) -> list[str]:
    """Return all in which a PDF falls short of PDF/A-2a and PDF/UA-1."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "dokument.pdf"
        path.write_bytes(data)
        return [
            f"{profile} {failure.rule_id} {failure.message}"
            for profile in ("2a", "ua1")
            for failure in page.validate_pdf(str(path), profile=profile).failures
            if not (failure.rule_id == "PDFA2A-STREAM-LENGTH-001" and _lengths_are_right(data))
        ]


def _lengths_are_right(data: bytes) -> bool:
    """Tell whether every stream is as long as it says; the validator is wrong about one whose last byte is a CR."""
    streams = list(re.finditer(rb"/Length (\d+)[^>]*>>\s*stream\n", data))
    ends = [match.end() + int(match[1]) for match in streams]
    return bool(ends) and all(data[end : end + 10] == b"\nendstream" for end in ends)
