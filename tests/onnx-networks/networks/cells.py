"""A network of searched cells."""

import torch
from torch import nn
from torch.nn import functional as F

from .registry import network


class SeparableTwice(nn.Module):
    """ReLU, depthwise, pointwise and normalisation, twice."""

    def __init__(self, inputs, outputs, kernel, stride):
        super().__init__()
        self.depthwise1 = nn.Conv2d(inputs, inputs, kernel, stride, kernel // 2, groups=inputs, bias=False)
        self.pointwise1 = nn.Conv2d(inputs, outputs, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs, eps=1e-3)
        self.depthwise2 = nn.Conv2d(outputs, outputs, kernel, 1, kernel // 2, groups=outputs, bias=False)
        self.pointwise2 = nn.Conv2d(outputs, outputs, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs, eps=1e-3)

    def forward(self, x):
        x = self.bn1(self.pointwise1(self.depthwise1(F.relu(x))))
        return self.bn2(self.pointwise2(self.depthwise2(F.relu(x))))


class FactorizedReduction(nn.Module):
    """Half the size by two paths of which one is shifted by a pixel."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.path_1 = nn.Sequential(nn.AvgPool2d(1, stride=2, count_include_pad=False), nn.Conv2d(inputs, outputs // 2, 1, bias=False))
        self.path_2 = nn.Sequential(
            nn.ZeroPad2d((-1, 1, -1, 1)), nn.AvgPool2d(1, stride=2, count_include_pad=False),
            nn.Conv2d(inputs, outputs // 2, 1, bias=False))
        self.final_path_bn = nn.BatchNorm2d(outputs, eps=1e-3)

    def forward(self, x):
        x = F.relu(x)
        return self.final_path_bn(torch.cat([self.path_1(x), self.path_2(x)], 1))


class Fit(nn.Module):
    """ReLU, 1x1 convolution, normalisation."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 1, bias=False)
        self.bn = nn.BatchNorm2d(outputs, eps=1e-3)

    def forward(self, x):
        return self.bn(self.conv(F.relu(x)))


class PnasCell(nn.Module):
    """Five pairs of operations over the outputs of the two cells before."""

    def __init__(self, before, inputs, width, stride, halves_before):
        super().__init__()
        self.conv_prev = FactorizedReduction(before, width) if halves_before else Fit(before, width)
        self.conv_1x1 = Fit(inputs, width)
        self.comb0_left, self.comb0_right = SeparableTwice(width, width, 5, stride), nn.MaxPool2d(3, stride, 1)
        self.comb1_left, self.comb1_right = SeparableTwice(width, width, 7, stride), nn.MaxPool2d(3, stride, 1)
        self.comb2_left, self.comb2_right = SeparableTwice(width, width, 5, stride), SeparableTwice(width, width, 3, stride)
        self.comb3_left, self.comb3_right = SeparableTwice(width, width, 3, 1), nn.MaxPool2d(3, stride, 1)
        self.comb4_left = SeparableTwice(width, width, 3, stride)
        self.comb4_right = Fit(width, width) if stride == 1 else nn.Sequential(
            nn.ReLU(), nn.Conv2d(width, width, 1, 2), nn.BatchNorm2d(width))

    def forward(self, before, x):
        before, x = self.conv_prev(before), self.conv_1x1(x)
        first = self.comb0_left(before) + self.comb0_right(before)
        second = self.comb1_left(x) + self.comb1_right(x)
        third = self.comb2_left(x) + self.comb2_right(x)
        fourth = self.comb3_left(third) + self.comb3_right(before)
        fifth = self.comb4_left(before) + self.comb4_right(x)
        return torch.cat([first, second, third, fourth, fifth], 1)


class PnasNet(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.conv0 = nn.Sequential(nn.Conv2d(3, 8, 3, 1, 1, bias=False), nn.BatchNorm2d(8, eps=1e-3))
        self.cell1 = PnasCell(8, 8, 4, 2, halves_before=False)
        self.cell2 = PnasCell(8, 20, 6, 1, halves_before=True)
        self.last_linear = nn.Linear(30, classes)

    def forward(self, x):
        x = self.conv0(x)
        y = self.cell1(x, x)
        z = F.relu(self.cell2(x, y))
        return self.last_linear(F.avg_pool2d(z, 16).view(z.size(0), -1))


@network("pnasnet")
def pnasnet():
    return PnasNet()
