"""Rated photos -> a teacher, and a student that reads quality off a photo.

What is learnt from, in reading order:

ratings.py    rated-photos CSV -> RatedPhotos: who rated what, where the photo lies
convert/      label files of public sets -> rated-photos CSV
panel/        clean photos -> a rated set by simulated raters
splits.py     training, validation, test: by patient, without near-duplicates
degrade/      faults made on purpose, with their severity
darken.py     the same photo with darker skin
phantom/      rendered skin
copies.py     the copies that are made of every photo
pictures.py   all pictures, and what is known of each
objective.py  what is known of pictures -> the loss; one for students and teachers

The teacher:

trunks/       VGG16, EfficientNet-Lite0 and two MobileNets: a view -> features, pooled after every stage
bags.py       a photo -> its instances by a frozen trunk, cached
aggregation.py, ordinal.py, model.py    instances -> bag -> grade and reasons
config.py     a TOML file of differences -> the whole configuration
corpus.py, looks.py, augment.py, fresh.py, families.py    a configuration -> batches of photos with their copies
harness.py, callbacks.py, teach.py      the training run, and its command
teacher.py    a trained teacher on disk, and as a judge
crossval.py, ablate/    judged on photos that it has not seen; what each choice brings
throughput.py what the harness costs

The student that is shipped:

soft_labels.py, soft.py   what teachers say of every picture, kept in a CSV; the loss against it
distil.py     a phone's trunk learns what a teacher knows, beside the raters
features.py, collect.py   every picture -> features of the int8 trunk, cached
heads.py, ridges.py, learning.py    features -> grade and reasons: linear heads, the grade read twice
student.py, thresholds.py, policies.py, permissive.py    the command that trains what is shipped

What is measured:

measures.py, baselines.py, trials.py, predicted.py, compare.py    other judges of the same photos, side by side
evaluate.py, report/      predictions -> one page with every figure
figures.py, plots.py      figures with their intervals, and their pictures
severity.py, unseen/, scale/, roi/, shipped.py    faults, scale, regions of interest, renders
steady.py     changes that must not change a verdict
loop/         a simulated retake loop: what an operating point does to people
rows.py       what is said of each photo, kept so that a killed run goes on
card.py       tables -> MODEL_CARD.md
"""
