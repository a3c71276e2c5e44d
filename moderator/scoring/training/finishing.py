def finish(*a, **k): pass
