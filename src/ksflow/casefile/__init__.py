"""The case file: its model, and loading one with everything it names."""
