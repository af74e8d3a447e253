"""Clean photos -> a rated set to try training on: known faults, rated by simulated raters.

`python -m training.panel --photos FOLDER --count 600 --out runs/panel` degrades the photos and lets
a panel whose members disagree as much as published ones rate them. No person has looked at any.
"""
