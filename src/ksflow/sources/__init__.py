"""Reading what people write: files as text, YAML with positions, and findings about them."""
