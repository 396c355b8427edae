"""Blocks of parallel branches, in the form in which they are trained (they become one convolution later)."""

import torch
from torch import nn
from torch.nn import functional as F

from .registry import network


class RepVggBlock(nn.Module):
    """A 3x3, a 1x1 and an identity branch, each with its own normalisation, and squeeze-and-excitation of the sum."""

    def __init__(self, inputs, outputs, stride=1, excites=False):
        super().__init__()
        self.rbr_identity = nn.BatchNorm2d(inputs) if inputs == outputs and stride == 1 else None
        self.rbr_dense = self.branch(inputs, outputs, 3, stride, 1)
        self.rbr_1x1 = self.branch(inputs, outputs, 1, stride, 0)
        self.se_down = nn.Conv2d(outputs, outputs // 4, 1) if excites else None
        self.se_up = nn.Conv2d(outputs // 4, outputs, 1) if excites else None

    @staticmethod
    def branch(inputs, outputs, kernel, stride, padding):
        branch = nn.Sequential()
        branch.add_module("conv", nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False))
        branch.add_module("bn", nn.BatchNorm2d(outputs))
        return branch

    def forward(self, x):
        identity = 0 if self.rbr_identity is None else self.rbr_identity(x)
        x = self.rbr_dense(x) + self.rbr_1x1(x) + identity
        if self.se_down is not None:
            gate = F.adaptive_avg_pool2d(x, output_size=(1, 1))
            gate = torch.sigmoid(self.se_up(F.relu(self.se_down(gate), inplace=True)))
            x = x * gate.view(-1, x.size(1), 1, 1)
        return F.relu(x)


class RepVgg(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.stage0 = RepVggBlock(3, 12, 2)
        self.stage1 = nn.Sequential(RepVggBlock(12, 16, 2), RepVggBlock(16, 16))
        self.stage2 = nn.Sequential(RepVggBlock(16, 24, 2, excites=True), RepVggBlock(24, 24, excites=True))
        self.gap = nn.AdaptiveAvgPool2d(output_size=1)
        self.linear = nn.Linear(24, classes)

    def forward(self, x):
        x = self.gap(self.stage2(self.stage1(self.stage0(x))))
        return self.linear(x.view(x.size(0), -1))


@network("repvgg")
def repvgg():
    return RepVgg()
