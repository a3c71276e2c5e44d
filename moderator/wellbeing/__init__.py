"""What looking costs, when it is enough, and when a break is due. Pure: no clock, no store, no window.

`exposure.py` prices a look, `limits.py` holds every limit on one page, `breaks.py` is the break machine,
`values.py` is what a window is told. All of it works on effective time (`breaks.EffectiveTime`), which
neither a changed clock nor a restart can move back.

The caller keeps the break state and the exposure events in the store, in the same transaction as what they
are about. Units are bookkeeping that limits workload; they do not measure how anybody is.
"""
