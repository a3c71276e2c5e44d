"""Who of the agency's people a text names: folded, hashed, compared. Nothing here keeps a name.

`folding` turns a text into words that look-alikes, accents, case and unseen signs make no difference to; `names` says
which forms of a name count, and finds them; `sheet` reads a list of people from a file.
"""
