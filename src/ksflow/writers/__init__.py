"""Writers: one a format. A writer knows blocks and a look, never cases."""
