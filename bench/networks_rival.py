"""The rival of `Ghn.Benchmarks networks`: PyTorch running one network of torchvision, or the cell network below, on request.

Arguments: network@size, batch, threads, memory format (contiguous or channels_last). The first line of the answer is the number of
parameters. Then each request is a line, "forward repetitions" or "step repetitions", answered with the time of each repetition in
seconds: processor time for one thread, else wall time. "memory" is answered with the peak resident memory in bytes.
"""

import resource
import sys
import time

import torch
import torchvision
from torch import nn
from torch.nn import functional


def normalized(*layers, channels):
    return nn.Sequential(*layers, nn.BatchNorm2d(channels))


def depthwise_separable(inputs, outputs, kernel, stride, dilation):
    """ReLU, depthwise convolution, 1×1 convolution, batch norm."""
    padding = dilation * (kernel - 1) // 2
    return normalized(
        nn.ReLU(),
        nn.Conv2d(inputs, inputs, kernel, stride, padding, dilation, groups=inputs, bias=False),
        nn.Conv2d(inputs, outputs, 1, bias=False), channels=outputs)


def projection(inputs, outputs, stride=1):
    """ReLU, 1×1 convolution, batch norm."""
    return normalized(nn.ReLU(), nn.Conv2d(inputs, outputs, 1, stride, bias=False), channels=outputs)


def operation(kind, kernel, channels, stride):
    if kind == "skip":
        return nn.Identity() if stride == 1 else projection(channels, channels, stride)
    if kind == "max":
        return nn.MaxPool2d(kernel, stride, kernel // 2)
    if kind == "average":
        return nn.AvgPool2d(kernel, stride, kernel // 2, count_include_pad=False)
    if kind == "dilated":
        return depthwise_separable(channels, channels, kernel, stride, 2)
    return nn.Sequential(
        depthwise_separable(channels, channels, kernel, stride, 1), depthwise_separable(channels, channels, kernel, 1, 1))


class Cell(nn.Module):
    """Four sums of two operations each, on earlier sums or on the two cells before; their concatenation leaves the cell."""

    def __init__(self, edges, before, previous, channels, is_reduction, follows_reduction):
        super().__init__()
        self.before = projection(before, channels, 2 if follows_reduction else 1)
        self.previous = projection(previous, channels)
        self.sources = [source for _, _, source in edges]
        self.operations = nn.ModuleList(
            operation(kind, kernel, channels, 2 if is_reduction and source < 2 else 1) for kind, kernel, source in edges)

    def forward(self, before, previous):
        states = [self.before(before), self.previous(previous)]
        for i in range(0, len(self.sources), 2):
            first, second = (self.operations[j](states[self.sources[j]]) for j in (i, i + 1))
            states.append(first + second)
        return torch.cat(states[2:], 1)


class CellNetwork(nn.Module):
    """A network of cells as DARTS builds them for small images."""

    NORMAL = [
        ("separable", 3, 0), ("separable", 3, 1), ("separable", 5, 0), ("skip", 1, 1),
        ("dilated", 3, 1), ("skip", 1, 0), ("average", 3, 0), ("dilated", 5, 2)]
    REDUCTION = [
        ("max", 3, 0), ("separable", 5, 1), ("skip", 1, 0), ("max", 3, 1),
        ("average", 3, 2), ("separable", 3, 1), ("skip", 1, 3), ("dilated", 3, 2)]

    def __init__(self, channels=16, cells=8, classes=10):
        super().__init__()
        self.stem = normalized(nn.Conv2d(3, 3 * channels, 3, padding=1, bias=False), channels=3 * channels)
        before = previous = 3 * channels
        follows_reduction = False
        layers = []
        for cell in range(cells):
            is_reduction = cell in (cells // 3, 2 * cells // 3)
            channels *= 2 if is_reduction else 1
            edges = self.REDUCTION if is_reduction else self.NORMAL
            layers.append(Cell(edges, before, previous, channels, is_reduction, follows_reduction))
            before, previous = previous, 4 * channels
            follows_reduction = is_reduction
        self.cells = nn.ModuleList(layers)
        self.classifier = nn.Linear(previous, classes)

    def forward(self, x):
        before = previous = self.stem(x)
        for cell in self.cells:
            before, previous = previous, cell(before, previous)
        return self.classifier(previous.mean((2, 3)))


def create(name, classes, size):
    if name == "cells":
        return CellNetwork(classes=classes)
    network = getattr(torchvision.models, name)(num_classes=classes)
    if size <= 32 and name.startswith("resnet"):
        network.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
        network.maxpool = nn.Identity()
    return network


def main():
    network, batch, threads, layout = sys.argv[1:]
    name, size = network.split("@")
    batch, threads, size = int(batch), int(threads), int(size)
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    memory_format = torch.channels_last if layout == "channels_last" else torch.contiguous_format
    classes = 10 if size <= 32 else 1000
    model = create(name, classes, size).to(memory_format=memory_format)
    images = torch.randn(batch, 3, size, size).contiguous(memory_format=memory_format)
    labels = torch.arange(batch) % classes

    def forward():
        with torch.inference_mode():
            model(images)

    def step():
        functional.cross_entropy(model(images), labels).backward()
        model.zero_grad(set_to_none=True)

    clock = time.process_time if threads == 1 else time.perf_counter
    print(sum(parameter.numel() for parameter in model.parameters()), flush=True)
    for line in sys.stdin:
        request, *repetitions = line.split()
        if request == "memory":
            print(1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, flush=True)
            continue
        model.train(request == "step")
        times = []
        for _ in range(int(repetitions[0])):
            start = clock()
            forward() if request == "forward" else step()
            times.append(clock() - start)
        print(*(f"{seconds:.9f}" for seconds in times), flush=True)


main()
