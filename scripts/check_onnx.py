#!/usr/bin/env python3
"""Compares exported ONNX files with golden values, using ONNX's own checker, ONNX Runtime and OpenVINO.

    vigil models export test-weights --output i3d_full.onnx            # --plain for the unsimplified network
    vigil models export test-weights --role detector --output rtfm.onnx
    scripts/check_onnx.py i3d_full.onnx rtfm.onnx --golden GOLDEN

A file's name says which values belong to it: i3d_full*, i3d_narrow* or rtfm*. GOLDEN is the folder that
holds i3d/ and rtfm/ (see Tests/VigilNetworksTests/Fixtures for what they look like). Weights and inputs are
made from names, as in `DeterministicValues`. A developer's tool: needs numpy, onnx, onnxruntime and openvino.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import openvino


def uniform(name, count):
    """`count` values in [-1, 1) from a name: SplitMix64 seeded with FNV-1a, the top 24 bits of each output."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) & (1 << 64) - 1
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return ((z >> np.uint64(40)).astype(np.float64) / 2.0**23 - 1.0).astype(np.float32)


def cases(path, golden):
    """Yields (label, input, {output: expected}, tolerance) for one file."""
    for label, side in (("full", 224), ("narrow", 64)):
        if path.name.startswith(f"i3d_{label}"):
            snippet = (uniform(f"clip.{label}", 3 * 16 * side * side) * 2).reshape(1, 3, 16, side, side)
            yield label, snippet, {"features": np.load(golden / "i3d" / f"{label}_features.npy")}, 1e-4
            return
    if not path.name.startswith("rtfm"):
        sys.exit(f"{path.name}: the name must begin with i3d_full, i3d_narrow or rtfm")
    for name, case in json.loads((golden / "rtfm" / "inference.json").read_text())["cases"].items():
        shape = (case["crops"], case["snippets"], 2048)
        features = np.abs(uniform(name, int(np.prod(shape)))).reshape(shape)
        yield name, features, {key: np.array(case[key]) for key in ("scores", "magnitudes")}, 1e-5


def difference(value, expected):
    """The largest difference, relative to the largest value."""
    return float(np.abs(value - expected).max() / np.abs(expected).max()) if value.shape == expected.shape else np.inf


def runner(engine, path):
    """A function from an input to a dictionary of outputs."""
    if engine == "onnxruntime":
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        names = [output.name for output in session.get_outputs()]
        return lambda x: dict(zip(names, session.run(None, {session.get_inputs()[0].name: x})))
    core = openvino.Core()
    core.set_property({"INFERENCE_PRECISION_HINT": "f32"})
    compiled = core.compile_model(core.read_model(str(path)), "CPU")
    return lambda x: {name: value for output, value in compiled([x]).items() for name in output.names}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("files", nargs="+", type=Path)
    arguments.add_argument("--golden", required=True, type=Path)
    options = arguments.parse_args()
    failed = 0
    for path in options.files:
        onnx.checker.check_model(str(path), full_check=True)
        engines = {engine: runner(engine, path) for engine in ("onnxruntime", "openvino")}
        for label, x, expected, tolerance in cases(path, options.golden):
            results = {}
            for engine, run in engines.items():
                run(x)
                start = time.perf_counter()
                results[engine] = run(x)
                elapsed = time.perf_counter() - start
                for key, value in expected.items():
                    got = results[engine][key]
                    if key != "features":
                        got = got.mean(0)  # the published value is the mean over crops
                    error = difference(got, value)
                    failed += not error < tolerance
                    print(f"{'ok  ' if error < tolerance else 'FAIL'} {path.name} {label} {engine} {key}: "
                          f"{error:.1e} of {tolerance:.0e} allowed, {1000 * elapsed:.1f} ms")
            for key in expected:
                error = difference(results["openvino"][key], results["onnxruntime"][key])
                failed += not error < 1e-4
                print(f"{'ok  ' if error < 1e-4 else 'FAIL'} {path.name} {label} between engines, {key}: {error:.1e}")
    print(f"{failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
