"""Writing documents as web pages, each a single file that needs nothing else."""
