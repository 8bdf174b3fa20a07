"""ksflow for scripts: what ``import ksflow`` offers, beside the command line and made of the same parts."""
