"""Opening the PDF file of an attachment, and judging whether its pages can stand behind a document.

Nothing may be lost in silence: a file that qpdf would have to guess at is damaged, and stays outside.
"""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ksflow.writers.pdf.active_content import Taken, take_out_active_content

if TYPE_CHECKING:
    from pikepdf import Pdf

MOST_BYTES = 200_000_000
"""How much the attachments of a document may weigh together: all of them and the document are held in memory."""
_HEAD = 1024  # where readers look for the first words of a file (ISO 32000-1, annex H, 3.4.1)


class Refused(Enum):
    """Why the pages of an attachment cannot be enclosed."""

    NO_FILE = auto()
    NO_PDF = auto()
    UNREADABLE = auto()
    DAMAGED = auto()
    LOCKED = auto()
    PORTFOLIO = auto()
    """Its content is not pages but other files."""
    DYNAMIC_FORM = auto()
    """Its pages are made by the program that shows it."""
    TOO_LARGE = auto()


class RefusedError(Exception):
    """Raised when the pages of an attachment cannot be enclosed."""

    def __init__(self, why: Refused) -> None:
        super().__init__(why)
        self.why = why


def open_attachment(path: Path, most: int = MOST_BYTES) -> tuple[Pdf, set[Taken]]:
    """Return the file, opened, without anything active, and what was taken out; the caller closes it.

    Raises RefusedError when its pages cannot be enclosed.
    """
    from pikepdf import PasswordError, Pdf, PdfError

    try:
        if path.stat().st_size > most:
            raise RefusedError(Refused.TOO_LARGE)
        with path.open("rb") as file:
            if b"%PDF-" not in file.read(_HEAD):
                raise RefusedError(Refused.NO_PDF)
        pdf = Pdf.open(path, attempt_recovery=False)
    except PasswordError:
        raise RefusedError(Refused.LOCKED) from None
    except PdfError:
        raise RefusedError(Refused.DAMAGED) from None
    except OSError:
        raise RefusedError(Refused.UNREADABLE) from None
    try:
        why = _why_not(pdf)
        if why is None:
            return pdf, take_out_active_content(pdf)
    except Exception:  # what stands there is not what the format asks for
        why = Refused.DAMAGED
    pdf.close()
    raise RefusedError(why)


def _why_not(pdf: Pdf) -> Refused | None:
    from pikepdf import Dictionary, Name

    if pdf.is_encrypted:
        return Refused.LOCKED
    form = pdf.Root.get(Name.AcroForm)
    rendered: Any = pdf.Root.get(Name.NeedsRendering)
    if rendered is True and isinstance(form, Dictionary) and Name.XFA in form:
        return Refused.DYNAMIC_FORM
    if Name.Collection in pdf.Root:
        return Refused.PORTFOLIO
    if not len(pdf.pages) or pdf.check_pdf_syntax():
        return Refused.DAMAGED
    return None
