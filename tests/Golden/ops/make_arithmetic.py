"""Runs functions of elements, of pairs and along axes in PyTorch, forward and backward: writes pointwise, arithmetic and reductions.

Run with PyTorch 1.13 and NumPy: python3 make_arithmetic.py
"""
import torch
from golden_cases import Cases
from torch.nn import functional as F


def pointwise():
    cases = Cases("pointwise")
    anything = torch.tensor([-90.0, -30.0, -20.0, -3.0, -1.0, -0.5, -1e-3, -1e-6, 1e-6, 1e-3, 0.5, 1.5, 2.5, 12.0, 20.0, 30.0, 80.0])
    positive = anything.abs()
    kinds = [
        ("negate", {}, torch.neg, anything),
        ("abs", {}, torch.abs, anything),
        ("sign", {}, torch.sign, anything),
        ("floor", {}, torch.floor, anything),
        ("ceiling", {}, torch.ceil, anything),
        ("round", {}, torch.round, anything),
        ("clip", {"alpha": -0.5, "beta": 1.5}, lambda x: torch.clamp(x, -0.5, 1.5), anything),
        ("clip", {"alpha": None, "beta": 0.5}, lambda x: torch.clamp(x, max=0.5), anything),
        ("clip", {"alpha": -0.25, "beta": None}, lambda x: torch.clamp(x, min=-0.25), anything),
        ("clip", {"alpha": 2.0, "beta": -1.0}, lambda x: torch.minimum(torch.maximum(x, torch.tensor(2.0)), torch.tensor(-1.0)), anything),
        ("hardsigmoid", {"alpha": 0.2, "beta": 0.5}, lambda x: F.hardtanh(0.2 * x + 0.5, 0, 1), anything),
        ("hardsigmoid", {"alpha": 0.3, "beta": 0.25}, lambda x: F.hardtanh(0.3 * x + 0.25, 0, 1), anything),
        ("thresholdedrelu", {"alpha": 1.0}, lambda x: F.threshold(x, 1.0, 0.0), anything),
        ("shrink", {"alpha": 0.4, "beta": 0.0}, lambda x: F.hardshrink(x, 0.4), anything),
        ("shrink", {"alpha": 0.4, "beta": 0.4}, lambda x: F.softshrink(x, 0.4), anything),
        ("softsign", {}, F.softsign, anything),
        ("swish", {"alpha": 1.702}, lambda x: x * torch.sigmoid(1.702 * x), anything),
        ("exp", {}, torch.exp, anything),
        ("log", {}, torch.log, positive),
        ("sqrt", {}, torch.sqrt, positive),
        ("reciprocal", {}, torch.reciprocal, anything),
        ("erf", {}, torch.erf, anything),
        ("sin", {}, torch.sin, anything),
        ("cos", {}, torch.cos, anything),
    ]
    for exponent in [2.0, 3.0, 4.0, 0.0, 1.0]:
        kinds.append(("power", {"alpha": exponent}, lambda x, exponent=exponent: x ** exponent, anything / 10))
    for exponent in [0.5, -0.5, 1.5, -1.0, -2.0, 0.3]:
        kinds.append(("power", {"alpha": exponent}, lambda x, exponent=exponent: x ** exponent, positive + 1e-2))
    for kind, attributes, function, ends in kinds:
        drawn = 3 * cases.draw(5, 13)
        drawn = drawn if (ends < 0).any() else drawn.abs() + 1e-2
        for x in [drawn, ends]:
            cases.add({"x": x}, lambda x: function(x), kind=kind, **attributes)
    cases.write()


def arithmetic():
    cases = Cases("arithmetic")
    functions = {"add": torch.add, "subtract": torch.sub, "multiply": torch.mul, "divide": torch.div,
                 "maximum": torch.maximum, "minimum": torch.minimum}
    shapes = [((2, 3, 5, 4), (2, 3, 5, 4)), ((2, 3, 5, 4), (2, 3, 1, 1)), ((2, 3, 5, 4), (2, 1, 5, 4)), ((2, 3, 5, 1), (2, 3, 1, 4)),
              ((2, 1, 1, 4), (2, 3, 5, 4)), ((2, 6), (2, 1)), ((2, 3, 4), (1, 3, 1))]
    for kind, function in functions.items():
        for first, second in shapes:
            divisor = cases.draw(*second)
            if kind == "divide":
                divisor = divisor.sign() * (divisor.abs() + 0.5)
            cases.add({"x0": cases.draw(*first), "x1": divisor}, lambda x0, x1: function(x0, x1), kind=kind)
        if kind in ["maximum", "minimum"]:
            ties = torch.tensor([[1.0, 2.0, -3.0, 0.0]])
            cases.add({"x0": ties, "x1": torch.tensor([[1.0, 5.0, -3.0, -1.0]])}, lambda x0, x1: function(x0, x1), kind=kind)
    cases.write()


def reductions():
    cases = Cases("reductions")
    functions = {"sum": lambda x, axes: x.sum(axes, keepdim=True), "mean": lambda x, axes: x.mean(axes, keepdim=True),
                 "max": lambda x, axes: x.amax(axes, keepdim=True), "min": lambda x, axes: x.amin(axes, keepdim=True),
                 "l2": lambda x, axes: x.norm(2, axes, keepdim=True)}
    for kind, function in functions.items():
        for shape, axes in [((2, 3, 5, 4), (2, 3)), ((2, 3, 5, 4), (1,)), ((2, 3, 5, 4), (1, 2, 3)), ((2, 3, 5, 4), (1, 3)),
                            ((2, 7, 33), (1,)), ((1, 3, 600), (1,)), ((3, 9), (1,)), ((2, 1, 4), (1,))]:
            cases.add({"x": cases.draw(*shape)}, lambda x: function(x, axes), kind=kind, axes=axes)
    ties = torch.tensor([[[1.0, 2.0, 2.0], [2.0, 0.0, -1.0]], [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]])
    for kind in ["max", "min", "l2"]:
        for axes in [(1, 2), (1,), (2,)]:
            cases.add({"x": ties}, lambda x: functions[kind](x, axes), kind=kind, axes=axes)
    cases.write()


if __name__ == "__main__":
    torch.set_num_threads(1)
    pointwise()
    arithmetic()
    reductions()
