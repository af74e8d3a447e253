"""Rendered close-up photos of skin, good ones and ones gone wrong; no patient, no data file.

A seed gives a scene; scene, tone, light, view and camera give a `Shot`; a shot gives a
picture, and the same shot the same pixels. In reading order:

noise.py        random fields on a surface
scene.py        a seed -> body part, lesion, background, in mm
surface.py      where every pixel lies on the skin
spots.py        small things on the skin, found on the picture
lesions/        mole, plaque, ulcer, papules, ring, rash: a file each
relief.py       skin lines, pores, wrinkles
reflectance.py  melanin and blood -> colour; the Monk tones
albedo.py       the colour of every pixel
hair.py         body hair
light.py        lit skin: under its surface, and its gloss
background.py   cloth, wood, vinyl
blur.py         fast blurs
camera.py       the camera's settings
optics.py       focus, shake, finger
develop.py      exposure, noise, processing, JPEG
shot.py         a seed -> a good photo
faults.py       a good photo -> the same gone wrong
render.py       the whole way
plan.py         which pictures a set is made of
sets.py         a set, rendered to a folder
sheets.py       picture sheets for the eye
examples.py     the example photos of the project
approach.py     a clip of a hand-held approach, for a camera that is replayed

>>> from training.phantom import render, sample_shot, with_tone
>>> render(with_tone(sample_shot(1), 9), (80, 60)).size
(80, 60)
"""

from training.phantom.faults import FAULTS, with_fault
from training.phantom.render import encode, render
from training.phantom.shot import (
    EXAMPLE_SEEDS,
    TEST_SEEDS,
    TRAINING_SEEDS,
    Shot,
    sample_shot,
    with_tone,
)

__all__ = [
    "EXAMPLE_SEEDS",
    "FAULTS",
    "TEST_SEEDS",
    "TRAINING_SEEDS",
    "Shot",
    "encode",
    "render",
    "sample_shot",
    "with_fault",
    "with_tone",
]
