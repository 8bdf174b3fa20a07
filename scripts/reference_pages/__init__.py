"""The reference pages of the handbook, made of what the code says of itself; one module a kind of page."""
