"""Rated photos -> a student that reads quality off a photo.

In reading order:

ratings.py    rated-photos CSV -> RatedPhotos: who rated what, where the photo lies
degrade       faults made on purpose, with their severity
darken.py     the same photo with darker skin
phantom/      rendered skin
copies.py     the copies that are made of every photo, and the table of all pictures
lite0.py      EfficientNet-Lite0, the trunk: one view -> means of six of its stages
features.py   every picture -> features of its whole view and regions, cached
heads.py      features -> grade and reasons: the linear ordinal head, its losses, its fit
baselines.py  what a simpler judge makes of the same photos
evaluate.py   cross-validation within and across sites: the table of MODEL_CARD
thresholds.py out-of-fold scores -> operating points of the policy
"""
