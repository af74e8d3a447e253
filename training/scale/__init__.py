"""Is a photo judged at the detail at which a clinician looks at it?

A blur that is lost when a photo is made small must be seen; a small photo must not be called
blurred for its size; and a real lens, focused step by step, must be put in its true order.
`python -m training.scale --photos DIR --focus DIR --out DIR` shows how far a bundle does.
In reading order:

sharp.py      folders -> sharp photos, one a group
changes.py    a sharp photo -> its blurred, shrunk and enlarged copies
trials.py     copies -> what a bundle makes of each
focus.py      frames of a real lens -> the same
figures.py    that -> shares, AUCs and rank correlations, with their intervals
tables.py     figures -> Markdown
plots.py      the same, to be seen
"""
