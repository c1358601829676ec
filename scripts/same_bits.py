#!/usr/bin/env python3
"""same_bits.py NAME FOLDER CLIP: compares features and scores of one case of same-bits, which calls it; prints rows of its table."""

import csv
import os
import struct
import sys

name, folder, clip = sys.argv[1:]


def features(side):
    """The float32 of an .npy file, in its order."""
    with open(os.path.join(folder, side, name, clip + ".npy"), "rb") as file:
        data = file.read()
    start = 10 + struct.unpack("<H", data[8:10])[0]
    return [value for (value,) in struct.iter_unpack("<f", data[start:])]


def scores(side):
    with open(os.path.join(folder, side, name + "-scores", "scores.csv")) as file:
        return [float(row["score"]) for row in csv.DictReader(line for line in file if not line.startswith("#"))]


limit = {"yuv": 1e-4, "full-8-bits": 1e-2}.get(name, 1e-5)
failed = False
for what, values in (("features", features), ("scores", scores)):
    here, there = values("here"), values("there")
    if not here or len(here) != len(there):
        sys.exit(f"same-bits: {name}: {len(here)} {what} here, {len(there)} there")
    same = sum(a == b for a, b in zip(here, there))
    apart = max(abs(a - b) for a, b in zip(here, there)) / max(map(abs, here))
    print(f"| {name}, {what} | {len(here)} | {100 * same / len(here):.1f} % | {apart:.1e} |", flush=True)
    failed |= not apart <= limit
if failed:
    sys.exit(f"same-bits: {name}: further apart than {limit} of the largest")
