"""Trains a small network by several recipes in PyTorch and writes the losses that FineTunerTests expects."""
import json
import math
import os

import torch
from torch import nn

STEPS, EPOCH_STEPS, BATCH, CLASSES = 12, 4, 6, 5


def wave(count, phase, scale):
    return torch.tensor([scale * math.sin(phase + 1.7 * i) for i in range(count)], dtype=torch.float64)


def network():
    net = nn.Sequential(nn.Conv2d(3, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, CLASSES))
    net = net.double()
    with torch.no_grad():
        for phase, parameter in enumerate(net.parameters()):
            parameter.copy_(wave(parameter.numel(), phase, 0.5).view_as(parameter))
            if phase == 1:
                parameter.add_(1)
    return net


def batch(step):
    index = step % EPOCH_STEPS
    images = wave(BATCH * 3 * 6 * 6, 0.3 * index, 1.0).view(BATCH, 3, 6, 6)
    return images, torch.tensor([(sample * 3 + index) % CLASSES for sample in range(BATCH)])


def run(optimizer, schedule, smoothing=0.0, clip=None):
    net = network()
    opt = optimizer(net.parameters())
    sched = schedule(opt)
    losses = []
    for step in range(STEPS):
        images, labels = batch(step)
        loss = nn.functional.cross_entropy(net(images), labels, label_smoothing=smoothing)
        losses.append(loss.item())
        opt.zero_grad()
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(net.parameters(), clip)
        opt.step()
        sched.step()
    return {"losses": losses, "running_mean": net[1].running_mean.tolist(), "running_var": net[1].running_var.tolist()}


lr = torch.optim.lr_scheduler
results = {
    "sgd, cosine": run(
        lambda p: torch.optim.SGD(p, 0.2, momentum=0.9, weight_decay=0.01), lambda o: lr.CosineAnnealingLR(o, STEPS)),
    "sgd, step": run(
        lambda p: torch.optim.SGD(p, 0.1, momentum=0.5, weight_decay=0.001), lambda o: lr.StepLR(o, EPOCH_STEPS), smoothing=0.1),
    "adamw, warm-up": run(
        lambda p: torch.optim.AdamW(p, 0.05, weight_decay=0.1),
        lambda o: lr.SequentialLR(
            o, [lr.LinearLR(o, 0.01, total_iters=EPOCH_STEPS), lr.CosineAnnealingLR(o, STEPS - EPOCH_STEPS)], [EPOCH_STEPS]),
        smoothing=0.1, clip=0.2),
    "adam, constant": run(
        lambda p: torch.optim.Adam(p, 0.02, weight_decay=0.1), lambda o: lr.ConstantLR(o, 1.0)),
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "training.json"), "w") as file:
    json.dump(results, file, indent=1)
