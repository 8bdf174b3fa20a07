"""The Word writer: a look (a Word file with tags), compiled once, and documents written from it."""
