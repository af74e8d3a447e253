"""A float network -> its int8 program.

In reading order:

calibrate.py    picks the views that set the ranges of the activations, by seed
fold.py         batch normalisation into the convolutions
rounding.py     a folded trunk with the rounding of its int8 program, in PyTorch
correct.py      what rounding adds on average, taken off the biases
distil.py       a short distillation: the rounded trunk learns to give the float one's features
prepare.py      all of these: a trunk that bears int8
litert.py       network + calibration views -> int8 .tflite
ptq.py          the int8 trunk, on whose features the heads are learnt
student.py      from a teacher to the int8 student in one command

What it costs:

sensitivity.py  which filter suffers most
recipes.py      every way that was tried, in one table
fidelity/       a judge held against another: verdicts first, then scores, reasons, calibration
"""
