"""Writing documents as Markdown."""
