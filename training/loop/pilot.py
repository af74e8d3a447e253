"""Counts of the TrueImage 2.0 pilot: 98 adults, two clinics, at most four photos each, 2021.

Vodrahalli and others, "Development and Clinical Evaluation of an AI Support Tool for Improving
Telemedicine Photo Quality", JAMA Dermatology 2023, arXiv 2209.09105. Published is the fall from 25 to
8 poor photos (68 %) among the 85 patients whom the tool accepted. The other counts were made in the
table that the authors keep open (github.com/kailas-v/TrueImage2.0, `clinical_study_data.csv`, which
has no licence and is not part of this project). Poor: the mean of three dermatologists' grades.
"""

from __future__ import annotations

from dataclasses import dataclass

PATIENTS = 98
FIRST_POOR = 34
SENT_POOR = 15
"""Of all 98, after the tool: those who were never accepted count, too."""
NEVER_ACCEPTED = 13
ACCEPTED_FIRST_POOR, ACCEPTED_SENT_POOR = 25, 8
"""Of the 85 patients whom the tool accepted: the published fall of 68 %."""
POOR_PROMPTED, GOOD_PROMPTED = 29, 11
"""First photos for which a retake was suggested."""
MENDED = 20
"""Of the 29 patients with a poor first photo that was prompted, those who ended with a good one."""
LOST_GOOD = 7
"""Of the 13 never accepted, those who took at least one good photo."""
BEST_POOR = 13
"""Patients none of whose photos was good."""
TOOK = (59, 20, 13, 6)
"""Patients who took one, two, three and four photos."""
LIMIT = 3
"""Retakes, at most."""
LEFT = (1 / 40, 10 / 35, 10 / 35)
"""Share that stopped at the first, second and third suggested retake; at which of the last two each
of the ten stopped is not known."""

SENSITIVITY = 1 - GOOD_PROMPTED / (PATIENTS - FIRST_POOR)
"""Of the pilot's gate on first photos; positive is a good photo, as everywhere here."""
SPECIFICITY = POOR_PROMPTED / FIRST_POOR


@dataclass(frozen=True)
class Counted:
    """A count of the pilot, and whether the loop was calibrated to it or merely meets it.

    Attributes:
        what: in words.
        hits: patients.
        n: out of so many.
        fitted: whether the calibration saw it.
    """

    what: str
    hits: int
    n: int
    fitted: bool = False


COUNTS = {
    "sent_poor": Counted("sent a poor photo", SENT_POOR, PATIENTS, fitted=True),
    "never": Counted("never accepted", NEVER_ACCEPTED, PATIENTS, fitted=True),
    "accepted_first_poor": Counted(
        "accepted in the end: first photo poor", ACCEPTED_FIRST_POOR, 85
    ),
    "accepted_sent_poor": Counted("accepted in the end: sent a poor photo", ACCEPTED_SENT_POOR, 85),
    "mended": Counted("poor first photo, prompted: sent a good one", MENDED, POOR_PROMPTED),
    "lost_good": Counted("never accepted: took a good photo", LOST_GOOD, NEVER_ACCEPTED),
    "best_poor": Counted("took no good photo", BEST_POOR, PATIENTS),
    "one": Counted("took one photo", TOOK[0], PATIENTS),
    "two": Counted("took two", TOOK[1], PATIENTS),
    "three": Counted("took three", TOOK[2], PATIENTS),
    "four": Counted("took four", TOOK[3], PATIENTS),
}
