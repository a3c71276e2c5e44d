"""What is nobody else's business: the diary of one person. Apart from everything else in the program.

Nothing in here knows the desk's store, a platform, the journal, a log, an export or a socket, and nothing but the window
of its writer knows this room (a contract in pyproject.toml, and tests).
"""
