"""What each choice of the teacher brings: one thing changed at a time, by nested cross-validation.

variants.py  what is compared
nested.py    a variant's scores of photos that it has not seen
tuned.py     how many stages of a trunk should learn, on one split with three seeds
report.py    the tables and the picture
"""
