"""A public set's own label file in, the rated-photos CSV that `training.ratings` reads out.

rated.py    one rated photo, and the CSV of many
tables.py   a label table as it is published, with its cells checked
koniq.py    KonIQ-10k: counts of five ranks
spaq.py     SPAQ: one mean opinion score
vizwiz.py   VizWiz-QualityIssues: five workers' votes
scin.py     SCIN: up to three dermatologists' gradability
"""
