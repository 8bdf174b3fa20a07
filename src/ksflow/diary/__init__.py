"""Diary numbers: the value, and the formats in which authorities write it."""
