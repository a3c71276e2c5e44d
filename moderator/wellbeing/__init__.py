"""What looking costs, when it is enough, and when a break is due. Pure: no clock, no store, no window.

`exposure.py` prices a look, `limits.py` holds every limit on one page, `breaks.py` is the break machine and
`rhythm.py` every number of it, `values.py` is what a window is told (`telling.py` makes it). All of it works on
effective time (`effective.py`), which neither a changed clock nor a restart can move back.

The caller keeps the break state and the exposure events in the store, in the same transaction as what they
are about. Units are bookkeeping that limits workload; they do not measure how anybody is.
"""
