"""A float network -> its int8 program.

In reading order:

calibrate.py  picks the views that set the ranges of the activations, by seed
ptq.py        network + calibration views -> int8 .tflite
trunk.py      the int8 trunk, on whose features the heads are learnt
"""
