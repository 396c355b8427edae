"""Runs normalisations and activations in PyTorch, forward and backward: writes group_norm, layer_norm_plain and more_activations.

Run with PyTorch 1.13 and NumPy: python3 make_norms_and_activations.py
"""
import torch
from golden_cases import Cases
from torch.nn import functional as F


def group_norm():
    cases = Cases("group_norm")
    shapes = [((2, 6, 5, 4), 3), ((3, 8, 7), 2), ((2, 4, 6, 6), 1), ((2, 5, 3, 3), 5), ((1, 32, 9, 9), 4), ((4, 12), 3)]
    for i, (shape, groups) in enumerate(shapes):
        for offset, eps in [(0.0, 1e-5), (2.0, 1e-2)]:
            x = cases.draw(*shape, offset=offset)
            affine = {"w": cases.draw(shape[1], offset=1), "b": cases.draw(shape[1])}
            cases.add({"x": x, **affine}, lambda x, w, b: F.group_norm(x, groups, w, b, eps), groups=groups, eps=eps, affine=True)
        cases.add({"x": x}, lambda x: F.group_norm(x, groups, None, None, eps), groups=groups, eps=eps, affine=False)
    cases.write()


def layer_norm_plain():
    cases = Cases("layer_norm_plain")
    for shape in [(3, 7), (2, 5, 16), (2, 3, 4, 33)]:
        cases.add({"x": cases.draw(*shape)}, lambda x: F.layer_norm(x, x.shape[-1:]), eps=1e-5)
    cases.write()


def more_activations():
    cases = Cases("more_activations")
    ends = torch.tensor([-90.0, -30.0, -20.0, -12.0, -1e-3, -1e-6, 1e-6, 1e-3, 12.0, 20.0, 30.0, 90.0])
    kinds = [
        ("leaky_relu", {"slope": 0.2}, lambda x: F.leaky_relu(x, 0.2)),
        ("leaky_relu", {"slope": 0.0}, lambda x: F.leaky_relu(x, 0.0)),
        ("elu", {"alpha": 0.7, "scale": 1.0, "steepness": 1.0}, lambda x: F.elu(x, 0.7)),
        ("elu", {"alpha": 1.6732632423543772, "scale": 1.0507009873554805, "steepness": 1.0}, F.selu),
        ("elu", {"alpha": 0.4, "scale": 1.0, "steepness": 2.5}, lambda x: F.celu(x, 0.4)),
        ("mish", {}, F.mish),
        ("softplus", {}, F.softplus),
    ]
    for kind, attributes, function in kinds:
        cases.add({"x": 3 * cases.draw(5, 13)}, lambda x: function(x), kind=kind, **attributes)
        cases.add({"x": ends}, lambda x: function(x), kind=kind, **attributes)
    cases.write()


if __name__ == "__main__":
    torch.set_num_threads(1)
    group_norm()
    layer_norm_plain()
    more_activations()
