"""First case files from documents that exist: Word files, Markdown and plain text."""
