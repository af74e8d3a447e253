"""Run a .tflite on views, in whichever Python this file is given to: it imports nothing else of ours.

python outside.py MODEL.tflite VIEWS.npy OUT.npz
"""

from __future__ import annotations

import sys

import numpy as np
from ai_edge_litert.interpreter import Interpreter


def main(model: str, views: str, out: str) -> None:
    """Write the logits of (n, size, size, 3) views, by output."""
    runner = Interpreter(model, num_threads=1).get_signature_runner()
    said = [runner(image=view[None]) for view in np.load(views)]
    whole, region = (np.concatenate([each[name] for each in said]) for name in ("whole", "region"))
    np.savez(out, whole=whole, region=region)


if __name__ == "__main__":
    main(*sys.argv[1:])
