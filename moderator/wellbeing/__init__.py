"""What looking costs, when it is enough, and when a break is due. Pure: no clock, no store, no window.

`exposure.py` prices a look, `limits.py` holds every limit on one page, `breaks.py` is the break machine,
`values.py` is what a window is told. All of it works on effective time (`breaks.EffectiveTime`), which
neither a changed clock nor a restart can move back.
"""
