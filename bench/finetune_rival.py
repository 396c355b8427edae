"""The rival of `Ghn.Benchmarks finetune`: torchvision's ResNet-18 for images of 32×32, trained by PyTorch.

Arguments: the folder of CIFAR-10's binary files, seed, training images, test images, batch, learning rate, weight decay, threads,
and the steps after which it is to be tested, with commas between them; the last one ends the training. For each of them it prints
"step top-1 loss": the share of the test images that it classifies rightly, and the mean loss over the steps since the one before.
"""

import math
import os
import sys

import numpy as np
import torch
import torchvision
from torch import nn
from torch.nn import functional

MEAN = torch.tensor([0.49139968, 0.48215827, 0.44653124]).view(3, 1, 1)
DEVIATION = torch.tensor([0.24703233, 0.24348505, 0.26158768]).view(3, 1, 1)


def read(folder, files, count):
    records = np.concatenate([np.fromfile(os.path.join(folder, file), np.uint8).reshape(-1, 3073) for file in files])[:count]
    images = torch.from_numpy(records[:, 1:].reshape(-1, 3, 32, 32).copy())
    return images, torch.from_numpy(records[:, 0].astype(np.int64))


def normalize(images):
    return (images.float() / 255 - MEAN) / DEVIATION


def augment(images):
    """A random crop after a black border of four pixels, and a random flip; then the normalisation."""
    padded = functional.pad(images, (4, 4, 4, 4))
    pieces = []
    for image in padded:
        top, left = torch.randint(0, 9, (2,)).tolist()
        piece = image[:, top:top + 32, left:left + 32]
        pieces.append(piece.flip(2) if torch.rand(()) < 0.5 else piece)
    return normalize(torch.stack(pieces))


def network():
    net = torchvision.models.resnet18(num_classes=10)
    net.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
    nn.init.kaiming_normal_(net.conv1.weight, mode="fan_out", nonlinearity="relu")
    net.maxpool = nn.Identity()
    return net


def top1(net, images, labels):
    net.eval()
    with torch.no_grad():
        right = sum(
            (net(normalize(images[i:i + 100])).argmax(1) == labels[i:i + 100]).sum().item() for i in range(0, len(images), 100))
    net.train()
    return right / len(images)


def main():
    folder, seed, train_count, test_count, batch, rate, decay, threads, tests = sys.argv[1:]
    torch.set_num_threads(int(threads))
    torch.manual_seed(int(seed))
    tests = [int(step) for step in tests.split(",")]
    images, labels = read(folder, [f"data_batch_{i}.bin" for i in range(1, 6)], int(train_count))
    test_images, test_labels = read(folder, ["test_batch.bin"], int(test_count))
    net = network()
    optimizer = torch.optim.SGD(net.parameters(), float(rate), momentum=0.9, weight_decay=float(decay))
    step, losses = 0, []
    while step < tests[-1]:
        for indices in torch.randperm(len(images)).split(int(batch)):
            for group in optimizer.param_groups:
                group["lr"] = float(rate) * (1 + math.cos(math.pi * step / tests[-1])) / 2
            loss = functional.cross_entropy(net(augment(images[indices])), labels[indices])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step += 1
            losses.append(loss.item())
            if step in tests:
                print(step, top1(net, test_images, test_labels), sum(losses) / len(losses), flush=True)
                losses = []
            if step == tests[-1]:
                break


main()
