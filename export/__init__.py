"""A trained student -> the bundle that a phone runs, proven.

In reading order:

graph.py     trunk and heads as one network: uint8 views in, logits out
manifest.py  manifest.json, its digest and policy.json, written for clearshot.manifest to read
bundle.py    student -> folder: convert, quantize, prove, write
"""
