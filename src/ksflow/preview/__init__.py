"""A local page that shows the documents of a case while it is being written."""
