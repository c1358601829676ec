#!/usr/bin/env python3
"""Builds TensorRT engines of ONNX files on the processor and fails on any warning; compares numbers in ONNX Runtime.

Called by scripts/check-tensorrt with a folder of files, whose names say what they are: NAME-fp16, NAME-int8 and
NAME-int8-fp16 are compared with NAME-fp32, and *-unsigned, which holds unsigned integers, must not pass.
Needs tensorrt-rtx, numpy, onnx and onnxruntime.
"""

import collections
import sys
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import tensorrt_rtx_bindings as trt

SMALLEST_COSINE = 0.995  # of features in 8-bit integers to those in floats: as vigil optimize asks
LARGEST_ERROR = 0.01  # of features in 16-bit floats, over the largest feature


class Log(trt.ILogger):
    """Keeps what is a warning or worse."""

    def __init__(self):
        super().__init__()
        self.complaints = []

    def log(self, severity, message):
        if severity in (trt.ILogger.WARNING, trt.ILogger.ERROR, trt.ILogger.INTERNAL_ERROR):
            self.complaints.append(message)


def build(path):
    """Makes an engine for compute capability 8.6; returns what to print of it, and complaints."""
    log = Log()
    builder = trt.Builder(log)
    network = builder.create_network(0)  # strongly typed, as all are in this family
    parser = trt.OnnxParser(network, log)
    start = time.monotonic()
    if not parser.parse(path.read_bytes()):
        return "cannot be parsed", log.complaints + [str(parser.get_error(i)) for i in range(parser.num_errors)]
    config = builder.create_builder_config()
    config.num_compute_capabilities = 1
    config.set_compute_capability(trt.ComputeCapability.SM86, 0)
    inputs = [network.get_input(index) for index in range(network.num_inputs)]
    if any(-1 in tuple(value.shape) for value in inputs):
        profile = builder.create_optimization_profile()
        for value in inputs:
            shapes = [tuple(size if extent == -1 else extent for extent in value.shape) for size in (1, 8, 32)]
            profile.set_shape(value.name, *shapes)
        config.add_optimization_profile(profile)
    plan = builder.build_serialized_network(network, config)
    if plan is None:
        return "cannot be built", log.complaints or ["no reason was given"]
    return (f"{network.num_layers} layers, engine of {plan.nbytes / 1e6:.1f} MB, "
            f"{time.monotonic() - start:.1f} s", log.complaints)


def features(model, snippet):
    """The output of a model, each operation computed as the file has it."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: snippet})[0].astype(np.float64)


def cosine(a, b):
    return float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum()))


def read_as_signed(path):
    """The model that TensorRT makes of unsigned integers: the same scales, and signed ones."""
    model = onnx.load(path)
    for constant in model.graph.initializer:
        if constant.data_type == onnx.TensorProto.UINT8:
            constant.data_type = onnx.TensorProto.INT8
    return model.SerializeToString()


def main():
    folder = Path(sys.argv[1])
    failures = 0

    def report(passed, line):
        nonlocal failures
        failures += not passed
        print(f"{'ok  ' if passed else 'FAIL'} {line}", flush=True)

    for path in sorted(folder.glob("*.onnx")):
        onnx.checker.check_model(str(path), full_check=True)  # types of all values too
        outcome, complaints = build(path)
        if path.stem.endswith("-unsigned"):
            report(bool(complaints), f"{path.stem}, for others: {len(complaints)} warnings, as there should be")
            continue
        report(not complaints, f"{path.stem}: {outcome}, {len(complaints)} warnings")
        for message, count in collections.Counter(complaints).most_common(5):
            print(f"     {count} x {message}")

    for reference in sorted(folder.glob("*-fp32.onnx")):
        name = reference.stem.removesuffix("-fp32")
        others = [folder / f"{name}-{kind}.onnx" for kind in ("fp16", "int8", "int8-fp16", "unsigned")]
        others = [path for path in others if path.exists()]
        if not others:
            continue
        shape = [extent.dim_value for extent in onnx.load(reference).graph.input[0].type.tensor_type.shape.dim]
        snippet = np.random.default_rng(14).uniform(-2, 2, shape).astype(np.float32)
        expected = features(str(reference), snippet)
        for path in others:
            kind = path.stem.removeprefix(f"{name}-")
            value = features(read_as_signed(path) if kind == "unsigned" else str(path), snippet)
            error = float(np.abs(value - expected).max() / np.abs(expected).max())
            alike = cosine(value, expected)
            line = f"cosine {alike:.6f} to fp32, largest error {100 * error:.2f} % of the largest feature"
            if kind == "unsigned":
                report(alike < SMALLEST_COSINE, f"{path.stem}, read as signed: {line}, which is why it must not pass")
            else:
                report(error < LARGEST_ERROR if kind == "fp16" else alike >= SMALLEST_COSINE, f"{path.stem}: {line}")
    print(f"{failures} failed, TensorRT-RTX {trt.__version__}, ONNX Runtime {onnxruntime.__version__}")
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
