"""Runs cases of an operation in PyTorch, forward and backward, and writes their attributes (.json) and arrays (.npz)."""
import json
import pathlib

import numpy
import torch

FOLDER = pathlib.Path(__file__).parent


class Cases:
    def __init__(self, name):
        self.name, self.cases, self.arrays = name, [], {}
        self.random = torch.Generator().manual_seed(len(name))

    def draw(self, *shape, offset=0.0):
        return torch.randn(shape, generator=self.random) + offset

    def add(self, leaves, operation, **attributes):
        leaves = {name: value.clone().requires_grad_() for name, value in leaves.items()}
        y = operation(**leaves)
        upstream = self.draw(*y.shape)
        y.backward(upstream)
        arrays = {name: leaf for name, leaf in leaves.items()}
        arrays |= {"y": y, "gy": upstream} | {f"g{name}": leaf.grad for name, leaf in leaves.items()}
        index = len(self.cases)
        self.cases.append({"i": index, **attributes, "arrays": list(arrays)})
        self.arrays |= {f"c{index:03}_{name}": value.detach().numpy() for name, value in arrays.items()}

    def write(self):
        (FOLDER / f"{self.name}.json").write_text(json.dumps({"op": self.name, "cases": self.cases}, indent=0))
        numpy.savez(FOLDER / f"{self.name}.npz", **self.arrays)
