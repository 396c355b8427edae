"""Makes the files beside it that damaged copies are made of, with PyTorch 1.13, NumPy and joblib: each takes a way of its own through the readers."""

import argparse
import bz2
import collections
import copyreg
import datetime
import lzma
import os
import pathlib
import pickle
import random
import types

import joblib
import numpy as np
import torch
from torch.nn.parameter import Parameter

os.chdir(os.path.dirname(os.path.abspath(__file__)))
torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2), torch.nn.Flatten(), torch.nn.Linear(2, 3))
state = model.state_dict()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [1, 2]).state_dict()
torch.save({
    "net": state, "ema": {"weight": torch.ones(2).expand(3, 2)}, "schedule": schedule, "best": np.float64(0.5), "losses": np.arange(3.0),
    "seen": {1, 2}, "frozen": frozenset("ab"), "date": datetime.datetime(2026, 11, 30), "path": pathlib.Path("x"), "z": 1j, "bytes": b"\0\xff",
    None: argparse.Namespace(a=1), (1, "b"): collections.defaultdict(list), "complex": torch.zeros(2, dtype=torch.complex64),
    "random": random.Random(0).getstate()[0],
}, "seed_values.pt")


class Pickler(pickle.Pickler):
    def reducer_override(self, value):
        if isinstance(value, Parameter):
            return copyreg.__newobj__, (Parameter, value.data), (True, False, collections.OrderedDict())
        if isinstance(value, torch.Tensor):
            return torch._utils._rebuild_tensor, (value.storage(), value.storage_offset(), tuple(value.size()), value.stride())
        return NotImplemented


old = types.ModuleType("old")
old.Pickler, old.dump, old.dumps = Pickler, (lambda value, file, protocol: Pickler(file, protocol).dump(value)), pickle.dumps
torch.save(dict(model.named_parameters()), "seed_2017.pth", pickle_module=old, _use_new_zipfile_serialization=False)
torch.jit.script(torch.nn.Sequential(torch.nn.Linear(2, 3))).save("seed_script.pt")

arrays = {"w": np.arange(6.0).reshape(2, 3), "t": np.asfortranarray(np.ones((2, 3), "f4")), "big": np.arange(3, dtype=">i4"), "n": np.arange(3, dtype="u2")}
joblib.dump(arrays, "seed_arrays.joblib")
for protocol in (2, 5):
    with open(f"seed_protocol{protocol}.pickle", "wb") as file:
        file.write(pickle.dumps({"tensors": state, "array": arrays["w"]}, protocol))
data = pickle.dumps(state, 4)
for name, packed in (("bz2", bz2.compress(data)), ("xz", lzma.compress(data)), ("lzma", lzma.compress(data, format=lzma.FORMAT_ALONE))):
    with open(f"seed.pickle.{name}", "wb") as file:
        file.write(packed)
np.savez("seed_kinds.npz", text=np.array("resnet18"), objects=np.array([{}, None]), date=np.array("2026-11-30", "M8[D]"), **arrays)
