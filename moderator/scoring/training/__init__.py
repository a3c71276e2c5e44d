"""How the embedded scorer is made. Run by `python -m moderator.scoring.train DATA`; no part of the program."""
