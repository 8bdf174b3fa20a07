"""The municipality: kommun.yaml and the workspace around it."""
