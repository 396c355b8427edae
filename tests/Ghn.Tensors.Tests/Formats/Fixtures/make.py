"""Makes the fixtures beside it, with PyTorch 1.13 and NumPy: small files with every element type and every kind of view.

`facts.json` says what the state dict in all of them holds: name, dtype, shape, and SHA-256 of the contiguous elements.
"""

import argparse
import collections
import gzip
import hashlib
import json
import os
import pickle
import zlib

import numpy as np
import torch

os.chdir(os.path.dirname(os.path.abspath(__file__)))
torch.manual_seed(0)
base = torch.randn(6, 5)
state = collections.OrderedDict(
    weight=base,
    transposed=base.t(),
    columns=base[:, 1:4],
    rows=base[2:5],
    expanded=torch.randn(3, 1).expand(3, 4),
    permuted=torch.randn(2, 3, 4, 5).permute(3, 0, 2, 1),
    parameter=torch.nn.Parameter(torch.randn(7)),
    scalar=torch.tensor(2.5),
    empty=torch.zeros(0, 3),
    half=torch.randn(3).half(),
    bfloat=torch.randn(3).bfloat16(),
    double=torch.randn(2, 2).double(),
    num_batches_tracked=torch.tensor(1234567890123),
    integers=torch.arange(-3, 3, dtype=torch.int32),
    shorts=torch.arange(-3, 4, dtype=torch.int16),
    chars=torch.arange(-3, 4, dtype=torch.int8),
    bytes=torch.arange(250, 255, dtype=torch.uint8),
    bools=torch.tensor([True, False, True]),
)
optimizer = torch.optim.SGD([state["parameter"]], lr=0.1, momentum=0.9)
state["parameter"].sum().backward()
optimizer.step()


def elements(tensor):
    tensor = tensor.detach().contiguous()
    return (tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor).numpy()


facts = [[name, str(t.dtype), list(t.shape), hashlib.sha256(elements(t).tobytes()).hexdigest()] for name, t in state.items()]
with open("facts.json", "w") as file:
    file.write(json.dumps(facts, indent=1) + "\n")

checkpoint = {
    "model": state,
    "optimizer": optimizer.state_dict(),
    "config": argparse.Namespace(name="small", layers=(1, 2), rate=0.5, seed=1 << 40, huge=1 << 80, path=None, device=torch.device("cuda", 1)),
    "dtype": torch.float32,
    "size": torch.Size([2, 3]),
    7: "seven",
}
torch.save(checkpoint, "checkpoint.pt")
torch.save(checkpoint, "checkpoint_legacy.pt", _use_new_zipfile_serialization=False)

plain = pickle.dumps(state, protocol=4)
with open("state.pickle", "wb") as file:
    file.write(plain)
with open("state.pickle.zlib", "wb") as file:
    file.write(zlib.compress(plain))
with open("state.pickle.gz", "wb") as file:
    file.write(gzip.compress(plain, mtime=0))

arrays = {name: elements(t) for name, t in state.items() if name != "bfloat"}
arrays["transposed"] = np.asfortranarray(arrays["transposed"])
np.savez("arrays.npz", **arrays)
np.savez_compressed("arrays_compressed.npz", **arrays)
np.save("array.npy", arrays["transposed"])
