"""``ksflow template``: checking, describing, beginning and rendering templates."""
