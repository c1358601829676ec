"""Makes forms.tar.gz beside it: two networks of the smallest size, saved in every way in which training programs save theirs.

All files of a folder hold the same numbers, which every type of a checkpoint stores exactly. PyTorch 2, NumPy 2, safetensors.
"""

import argparse
import io
import pickle
import tarfile
import tempfile
import zlib
from collections import Counter, OrderedDict
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

FEATURES, INNER, CHANNELS = 8, 2, 1


def values(name, shape):
    """Multiples of 1/8 from -3/4 to 3/4, and positive ones for variances: they repeat, so that the archive is small."""
    if name.endswith("num_batches_tracked"):
        return torch.tensor(7)
    count = int(np.prod(shape))
    numbers = (7 * np.arange(count) + zlib.crc32(name.encode())) % 13 - 6
    if name.endswith("running_var"):
        numbers = np.abs(numbers) + 1
    return torch.from_numpy((numbers / 8).astype(np.float32).reshape(shape))


def norm(name, channels):
    leaves = ("weight", "bias", "running_mean", "running_var")
    return [(f"{name}.{leaf}", (channels,)) for leaf in leaves] + [(f"{name}.num_batches_tracked", ())]


def rtfm():
    """The names and shapes of tianyu0207/RTFM, model.py, in its order."""
    f, i = FEATURES, INNER
    shapes = []
    for number in (1, 2, 3):
        shapes += [(f"Aggregate.conv_{number}.0.weight", (i, f, 3)), (f"Aggregate.conv_{number}.0.bias", (i,))]
        shapes += norm(f"Aggregate.conv_{number}.2", i)
    shapes += [("Aggregate.conv_4.0.weight", (i, f, 1)), ("Aggregate.conv_5.0.weight", (f, 4 * i, 3))]
    shapes += norm("Aggregate.conv_5.2", f)
    inside = "Aggregate.non_local."
    shapes += [(inside + "g.weight", (i // 2, i, 1)), (inside + "g.bias", (i // 2,))]
    shapes += [(inside + "W.0.weight", (i, i // 2, 1)), (inside + "W.0.bias", (i,))] + norm(inside + "W.1", i)
    for one in ("theta", "phi"):
        shapes += [(f"{inside}{one}.weight", (i // 2, i, 1)), (f"{inside}{one}.bias", (i // 2,))]
    for name, rows, columns in (("fc1", 512, f), ("fc2", 128, 512), ("fc3", 1, 128)):
        shapes += [(f"{name}.weight", (rows, columns)), (f"{name}.bias", (rows,))]
    return shapes


def i3d(non_local):
    """Those of GowthamGottimukkala/I3D_Feature_Extraction_resnet, models/resnet.py, without the classifier."""
    shapes = [("conv1.weight", (CHANNELS, 3, 5, 7, 7))] + norm("bn1", CHANNELS)
    wide = CHANNELS
    temporal = ([1, 1, 1], [1, 0, 1, 0], [1, 0, 1, 0, 1, 0], [0, 1, 0])
    for stage, blocks in enumerate(temporal):
        narrow = CHANNELS * 2**stage
        for block, is_temporal in enumerate(blocks):
            name = f"layer{stage + 1}.{block}"
            shapes += [(f"{name}.conv1.weight", (narrow, wide, 3 if is_temporal else 1, 1, 1))] + norm(f"{name}.bn1", narrow)
            shapes += [(f"{name}.conv2.weight", (narrow, narrow, 1, 3, 3))] + norm(f"{name}.bn2", narrow)
            shapes += [(f"{name}.conv3.weight", (4 * narrow, narrow, 1, 1, 1))] + norm(f"{name}.bn3", 4 * narrow)
            if block == 0:
                shapes += [(f"{name}.downsample.0.weight", (4 * narrow, wide, 1, 1, 1))] + norm(f"{name}.downsample.1", 4 * narrow)
            wide = 4 * narrow
            if non_local and stage in (1, 2) and block % 2 == 1:
                for one in ("theta", "phi", "g"):
                    shapes += [(f"{name}.nl.{one}.weight", (wide // 2, wide, 1, 1, 1)), (f"{name}.nl.{one}.bias", (wide // 2,))]
                shapes += [(f"{name}.nl.out.weight", (wide, wide // 2, 1, 1, 1)), (f"{name}.nl.out.bias", (wide,))]
                shapes += norm(f"{name}.nl.bn", wide)
    return shapes


def state(shapes, prefix="", convert=lambda tensor: tensor, counters=True):
    return OrderedDict(
        (prefix + name, convert(values(name, shape)) if shape != () else values(name, shape))
        for name, shape in shapes
        if counters or shape != ()
    )


def trained(shapes):
    """The state of Adam with both moments of every parameter, and of what stands beside it in training programs."""
    parameters = [torch.nn.Parameter(value) for value in state(shapes, counters=False).values()]
    optimizer = torch.optim.Adam(parameters, lr=0, weight_decay=0.005)
    for parameter in parameters:
        parameter.grad = torch.full_like(parameter, 0.5)
    optimizer.step()
    scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, [3, 5])
    return {
        "optimizer": optimizer.state_dict(), "lr_scheduler": scheduler.state_dict(),
        "scaler": torch.amp.GradScaler("cpu").state_dict(), "epoch": 7, "best_auc": np.float64(0.8439),
        "counts": Counter(normal=3), "rng": torch.get_rng_state()[:16], "size": torch.Size([3, 5]), "dtype": torch.float32,
    }


def main_forms(out, shapes, classifier):
    """The ways in which extractors are saved."""
    plain = state(shapes)
    torch.save(plain, out / "plain.pth")
    torch.save(plain, out / "legacy.pkl", _use_new_zipfile_serialization=False)
    torch.save(state(shapes, counters=False), out / "no_counters.pth")
    torch.save(state(shapes, "module."), out / "prefix_module.pth")
    if classifier:
        torch.save(plain | classifier, out / "with_classifier.pth")
        torch.save(state(shapes, "module.", torch.Tensor.half) | {"module." + name: value for name, value in classifier.items()},
                   out / "module_half_with_classifier.pth")
        torch.save({"state_dict": state(shapes, "_orig_mod."), "epoch": 7, "acc": np.float32(0.7)}, out / "compiled.pth")


def forms(out, shapes):
    """Every way to save one network."""
    half = torch.Tensor.half
    plain = state(shapes)
    main_forms(out, shapes, None)
    torch.save(plain, out / "protocol5.pth", pickle_protocol=5)
    torch.save(dict(plain), out / "dict.pt")
    torch.save(state(shapes, convert=half), out / "half.pth")
    torch.save(state(shapes, convert=torch.Tensor.bfloat16), out / "bfloat16.pth")
    torch.save(state(shapes, convert=torch.Tensor.double), out / "double.pth")
    torch.save(state(shapes, convert=torch.nn.Parameter), out / "parameters.pth")
    flipped = state(shapes, convert=lambda tensor: tensor.transpose(0, -1).contiguous().transpose(0, -1))
    torch.save(flipped, out / "transposed.pth")
    flat = torch.cat([value.flatten() for value in state(shapes, counters=False).values()])
    views, place = OrderedDict(), 0
    for name, value in state(shapes, counters=False).items():
        views[name] = flat[place:place + value.numel()].view(value.shape)
        place += value.numel()
    torch.save(views, out / "views_of_one.pth")
    tag = torch.serialization.location_tag
    torch.serialization.location_tag = lambda storage: "cuda:0"
    torch.save(plain, out / "cuda.pth")
    torch.save(plain, out / "cuda_legacy.pkl", _use_new_zipfile_serialization=False)
    torch.serialization.location_tag = tag
    for prefix in ("_orig_mod.", "module._orig_mod.", "model.", "net.", "detector.", "backbone.model."):
        torch.save(state(shapes, prefix), out / f"prefix_{prefix.strip('.').replace('.', '_')}.pth")
    everything = trained(shapes)
    other = OrderedDict((name, value * 0) for name, value in plain.items())
    torch.save({"state_dict": plain} | everything, out / "training.pth")
    torch.save({"state_dict": state(shapes, "module.")} | everything, out / "training_module.pth")
    torch.save(everything | {"model_state_dict": plain}, out / "training_last.pth")
    torch.save({"ema_state_dict": other, "state_dict": plain}, out / "beside_ema.pth")
    torch.save({"model": plain, "ema": other, "args": {"lr": 0.001, "features": [1, 2]}}, out / "model_and_ema.pth")
    for key in ("net", "network", "params", "weights", "model", "student"):
        torch.save({key: plain}, out / f"under_{key}.pth")
    torch.save({"state_dict": state(shapes, "model."), "pytorch-lightning_version": "2.4", "hyper_parameters": {"lr": 1e-3},
                "loops": {}, "callbacks": {}}, out / "lightning.ckpt")
    save_file({name: value.clone() for name, value in plain.items()}, out / "tensors.safetensors", metadata={"format": "pt"})
    arrays = {name: value.numpy() for name, value in plain.items()}
    for protocol in (2, 4, 5):
        (out / f"arrays_{protocol}.pkl").write_bytes(pickle.dumps(arrays, protocol=protocol))
    numpy1 = pickle.dumps(arrays, protocol=2).replace(b"numpy._core.multiarray", b"numpy.core.multiarray")
    (out / "arrays_numpy1.pkl").write_bytes(numpy1)


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = torch.nn.Linear(2, 1)

    def forward(self, x):
        return self.fc(x)


def refused(out):
    plain = state(rtfm())
    torch.save({"state_dict": plain, "args": argparse.Namespace(lr=0.001)}, out / "namespace.pth")
    torch.save(Model(), out / "whole_module.pth")
    torch.jit.save(torch.jit.script(Model()), out / "torchscript.pt")
    torch.save({"state_dict": plain, "best": Path("best.pth")}, out / "path.pth")
    (out / "model.onnx").write_bytes(b"\x08\x08\x12\x07pytorch\x1a\x062.13.0")
    np.save(out / "array.npy", np.zeros(3, np.float32))
    torch.save([("fc3.bias", torch.zeros(1))], out / "pairs.pth")


with tempfile.TemporaryDirectory() as folder:
    root = Path(folder)
    classifier = {"fc.weight": torch.ones(400, 32 * CHANNELS), "fc.bias": torch.ones(400)}
    for name, make in (
        ("rtfm", lambda out: forms(out, rtfm())),
        ("i3d", lambda out: main_forms(out, i3d(True), classifier)),
        ("baseline", lambda out: main_forms(out, i3d(False), classifier)),
        ("refused", refused),
    ):
        (root / name).mkdir()
        make(root / name)
    with tarfile.open(Path(__file__).parent / "forms.tar.gz", "w:gz") as archive:
        for file in sorted(root.rglob("*")):
            entry = archive.gettarinfo(file, str(file.relative_to(root)))
            entry.uid = entry.gid = entry.mtime = 0
            entry.uname = entry.gname = ""
            archive.addfile(entry, io.BytesIO(file.read_bytes()) if file.is_file() else None)
