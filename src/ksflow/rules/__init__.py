"""The rules: what an experienced secretary would have caught in a case. One module a family of codes."""
