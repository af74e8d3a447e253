"""How a judge does on faults that are made in ways which no training picture was made.

A published quality model kept a rank correlation of .69 on its own synthetic faults and .12 on
authentic ones. So the same test is done twice, with the operators that training uses and with
others, and the gap between the two is told for every fault.

In reading order:

operators/    a photo -> the same photo with one fault, by other physics and another camera
plan.py       which photos, which faults, how severe: the pictures of the test
answers.py    every picture -> what a bundle says about it
baseline.py   the simplest judge: a logistic on sharpness, brightness, clipping
trial.py      answers -> arrays by photo and fault
figures.py    arrays -> figures, their intervals and paired differences
tables.py     figures -> Markdown
plots.py      figures -> pictures
__main__.py   the command
"""
