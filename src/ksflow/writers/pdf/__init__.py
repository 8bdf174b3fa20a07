"""The PDF writer: Typst sets the document's data in a look, as PDF/A-2a and PDF/UA-1 at once."""
