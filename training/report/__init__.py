"""Predictions of photos that were not learnt from -> the evaluation report.

In reading order:

predictions.py     predictions CSV and rated photos -> the trials that the report is about
bootstrap.py       patients drawn with replacement -> intervals
resampled.py       what libraries measure on one sample, on all resamples at once
section.py         tables and plots of one part of the report
discrimination.py  AUC, AUPRC
delong.py          the variance of an AUC
ordinal_figures.py rank correlation, weighted kappa, ranked probability score
operating.py       operating points chosen on validation, applied to test
prevalence.py      PPV and NPV where good photos are rarer or more frequent
calibration.py     does a score of 80 mean that four in five ratings are good?
reasons.py         each reason against the raters' votes
agreement.py       how far the raters agree, and how right a judge of them can be
krippendorff.py, intraclass.py, ceiling.py    the formulas behind it
tones.py           false retakes by skin tone, authentic and rendered apart
examples.py        the worst errors
plots.py           curves -> pictures
page.py            sections -> index.html, tables, figures.json
"""
