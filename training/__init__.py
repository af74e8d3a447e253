"""Rated photos -> a student that reads quality off a photo.

In reading order:

ratings.py    rated-photos CSV -> RatedPhotos: who rated what, where the photo lies
degrade       faults made on purpose, with their severity
darken.py     the same photo with darker skin
phantom/      rendered skin
copies.py     the copies that are made of every photo
lite0.py      EfficientNet-Lite0, the trunk: one view -> means of six of its stages
collect.py    photos and renders -> their pictures, described
pictures.py   all pictures, and what is known of each
features.py   every picture -> features of its whole view and regions, cached
heads.py      features -> grade and reasons: the linear ordinal head, its losses, its fit
baselines.py  what a simpler judge makes of the same photos
trials.py     judges tried on photos that they have not seen
figures.py    figures of a trial, with their intervals
thresholds.py out-of-fold scores -> operating points of the policy
student.py    the command that trains what is shipped
evaluate.py   the table of MODEL_CARD
severity.py   does the score fall with every fault?
shipped.py    the bundle tried on renders, as its user would
plots.py      figures -> pictures
"""
