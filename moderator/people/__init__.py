"""Persons: what their roles may do, how they prove who they are, and when they are rostered.

`roles.py` is the matrix of roles and verbs, on one page. `passphrases.py` makes and checks passphrases and one-time
codes. `rosters.py` is the arithmetic of shifts, `roster_csv.py` reads them from a file. All of it is pure: rows are
in `moderator.store.people` and `moderator.store.rosters`, and what is done with them in `moderator.staff`.
"""
