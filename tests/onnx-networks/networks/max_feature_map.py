"""LightCNN: the maximum of two halves of the channels in place of a ReLU."""

import torch
from torch import nn
from torch.nn import functional as F

from .registry import network


class MaxFeatureMap(nn.Module):
    """A convolution (or linear map) of twice the width, and the maximum of its halves."""

    def __init__(self, inputs, outputs, kernel=3, stride=1, padding=1, linear=False):
        super().__init__()
        self.outputs = outputs
        self.filter = nn.Linear(inputs, 2 * outputs) if linear else nn.Conv2d(inputs, 2 * outputs, kernel, stride, padding)

    def forward(self, x):
        halves = torch.split(self.filter(x), self.outputs, 1)
        return torch.max(halves[0], halves[1])


class Group(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv_a = MaxFeatureMap(inputs, inputs, 1, 1, 0)
        self.conv = MaxFeatureMap(inputs, outputs)

    def forward(self, x):
        return self.conv(self.conv_a(x))


class MaxResidual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1, self.conv2 = MaxFeatureMap(width, width), MaxFeatureMap(width, width)

    def forward(self, x):
        return self.conv2(self.conv1(x)) + x


class LightCnn(nn.Module):
    """Pools of the sum of maximum and mean, and a dense layer of maxima before the classifier."""

    def __init__(self, classes=10):
        super().__init__()
        self.conv1 = MaxFeatureMap(3, 8, 5, 1, 2)
        self.block1, self.group1 = MaxResidual(8), Group(8, 12)
        self.block2, self.group2 = MaxResidual(12), Group(12, 16)
        self.fc = MaxFeatureMap(16 * 4 * 4, 24, linear=True)
        self.fc2 = nn.Linear(24, classes, bias=False)

    @staticmethod
    def pool(x):
        return F.max_pool2d(x, 2) + F.avg_pool2d(x, 2)

    def forward(self, x):
        x = self.pool(self.conv1(x))
        x = self.pool(self.group1(self.block1(x)))
        x = self.pool(self.group2(self.block2(x)))
        x = self.fc(x.view(x.size(0), -1))
        return self.fc2(F.dropout(x, training=self.training))


@network("lightcnn")
def lightcnn():
    return LightCnn()
