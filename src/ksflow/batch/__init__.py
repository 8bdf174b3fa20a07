"""Building many documents: which ones, in what order, and what became of each."""
