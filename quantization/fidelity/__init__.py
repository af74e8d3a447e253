"""Two judges, pictures -> what the second one changes: verdicts first, then scores, reasons, calibration.

In reading order:

trial.py       which pictures are judged, and what both say of each
agreement.py   counts and figures of it
flips.py       the pictures whose verdict changed, as a sheet
__main__.py    the command
"""
