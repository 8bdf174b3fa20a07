"""Documents: the block model, and composing one from a case and a content template."""
