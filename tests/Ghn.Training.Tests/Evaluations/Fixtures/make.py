"""Evaluates two networks of torchvision on the CIFAR-10 images under tests/Golden/images, with PyTorch, in each of the three
ways to treat batch normalisation, and both together by the average of their logits.

    /usr/bin/python3 make.py > evaluation.json

The weights are a hash of their place (tests/Golden/README.md gives the rule); images come in the order of the files.
"""
import json
import os

import numpy as np
import torch
import torchvision
from torch import nn
from torch.nn import functional as F

IMAGES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../Golden/images/cifar-10-batches-bin")
MEAN = np.array([0.49139968, 0.48215827, 0.44653124], np.float32)
DEVIATION = np.array([0.24703233, 0.24348505, 0.26158768], np.float32)
TEST_BATCH, TRAIN_BATCH, TRAIN_BATCHES = 32, 64, 3


def uniform(tensor, count):
    with np.errstate(over="ignore"):
        element = np.arange(count, dtype=np.uint64)
        z = (np.uint64(tensor) * np.uint64(0xD1B54A32D192ED03) + element + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float64) / 2**24


def fill(model, gain):
    for place, (name, value) in enumerate(model.state_dict().items()):
        last = name.split(".")[-1]
        if last == "num_batches_tracked":
            continue
        u = uniform(place, value.numel())
        if last == "running_var":
            u = 0.5 + u
        elif value.dim() >= 2:
            u = (2 * u - 1) * np.sqrt(3 * value.shape[0] / value.numel()) * gain
        elif last == "weight":
            u = 0.75 + 0.5 * u
        else:
            u = 0.2 * (2 * u - 1)
        value.copy_(torch.from_numpy(u.astype(np.float32)).view(value.shape))


def read(*names):
    data = np.concatenate([np.fromfile(os.path.join(IMAGES, name), np.uint8).reshape(-1, 3073) for name in names])
    pixels = data[:, 1:].reshape(-1, 3, 32, 32).astype(np.float32) / 255
    pixels = (pixels - MEAN[:, None, None]) / DEVIATION[:, None, None]
    return torch.from_numpy(pixels), torch.from_numpy(data[:, 0].astype(np.int64))


def resnet18():
    model = torchvision.models.resnet18(num_classes=10)
    model.conv1 = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
    model.maxpool = nn.Identity()
    return model, 1


def shufflenet():
    model = torchvision.models.shufflenet_v2_x0_5(num_classes=10)
    model.maxpool = nn.Identity()
    return model, 1.125


def norms(model):
    return [module for module in model.modules() if isinstance(module, nn.BatchNorm2d)]


def logits_of(model, images, statistics):
    model.eval()
    for norm in norms(model):
        norm.train(statistics == "batch")
        norm.momentum = 0
    return torch.cat([model(batch) for batch in images.split(TEST_BATCH)])


def reestimate(model, images):
    model.eval()
    for norm in norms(model):
        norm.reset_running_stats()
        norm.train()
        norm.momentum = None
    for batch in images.split(TRAIN_BATCH)[:TRAIN_BATCHES]:
        model(batch)


def score(logits, labels):
    ranked = logits.argsort(dim=1, descending=True, stable=True)
    hits = ranked == labels[:, None]
    return {
        "top1": hits[:, 0].sum().item(),
        "top5": hits[:, :5].sum().item(),
        "loss": F.cross_entropy(logits.double(), labels).item(),
        "logits": [[float(f"{value:.9g}") for value in logits[i]] for i in (0, -1)],
    }


@torch.no_grad()
def main():
    torch.set_num_threads(1)
    images, labels = read("test_batch.bin")
    training, _ = read(*[f"data_batch_{i}.bin" for i in range(1, 6)])
    scores, sums = {}, {}
    for name, (model, gain) in {"resnet18": resnet18(), "shufflenet_v2_x0_5": shufflenet()}.items():
        fill(model, gain)
        scores[name] = {"gain": gain}
        for statistics in "batch", "running", "reestimated":
            if statistics == "reestimated":
                reestimate(model, training)
            logits = logits_of(model, images, statistics)
            scores[name][statistics] = score(logits, labels)
            sums[statistics] = sums.get(statistics, 0) + logits
    scores["ensemble"] = {statistics: score(total / 2, labels) for statistics, total in sums.items()}
    print(json.dumps(scores, indent=1))


main()
