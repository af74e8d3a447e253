"""What a second say for a region of interest (ROI) does: more good photos accepted, and more bad.

`python -m training.roi` tries the paper's rule on rated photos and on renders.
"""
