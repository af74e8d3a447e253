"""How a photo comes about: framing, shutter, verdict, retake, review, hand-over. No Kivy, no camera.

`session` is all that is known at one moment, `events` what can happen, and `flow` the one table
that says, for every stage and every event, what follows: a new session, and things to be done.
"""
