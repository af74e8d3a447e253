"""What does an operating point do to people? Simulated patients take photos until one is sent.

No patient of ours is in it. The loop is that of the app: a photo is judged, a retake is suggested so
many times at most, a person may send anyway, and the photo with the highest score is sent.

pilot.py      counts of the TrueImage 2.0 pilot, which the loop is calibrated to
simulate.py   a gate, people and a limit -> what became of each patient
calibrate.py  the pilot's counts -> people who do as its patients did
report.py     outcomes -> tables
plot.py       outcomes -> a picture

What is **published** (or counted by us in the authors' table): the share of good first photos, the
pilot's gate, how often its patients stopped. What is **calibrated**, so that the simulated pilot ends
with as many poor photos and as many patients never accepted: how much a prompt helps (`gain`), how far
the gate's errors stay with a patient (`persistent`). What is **assumed**: how far patients differ
(`alike`), and that our prompts help as much as the pilot's. The last table moves both.

What it cannot say: the pilot had one arm, so the gain holds regression to the mean as well as coaching;
98 patients leave every count uncertain; our sensitivity and specificity are against stand-in ratings of
other photos. It compares operating points, it predicts no clinic.
"""
