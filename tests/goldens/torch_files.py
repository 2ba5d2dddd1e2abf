"""Writes torch_files.npz: files of PyTorch and safetensors, what is in them, and one of ours.

Needs PyTorch and safetensors beside tfvision, the tests do not:
`python -m tests.goldens.torch_files`.
"""

import pathlib
import tempfile

import numpy as np

STEP = np.arange(48, dtype="float32").reshape(6, 8)
# Arrays that our own writer can write
WRITTEN = {
    "features.0.weight": STEP[:4].reshape(2, 4, 2, 2) / 7,
    "features.0.bias": (STEP[0, :3] / 3).astype("float16"),
    "d": STEP[0, :2].astype("float64") / 3,
    "i64": np.arange(-2, 3),
    "i32": np.arange(4, dtype="int32") - 1,
    "i16": np.arange(3, dtype="int16"),
    "i8": np.arange(3, dtype="int8") - 1,
    "u8": np.arange(250, 253, dtype="uint8"),
    "bool": np.array([True, False, True]),
    "num_batches_tracked": np.array(7),
    "empty": np.zeros((0, 3), "float32"),
    "turned": STEP.T,
    "complex": np.array([1 + 2j, 3], "complex64"),
    "größe": np.array(2.5, "float32"),
}


def of_torch():
    """Tensors of one storage, of strides, and of types that NumPy lacks; and their arrays."""
    import torch

    base = torch.from_numpy(STEP.copy())
    tensors = {name: torch.from_numpy(array.copy()) for name, array in WRITTEN.items()}
    tensors.update(
        turned=base.t(),
        part=base[1:5:2, 3:],
        row=base[2],
        repeated=torch.tensor([5.0]).expand(3),
        parameter=torch.nn.Parameter(base[:2, :2] / 3),
        bfloat16=(base / 3).bfloat16(),
        bfloat16_turned=(base / 3).bfloat16()[:, :3].t(),
    )
    arrays = {
        name: (t.detach().float() if t.dtype == torch.bfloat16 else t.detach()).numpy()
        for name, t in tensors.items()
    }
    return tensors, arrays


def checkpoint(tensors):
    """What a training script saves."""
    import argparse

    import torch

    return {
        "epoch": 3,
        "best": np.float64(0.5),
        "args": argparse.Namespace(lr=0.1, names=["a", {"b"}], at=pathlib.PurePosixPath("/x")),
        "model_state_dict": {f"module.{name}": tensor for name, tensor in tensors.items()},
        "optimizer": {"state": {0: {"step": torch.ones(3)}}, "param_groups": [{"params": [0]}]},
    }


def main():
    import collections

    import torch
    from safetensors.torch import save

    from tfvision.weights import safetensors_file, torch_writer

    tensors, arrays = of_torch()
    tensors = collections.OrderedDict(tensors)
    old = {"_use_new_zipfile_serialization": False}
    found = {f"array/{name}": array for name, array in arrays.items()}
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "a.pth")
        for name, saved, options in (
            ("zip", tensors, {}),
            ("zip, protocol 4", tensors, {"pickle_protocol": 4}),
            ("zip, checkpoint", checkpoint(tensors), {}),
            ("before 1.6", tensors, old),
            ("before 1.6, checkpoint", checkpoint(tensors), old),
            ("uint16", {"u16": torch.arange(3).to(torch.uint16)}, {}),
            ("whole model", torch.nn.Linear(2, 3), {}),
            ("sparse", {"a": torch.eye(2).to_sparse()}, {}),
            ("float8", {"a": torch.eye(2).to(torch.float8_e4m3fn)}, {}),
            ("conjugated", {"a": tensors["complex"].conj()}, {}),
        ):
            torch.save(saved, path, **options)
            found[f"file/{name}"] = path.read_bytes()
        whole = {name: t.detach().contiguous().clone() for name, t in tensors.items()}
        found["file/safetensors"] = save(whole, {"format": "pt"})
        torch.jit.script(torch.nn.Linear(2, 3)).save(path)
        found["file/TorchScript"] = path.read_bytes()

        torch_writer.write(path, WRITTEN)
        found["ours/torch"] = path.read_bytes()
        for options in ({}, {"mmap": True}):
            read = torch.load(path, weights_only=True, **options)
            check({name: tensor.numpy() for name, tensor in read.items()})
        safetensors_file.write(path, WRITTEN, {"format": "pt"})
        found["ours/safetensors"] = path.read_bytes()
        from safetensors.numpy import load

        check(load(path.read_bytes()))
    found = {
        name: np.frombuffer(value, "u1") if isinstance(value, bytes) else value
        for name, value in found.items()
    }
    np.savez_compressed(pathlib.Path(__file__).with_suffix(".npz"), **found)


def check(read):
    """The peers read from our files what we wrote."""
    if set(read) != set(WRITTEN):
        raise SystemExit(f"names differ: {sorted(read)}")
    for name, array in WRITTEN.items():
        np.testing.assert_array_equal(read[name], array, strict=True)


if __name__ == "__main__":
    main()
