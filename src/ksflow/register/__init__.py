"""The register (diarium): all the cases of a workspace, listed, searched and checked without loading them whole."""
