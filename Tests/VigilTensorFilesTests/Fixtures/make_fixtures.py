"""Makes the small files beside it with PyTorch, NumPy and safetensors.

The values follow one rule, so that tests can recompute them: element i of the tensor NAME is element i of
`uniform(NAME, count)`, rounded to the type of the file. See VigilCore/DeterministicValues.
The arrays that are not made here (float32.npy and so on) hold `uniform("cube", 240)` as [3, 10, 8].
"""

import io
import os
import pickle
import struct
import zipfile
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

HERE = Path(__file__).parent


def uniform(name, *shape):
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) & (1 << 64) - 1
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, int(np.prod(shape)) + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return ((z >> np.uint64(40)).astype(np.float64) / 2.0**23 - 1.0).astype(np.float32).reshape(shape)


class Attack:
    def __reduce__(self):
        return os.system, ("touch pickle-was-executed",)


SHAPES = {"conv.weight": (2, 4, 3), "conv.bias": (2,), "bn.running_var": (2,), "fc.weight": (1, 2), "fc.bias": (1,)}


def state(convert=lambda tensor: tensor):
    return OrderedDict((name, convert(torch.from_numpy(uniform(name, *shape)))) for name, shape in SHAPES.items())


class Python2Pickler(pickle._Pickler):
    """Writes str and bytes as Python 2 wrote its str: without an encoding."""

    dispatch = dict(pickle._Pickler.dispatch)

    def save_python2_str(self, value):
        data = value.encode("latin1") if isinstance(value, str) else value
        if len(data) < 256:
            self.write(pickle.SHORT_BINSTRING + bytes([len(data)]) + data)
        else:
            self.write(pickle.BINSTRING + struct.pack("<i", len(data)) + data)
        self.memoize(value)

    dispatch[str] = save_python2_str
    dispatch[bytes] = save_python2_str


class OldView:
    """A tensor over a part of a storage, as PyTorch before 1.0 described it."""

    def __init__(self, start, count):
        self.view = ("storage", torch.FloatStorage, "root", "cpu", 48, (f"view {start}", start, count))

    def __reduce__(self):
        return torch._utils._rebuild_tensor_v2, (self, 0, (self.view[5][2],), (1,), False, OrderedDict())


class OldPickler(pickle._Pickler):
    def save(self, value, save_persistent_id=True):
        if isinstance(value, OldView) and value in self.seen:
            self.save_pers(value.view)
        else:
            if isinstance(value, OldView):
                self.seen.append(value)
            super().save(value, save_persistent_id)


def legacy_with_views(path):
    """The older container by hand, with a view in the identifier of each storage."""
    file = io.BytesIO()
    for head in (0x1950A86A20F9469CFC6C, 1001, {"protocol_version": 1001, "little_endian": True}):
        pickle.dump(head, file, protocol=2)
    pickler = OldPickler(file, protocol=2)
    pickler.seen = []
    pickler.dump(OrderedDict(first=OldView(0, 8), middle=OldView(16, 5)))
    pickle.dump(["root"], file, protocol=2)
    file.write(struct.pack("<q", 48) + uniform("views", 48).tobytes())
    path.write_bytes(file.getvalue())
    assert torch.load(path)["middle"].tolist() == uniform("views", 48)[16:21].tolist()


def checkpoints(out):
    torch.save(state(), out / "zip.pth")
    torch.save(state(), out / "legacy.pkl", _use_new_zipfile_serialization=False)
    wrapped = {f"module.{name}": tensor for name, tensor in state().items()}
    torch.save({"epoch": 7, "best_auc": 0.84, "name": "tiny", "score": np.float64(0.5), "state_dict": wrapped,
                "optimizer": {"state": {0: {"exp_avg": torch.zeros(3)}}}}, out / "data_parallel.pth")
    torch.save(state(torch.Tensor.half), out / "half.pth")
    torch.save(state(torch.Tensor.bfloat16), out / "bfloat16.pth")
    integers = torch.tensor([[0, 1, 2], [3, 4, 5]])
    torch.save({name: integers.to(getattr(torch, name)) for name in
                ("float64", "int64", "int32", "int16", "int8", "uint8", "bool")}
               | {"scalar": torch.tensor(7), "empty": torch.zeros(0, 3)}, out / "types.pth")
    torch.save({"weight": torch.zeros(2, dtype=torch.complex64)}, out / "complex.pth")
    torch.save({"weight": torch.zeros(1).expand(1000, 1000)}, out / "expanded.pth")
    torch.serialization.set_crc32_options(False)
    torch.save(state(), out / "zip_without_checksums.pth")
    torch.serialization.set_crc32_options(True)
    base = torch.from_numpy(uniform("views", 6, 8))
    views = {"base": base, "transposed": base.t(), "window": base[1:4, 2:7],
             "parameter": torch.nn.Parameter(base.clone()), "step": base[::2, ::3], "row": base[3:4]}
    torch.save(views, out / "views.pth")
    torch.save(views, out / "views_legacy.pkl", _use_new_zipfile_serialization=False)
    legacy_with_views(out / "legacy_with_views.pkl")
    torch.save({"weights": Attack()}, out / "attack.pth")
    (out / "attack.pkl").write_bytes(pickle.dumps(Attack(), protocol=2))
    (out / "attack_protocol4.pkl").write_bytes(pickle.dumps({"blobs": Attack()}, protocol=4))
    whole = (out / "zip.pth").read_bytes()
    (out / "truncated.pth").write_bytes(whole[: len(whole) * 2 // 3])
    (out / "not_a_checkpoint.pth").write_bytes(b"<html>404 Not Found</html>" * 20)

    blobs = {"conv1_w": uniform("conv1_w", 2, 3, 4), "conv1_bn_s": uniform("conv1_bn_s", 2), "lr": np.float32(0.5),
             "pred_w": np.asfortranarray(uniform("pred_w", 4, 80)), "big": uniform("big", 5).astype(">f4")}
    (out / "caffe2.pkl").write_bytes(pickle.dumps(dict(blobs=blobs), protocol=2))
    (out / "caffe2_protocol4.pkl").write_bytes(pickle.dumps(dict(blobs=blobs), protocol=4))
    with zipfile.ZipFile(out / "torchscript.pth", "w") as archive:
        archive.writestr(zipfile.ZipInfo("m/data.pkl"), b"\x80\x02c__torch__.model\nModel\n)\x81}b.")
        archive.writestr(zipfile.ZipInfo("m/code/__torch__/model.py"), b"class Model(Module):\n  pass\n")

    turned = uniform("turned", 2, 3, 4).transpose(1, 0, 2)
    new = {"rows": uniform("rows", 2, 3), "columns": np.asfortranarray(uniform("columns", 2, 3)), "turned": turned}
    (out / "numpy_protocol5.pkl").write_bytes(pickle.dumps(new, protocol=5))
    file = io.BytesIO()
    Python2Pickler(file, protocol=2).dump(dict(blobs=blobs))
    old = file.getvalue().replace(b"numpy._core.multiarray", b"numpy.core.multiarray")
    (out / "caffe2_python2.pkl").write_bytes(old)

    save_file({"conv.weight": torch.from_numpy(uniform("conv.weight", 2, 4, 3)),
               "conv.bias": torch.from_numpy(uniform("conv.bias", 2)).half(),
               "fc.weight": torch.from_numpy(uniform("fc.weight", 1, 2)).double(),
               "fc.bias": torch.from_numpy(uniform("fc.bias", 1)).bfloat16(),
               "bn.num_batches_tracked": torch.tensor(7)},
              out / "mixed.safetensors", metadata={"format": "pt"})


def arrays(out):
    counts = np.arange(6).reshape(2, 3)
    for name in ("int64", "int32", "uint8"):
        np.save(out / f"{name}.npy", counts.astype(name))
    np.save(out / "bool.npy", counts > 2)
    np.save(out / "scalar.npy", np.float32(0.5))
    np.save(out / "empty.npy", np.zeros((0, 10, 4), np.float32))
    np.save(out / "big_endian_float64_fortran.npy", np.asfortranarray(uniform("cube", 3, 10, 8)).astype(">f8", order="F"))
    np.save(out / "records.npy", np.zeros(2, dtype=[("start", "<f4"), ("end", "<f4")]))
    for version in (2, 3):
        with open(out / f"version{version}.npy", "wb") as file:
            np.lib.format.write_array(file, uniform("cube", 3, 10, 8), version=(version, 0))
    np.savez_compressed(out / "one.npz", features=uniform("cube", 3, 10, 8))
    np.savez(out / "one_stored.npz", uniform("cube", 3, 10, 8).astype(">f8"))
    np.savez(out / "stored.npz", scores=uniform("cube", 3, 10, 8)[0], labels=np.arange(5))
    with zipfile.ZipFile(out / "compressible.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        file = io.BytesIO()
        np.save(file, np.zeros(100_000, np.float32))
        archive.writestr(zipfile.ZipInfo("zeros.npy"), file.getvalue(), zipfile.ZIP_DEFLATED)


checkpoints(HERE / "checkpoints")
arrays(HERE / "arrays")
