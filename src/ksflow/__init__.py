"""ksflow: one YAML case file becomes every document a Swedish municipality writes about it."""

__version__ = "0.1.0"
