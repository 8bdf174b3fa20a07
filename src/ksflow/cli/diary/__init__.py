"""``ksflow diary``: diary numbers and the register."""
