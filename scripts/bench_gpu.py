"""Ten-crop frames/s of the extractor: Vigil's LibTorch plug-in beside PyTorch, on one machine, in one run.

    bench_gpu.py BENCH PLUGIN SNIPPET

BENCH is vigil-torch-bench, SNIPPET what `vigil benchmark store` wrote; PyTorch's network is in i3d.py. Each measurement is a process of its
own, and rounds take turns. From the environment: DEVICE=cuda, CROPS=the snippet's, DURATION=5 of each measurement, ROUNDS=3,
LIMIT=480 seconds for all rounds, PEERS="eager eager-channels-last compiled". scripts/bench-gpu builds everything and starts this.
"""

import json
import os
import statistics
import subprocess
import sys
import time

import numpy as np


def read_snippet(path, crops):
    """The first crops as the network takes them, [crops, 3, 16, height, width], and offset and factor of each tensor of the network."""
    data = open(path, "rb").read()
    head, _, pixels = data.partition(b"\nend\n")
    fields = [line.split(" ") for line in head.decode().split("\n")]
    of = {field[0]: field[1:] for field in fields}
    height, width = map(int, of["frames"])
    rows, columns = map(int, of["cut"])
    scale = np.array([float(value) for value in of["scale"]], np.float32)
    frames = np.frombuffer(pixels, np.uint8).reshape(16, 3, height, width).transpose(1, 0, 2, 3)
    cut = []
    for left, top, mirrored in [map(int, field[1:]) for field in fields if field[0] == "crop"][:crops]:
        crop = frames[:, :, top : top + rows, left : left + columns]
        cut.append(scale[crop[..., ::-1] if mirrored else crop])
    tensors = {field[1]: field[2:] for field in fields if field[0] == "tensor"}
    channels = int(tensors["conv1.weight"][2])
    return np.stack(cut), channels, {name: (float(offset), float(factor)) for name, (offset, factor, *_) in tensors.items()}


class Meter:
    """What the GPU says of itself, asked of a process that is there already: starting one takes time and energy."""

    def __init__(self, bench, device):
        self.process = None
        if device != "cpu":
            self.process = subprocess.Popen([bench, "nvml", device.partition(":")[2] or "0"], text=True, bufsize=1,
                                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def read(self):
        """The reading; empty where the GPU tells nothing."""
        if not self.process:
            return {}
        try:
            self.process.stdin.write("\n")
            return json.loads(self.process.stdout.readline() or "{}")
        except BrokenPipeError:
            return {}


def difference(after, before, name):
    return None if after.get(name) is None or before.get(name) is None else after[name] - before[name]


def measure_peer(kind, bench, snippet):
    """One measurement of PyTorch: from crops in page-locked memory to features in the processor's memory."""
    import torch

    from i3d import I3D, fill

    device, seconds = os.environ["DEVICE"], float(os.environ["DURATION"])
    on_gpu = device != "cpu"
    meter = Meter(bench, device)
    before_all = meter.read()
    crops, channels, rules = read_snippet(snippet, int(os.environ["CROPS"]) or None)
    torch.backends.cudnn.benchmark = True
    network = I3D(width=channels / 64).eval()
    fill(network, rules)
    kept = torch.float16 if on_gpu else torch.float32
    layout = torch.contiguous_format if kind == "eager" else torch.channels_last_3d
    network = network.to(device, kept, memory_format=layout)
    run = torch.compile(network) if kind == "compiled" else network
    crops = torch.from_numpy(crops)
    crops = crops.pin_memory() if on_gpu else crops

    @torch.inference_mode()
    def features():
        moved = crops.to(device, non_blocking=True).to(kept, memory_format=layout)
        return run(moved).float().cpu()

    for _ in range(4):
        found = features().flatten()
    times, before, began = [], meter.read(), time.perf_counter()
    while len(times) < 3 or sum(times) < seconds:
        start = time.perf_counter()
        features()
        times.append(time.perf_counter() - start)
    wall, after = time.perf_counter() - began, meter.read()
    joules = difference(after, before, "joules")
    used = difference(after, before_all, "used_bytes")
    order = sorted(times)
    print(json.dumps({
        "torch": torch.__version__,
        "device": torch.cuda.get_device_name(device) if on_gpu else "cpu",
        "crops": len(crops),
        "frames_per_second": 16 * len(times) / wall,
        "latency_p50": 1000 * order[round(0.5 * (len(order) - 1))],
        "latency_p99": 1000 * order[round(0.99 * (len(order) - 1))],
        "memory_mib": None if used is None else used / 2**20,
        "joules_per_snippet": None if joules is None else joules / len(times),
        "temperature": after.get("temperature"),
        "clock": after.get("clock"),
        "first_feature": float(found[0]),
        "last_feature": float(found[-1]),
        "largest_feature": float(found.abs().max()),
    }))


# Of the features, relative to their size; of PyTorch's, to Vigil's.
LARGEST_ERROR = 0.02


def text(value):
    return "-" if value is None else f"{value:.3g}" if value < 100 else f"{value:.0f}"


def main(bench, plugin, snippet):
    device, rounds = os.environ["DEVICE"], int(os.environ["ROUNDS"])
    common = [bench, plugin, snippet, "--device", device, "--seconds", os.environ["DURATION"], "--crops", os.environ["CROPS"]]
    # What the engine uses comes first; the others say whether it should.
    if device == "cpu":
        ours = {"Vigil": [], "Vigil, channels last": ["--channels-last"],
                "Vigil, four cameras' snippets at once": ["--snippets", "4"]}
    else:
        ours = {
            "Vigil": ["--bits", "16", "--channels-last", "--replays"],
            "Vigil, no CUDA graph": ["--bits", "16", "--channels-last"],
            "Vigil, four cameras' snippets at once": ["--bits", "16", "--channels-last", "--replays", "--snippets", "4"],
            "Vigil, channels first": ["--bits", "16", "--replays"],
            "Vigil, 32 bits": ["--channels-last", "--replays"],
        }
    commands = {name: common + options + ["--check"] for name, options in ours.items()}
    for kind in os.environ["PEERS"].split():
        commands[f"PyTorch, {kind}"] = [sys.executable, __file__, "peer", kind, bench, snippet]
    found = {name: [] for name in commands}
    began, done_rounds = time.monotonic(), 0
    for _ in range(rounds):
        # As long as the rounds before, with what they compiled.
        if done_rounds and (time.monotonic() - began) * (done_rounds + 1) / done_rounds > float(os.environ["LIMIT"]):
            print(f"bench-gpu: {done_rounds} of {rounds} rounds, since more would take over {os.environ['LIMIT']} s (LIMIT=)", file=sys.stderr)
            break
        done_rounds += 1
        for name, command in commands.items():
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode != 0:
                sys.exit(f"bench-gpu: {name}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'failed'}")
            found[name].append(json.loads(done.stdout.splitlines()[-1]))
    first = found["Vigil"][0]
    # PyTorch's network must be the same, or its speed says nothing: two features of Vigil's are known.
    for name, results in found.items():
        for peer in results if name.startswith("PyTorch") else []:
            peer["error"] = max(abs(peer[key] - first[key]) for key in ("first_feature", "last_feature")) / peer["largest_feature"]
    peers = [results[0]["torch"] for name, results in found.items() if name.startswith("PyTorch")]
    print(f"{first['device']}, {first['model']}, {first['preprocessing']}, {first['crops']:.0f} crops; LibTorch {first['torch']}"
          + (f", PyTorch {peers[0]}" if peers else "") + f"; {done_rounds} rounds in turns, medians")
    print(f"energy: {first['no_meter'] and 'not available: ' + first['no_meter'] or 'that of the whole GPU, idle power included'}\n")
    print("| extractor | frames/s | latency p50 / p99 ms | GPU memory MiB | J a snippet | MHz, °C | error | Vigil / this |")
    print("|---|---|---|---|---|---|---|---|")
    for name, results in found.items():
        def median(key):
            values = [result[key] for result in results if result.get(key) is not None]
            return statistics.median(values) if values else None

        # Pairs of a round saw the same machine.
        ratio = statistics.median(
            ours["frames_per_second"] / this["frames_per_second"] for ours, this in zip(found["Vigil"], results))
        cells = [name, text(median("frames_per_second")), f"{text(median('latency_p50'))} / {text(median('latency_p99'))}",
                 text(median("memory_mib")), text(median("joules_per_snippet")),
                 f"{text(median('clock'))}, {text(median('temperature'))}", text(median("error")), f"{ratio:.2f}"]
        print("| " + " | ".join(cells) + " |")
    # 16-bit floats differ by 0.1 to 1 %: more is a fault, whatever the speed.
    wrong = [name for name, results in found.items() if not all(result.get("error", 0) <= LARGEST_ERROR for result in results)]
    if wrong:
        sys.exit(f"bench-gpu: differs by more than {LARGEST_ERROR}, Vigil from the processor's 32-bit result or PyTorch from Vigil: {', '.join(wrong)}")


if __name__ == "__main__":
    if sys.argv[1] == "peer":
        measure_peer(*sys.argv[2:])
    else:
        main(*sys.argv[1:])
