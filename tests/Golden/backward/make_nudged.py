"""
Makes nudged.json.gz: gradients of networks none of whose values lies so near to a corner that rounding picks its side.

usage: python3 make_nudged.py REFERENCE OUTPUT [NAME...]      (PyTorch 1.13, torchvision 0.14; REFERENCE: see README.md, "backward")

The gradient of a network with ReLUs jumps where an argument changes its sign, and that of a max pool where another position
wins. In each forward pass there are a few such near misses, and float32 decides them by its rounding: two builds of PyTorch
differ there, too. So every near miss is moved off its corner by a nudge, a constant that is added to the argument, and the nudged network
is run in float64 (the truth) and twice in float32, with oneDNN and without (what float32 can do).
"""
import copy
import functools
import gzip
import json
import math
import sys

import numpy as np
import torch
import torch.nn.functional as F
import torchvision
from torchvision.models import densenet, regnet, resnet

# How many standard deviations of float32's error an argument keeps from a corner.
SAFETY = 10

# Two float32 implementations of the same network.
ONE_DNN = (True, False)

# The auxiliary heads of GoogLeNet and Inception.
HEADS = ("aux1", "aux2", "AuxLogits")

U = np.uint64
GOLDEN, TENSOR, MIX1, MIX2 = U(0x9E3779B97F4A7C15), U(0xD1B54A32D192ED03), U(0xBF58476D1CE4E5B9), U(0x94D049BB133111EB)
IMAGES, DIRECTIONS = 1_000_000, 2_000_000


def hashes(tensor, count):
    """The hash of README.md at every place of a tensor."""
    with np.errstate(over="ignore"):
        z = (U(tensor) * TENSOR + np.arange(count, dtype=U) + U(1)) * GOLDEN
        z = (z ^ (z >> U(30))) * MIX1
        z = (z ^ (z >> U(27))) * MIX2
        return z ^ (z >> U(31))


def uniform(tensor, count):
    return (hashes(tensor, count) >> U(40)).astype(np.float64) / 2.0**24


def projections(gradient, index):
    """Sums with the signs of two random directions: the two highest bits of the hash."""
    z = hashes(DIRECTIONS + index, gradient.size)
    return [float(np.where((z >> U(bit)) & U(1), -gradient.ravel(), gradient.ravel()).sum()) for bit in (63, 62)]


def fill(model, gain):
    for index, (key, tensor) in enumerate(model.state_dict().items()):
        last = key.split(".")[-1]
        if last in ("num_batches_tracked", "relative_position_index"):
            continue
        u = uniform(index, tensor.numel())
        if last == "running_mean":
            value = 0.2 * (2 * u - 1)
        elif last == "running_var":
            value = 0.5 + u
        elif last == "layer_scale":
            value = 0.5 + 0.5 * u
        elif last in ("pos_embedding", "class_token", "relative_position_bias_table"):
            value = 0.2 * (2 * u - 1)
        elif tensor.dim() >= 2:
            value = (2 * u - 1) * (math.sqrt(3 / (tensor.numel() / tensor.shape[0])) * gain)
        elif last == "weight":
            value = 0.75 + 0.5 * u
        else:
            value = 0.2 * (2 * u - 1)
        tensor.copy_(torch.from_numpy(value.astype(np.float32)).reshape(tensor.shape))


def create(name):
    if name == "shallow_resnet":
        return resnet.ResNet(resnet.Bottleneck, [1] * 4)
    if name == "shallow_resnext":
        return resnet.ResNet(resnet.Bottleneck, [1] * 4, groups=32, width_per_group=4)
    if name == "shallow_densenet":
        return densenet.DenseNet(32, (2, 2, 2, 2), 64)
    if name.startswith("shallow_regnet"):
        return regnet.RegNet(regnet.BlockParams(
            depths=[1] * 4, widths=[48, 104, 208, 440], group_widths=[8] * 4, bottleneck_multipliers=[1.0] * 4, strides=[2] * 4,
            se_ratio=0.25 if name.endswith("_y") else None))
    options = dict(init_weights=False, aux_logits=True, transform_input=False) if name in ("googlenet", "inception_v3") else {}
    return getattr(torchvision.models, name)(weights=None, **options)


@functools.lru_cache(maxsize=1)
def filled(name, gain):
    model = create(name)
    with torch.no_grad():
        fill(model, gain)
    return model


def build(case, dtype):
    model = copy.deepcopy(filled(case["name"], case["gain"]))
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
        elif isinstance(module, torch.nn.MultiheadAttention):
            module.dropout = 0.0
        elif isinstance(module, torchvision.ops.StochasticDepth):
            module.p = 0.0
    if case["aux_weight"] == 0:
        for head in HEADS:
            if hasattr(model, head):
                setattr(model, head, None)
    return model.to(dtype).train(case["mode"] == "train")


class Corners:
    """Stands between a network and its functions with corners: sees their arguments, and nudges them."""

    CORNERS = {"relu": (0.0,), "hardtanh": (0.0, 6.0), "hardswish": (-3.0, 3.0), "hardsigmoid": (-3.0, 3.0), "max_pool2d": ()}

    def __init__(self):
        self.nudges, self.watch = {}, None
        self.branch, self.calls = "", {}
        for name in self.CORNERS:
            setattr(F, name, self.between(name, getattr(F, name)))

    def between(self, name, function):
        def call(x, *arguments, **options):
            number = self.calls.get(self.branch, 0)
            self.calls[self.branch] = number + 1
            key = f"{self.branch}{number}"
            if self.watch is not None:
                self.watch(key, name, x.detach().to(torch.float64, copy=True), arguments, options)
            if key in self.nudges:
                x = x + self.nudges[key].to(x.dtype)
            return function(x, *arguments, **options)
        return call

    def count_apart(self, head):
        """Numbers the functions of an auxiliary head by themselves: when it runs is nobody's business."""
        head.register_forward_pre_hook(lambda *_: setattr(self, "branch", "auxiliary "))
        head.register_forward_hook(lambda *_: setattr(self, "branch", ""))

    def run(self, case, dtype, one_dnn=True, watch=None):
        self.calls, self.watch = {}, watch
        model = build(case, dtype)
        for name in HEADS:
            if getattr(model, name, None) is not None:
                self.count_apart(getattr(model, name))
        size = case["size"]
        images = (2 * uniform(IMAGES, 6 * size * size) - 1).astype(np.float32)
        images = torch.from_numpy(images).reshape(2, 3, size, size).to(dtype).requires_grad_(True)
        labels = torch.tensor(case["labels"])
        with torch.backends.mkldnn.flags(enabled=one_dnn):
            outputs = model(images)
            outputs = [outputs] if torch.is_tensor(outputs) else [output for output in outputs if output is not None]
            weights = [1] + [case["aux_weight"]] * (len(outputs) - 1)
            loss = sum(weight * F.cross_entropy(output, labels) for weight, output in zip(weights, outputs))
            loss.backward()
        gradients = {key: value.grad for key, value in model.named_parameters() if value.grad is not None}
        gradients["input"] = images.grad
        return loss.item(), {key: value.double().numpy() for key, value in gradients.items()}


def keep_off(x, corners, margin):
    """Nudges that move every value to at least the margin from each corner, on the side where it is."""
    nudge = torch.zeros_like(x)
    for corner in corners:
        distance = x - corner
        side = torch.where(distance >= 0, 1.0, -1.0)
        nudge = torch.where(distance.abs() < margin, side * margin - distance, nudge)
    return nudge


def separate(x, margin, kernel_size, stride, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    """Nudges that lift the winner of each window of a max pool to at least the margin over the next smaller value."""
    x = x.clone()
    nudge = torch.zeros_like(x)
    for _ in range(100):
        best, place = F.max_pool2d_with_indices(x, kernel_size, stride, padding, dilation, ceil_mode)
        bottom, right = ((best.shape[d] - 1) * stride + kernel_size - x.shape[d] - padding for d in (2, 3))
        padded = F.pad(x, (padding, right, padding, bottom), value=-math.inf)
        windows = padded.unfold(2, kernel_size, stride).unfold(3, kernel_size, stride).flatten(4)
        # Exact ties are the zeros of a ReLU or copies of one value by an earlier pool: they tie in any arithmetic.
        next_smaller = torch.where(windows < best[..., None], windows, -math.inf).amax(-1)
        close = best - next_smaller < margin.expand_as(best)
        if not close.any():
            return nudge
        lift = torch.zeros_like(x).flatten(2)
        lift.scatter_reduce_(2, place.flatten(2), torch.where(close, margin.expand_as(best), 0.0).flatten(2), "amax")
        lift = lift.reshape(x.shape)
        nudge, x = nudge + lift, x + lift
    raise RuntimeError("the windows of a pool cannot be separated")


def make(case, corners):
    corners.nudges = {}
    sizes = None
    for _ in range(2):
        truth = {}
        corners.run(case, torch.float64, watch=lambda key, name, x, *_: truth.__setitem__(key, x))
        errors = {}

        def compare(key, name, x, *_):
            difference = x - truth[key]
            every = difference.pow(2).mean().sqrt()
            channel = difference.pow(2).mean(dim=[d for d in range(x.dim()) if d != 1], keepdim=True).sqrt()
            errors[key] = torch.maximum(errors.get(key, torch.zeros(())), torch.maximum(channel, every))

        for one_dnn in ONE_DNN:
            corners.run(case, torch.float32, one_dnn, watch=compare)
        del truth

        # The truth once more, nudged as it goes: later arguments feel the nudges of earlier functions.
        corners.nudges = {}

        def nudge(key, name, x, arguments, options):
            margin = SAFETY * errors[key]
            if name == "max_pool2d":
                found = separate(x, margin * math.sqrt(2), *arguments, **options)
            else:
                found = keep_off(x, corners.CORNERS[name], margin)
            if found.count_nonzero():
                corners.nudges[key] = found.float()

        corners.run(case, torch.float64, watch=nudge)

    loss, exact = corners.run(case, torch.float64)
    rounded = [corners.run(case, torch.float32, one_dnn)[1] for one_dnn in ONE_DNN]
    return {
        "loss": loss,
        "nudges": {key: sparse(nudge) for key, nudge in corners.nudges.items()},
        "gradients": [
            {
                "name": name,
                "norm": float(np.linalg.norm(value)),
                "distance": max(float(np.linalg.norm(other[name] - value)) for other in rounded),
                "projections": projections(value, index),
            }
            for index, (name, value) in enumerate(exact.items())
        ],
    }


def sparse(tensor):
    flat = tensor.flatten()
    return [[place, float(f"{flat[place].item():.9g}")] for place in flat.nonzero()[:, 0].tolist()]


def main():
    reference, output, *names = sys.argv[1:]
    torch.set_num_threads(1)
    corners = Corners()
    try:
        results = json.load(gzip.open(output))
    except FileNotFoundError:
        results = {}
    for name in names:
        case = json.load(gzip.open(f"{reference}/{name}.json.gz"))
        results[name] = make(case, corners)
        distance, norm = (math.hypot(*(gradient[key] for gradient in results[name]["gradients"])) for key in ("distance", "norm"))
        nudges = sum(map(len, results[name]["nudges"].values()))
        print(f"{name}: {nudges} nudges, float32 within {distance / norm:.2e}, without them {case['f32_vs_f64_rel_l2_all_params']:.2e}", flush=True)
        with gzip.open(output, "wt") as file:
            json.dump(results, file, separators=(",", ":"))


main()
