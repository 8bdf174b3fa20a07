"""The command line: parse arguments, call the library, present the result."""
