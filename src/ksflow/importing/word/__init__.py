"""Reading Word files of any layout into blocks."""
