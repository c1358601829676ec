"""Times every layer of an extractor in OpenVINO and says what share of the machine's multiply-add peak it reaches.

    layers.py EXTRACTOR.onnx FLOATS BYTES [--threads N] [--runs N]

FLOATS and BYTES are the peaks of one thread in 10^9 multiplications a second (scripts/peak.c). Prints Markdown. One crop, one stream;
scripts/layers calls it. Needs numpy and openvino.
"""

import argparse
import statistics
import time
from collections import defaultdict

import numpy as np
import openvino


def multiplications(node):
    """Those of a convolution or a matrix product, else 0."""
    if node.get_type_name() == "Convolution":
        weights = node.input(1).get_partial_shape().to_shape()
        return int(np.prod(list(node.output(0).get_partial_shape().to_shape()))) * int(np.prod(list(weights)[1:]))
    if node.get_type_name() == "MatMul":
        left = list(node.input(0).get_partial_shape().to_shape())
        inner = left[-2] if node.get_attributes().get("transpose_a") else left[-1]
        return int(np.prod(list(node.output(0).get_partial_shape().to_shape()))) * inner
    return 0


def group(node):
    """The kind of layer, as the table has it."""
    kind = node.get_type_name()
    if kind == "MatMul":
        return "attention products"
    weights = list(node.input(1).get_partial_shape().to_shape())
    # The first convolution has five taps in time; it is Vigil's own code otherwise.
    return f"convolution {'x'.join(map(str, weights[2:]))}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("floats", type=float)
    parser.add_argument("bytes", type=float)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()

    core = openvino.Core()
    model = core.read_model(options.model)
    costs = {node.get_friendly_name(): (group(node), multiplications(node)) for node in model.get_ops() if multiplications(node)}
    compiled = core.compile_model(
        model, "CPU",
        {"PERF_COUNT": "YES", "NUM_STREAMS": "1", "INFERENCE_NUM_THREADS": str(options.threads),
         "INFERENCE_PRECISION_HINT": "f32", "ENABLE_CPU_PINNING": "NO"})
    # Layers are fused: the runtime graph says which original ones a node computes.
    origins = {}
    for node in compiled.get_runtime_model().get_ops():
        origins[node.get_friendly_name()] = node.get_rt_info()["originalLayersNames"].astype(str).split(",")

    request = compiled.create_infer_request()
    shape = [d.get_length() for d in model.inputs[0].get_partial_shape()]
    snippet = np.random.default_rng(1).standard_normal(shape).astype(np.float32)
    times = defaultdict(list)
    kinds = {}
    shares = []
    for run in range(options.runs + 1):
        wall, processor = time.perf_counter(), time.process_time()
        request.infer({0: snippet})
        if run == 0:
            continue
        # What others take of the processor is taken off, evenly; it is 1 on an idle machine.
        share = min(1, (time.process_time() - processor) / (time.perf_counter() - wall) / options.threads)
        shares.append(share)
        for info in request.profiling_info:
            if info.status == openvino.ProfilingInfo.Status.EXECUTED:
                times[info.node_name].append(share * info.real_time.total_seconds())
                kinds[info.node_name] = (info.node_type, info.exec_type)

    rows = defaultdict(lambda: [0, 0.0, 0])  # layers, seconds, multiplications
    for name, seconds in times.items():
        names = origins.get(name, [name])
        known = [costs[layer] for layer in names if layer in costs]
        kind, execution = kinds[name]
        whole = execution.endswith("_I8")
        if known:
            key = (max(known, key=lambda pair: pair[1])[0], "8-bit" if whole else "float")
        else:
            key = (f"other: {kind.lower()}", "")
        row = rows[key]
        row[0] += 1
        row[1] += statistics.median(seconds)
        row[2] += sum(count for _, count in known)
    total = sum(row[1] for row in rows.values())
    work = sum(row[2] for row in rows.values())
    print(f"Share of the processor that this had: {statistics.median(shares):.2f}; times are multiplied with it.")
    print()
    print("| layers | number | arithmetic | 10^9 multiplications | ms | share of time | 10^9/s | share of peak |")
    print("|---|---|---|---|---|---|---|---|")
    for (name, arithmetic), (number, seconds, count) in sorted(rows.items(), key=lambda item: -item[1][1]):
        if not count and seconds < 0.005 * total:
            continue
        peak = options.threads * (options.bytes if arithmetic == "8-bit" else options.floats)
        rate = count / seconds / 1e9 if seconds else 0
        print(
            f"| {name} | {number} | {arithmetic} | {count / 1e9:.2f} | {1e3 * seconds:.1f} | {100 * seconds / total:.0f} % | "
            + (f"{rate:.0f} | {100 * rate / peak:.0f} % |" if count else "| |"))
    print(f"| all | | | {work / 1e9:.2f} | {1e3 * total:.1f} | 100 % | {work / total / 1e9:.0f} | |")


main()
