"""Networks for small devices: cheap feature maps, and expansions whose widths grow step by step."""

import torch
from torch import nn

from .registry import network


class Excite(nn.Module):
    """Squeeze-and-excitation with a hard sigmoid."""

    def __init__(self, channels, reduction=4, normalizes=False):
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.reduce = nn.Conv2d(channels, channels // reduction, 1)
        self.bn = nn.BatchNorm2d(channels // reduction) if normalizes else nn.Identity()
        self.expand = nn.Conv2d(channels // reduction, channels, 1)
        self.gate = nn.Sigmoid() if normalizes else nn.Hardsigmoid()

    def forward(self, x):
        return x * self.gate(self.expand(torch.relu(self.bn(self.reduce(self.pool(x))))))


class GhostModule(nn.Module):
    """Half of the maps by a 1x1 convolution, the other half made of these by a depthwise one."""

    def __init__(self, inputs, outputs, act=True):
        super().__init__()
        first = (outputs + 1) // 2
        self.outputs = outputs
        self.primary_conv = nn.Sequential(
            nn.Conv2d(inputs, first, 1, bias=False), nn.BatchNorm2d(first), nn.ReLU(inplace=True) if act else nn.Sequential())
        self.cheap_operation = nn.Sequential(
            nn.Conv2d(first, first, 3, 1, 1, groups=first, bias=False), nn.BatchNorm2d(first),
            nn.ReLU(inplace=True) if act else nn.Sequential())

    def forward(self, x):
        primary = self.primary_conv(x)
        return torch.cat([primary, self.cheap_operation(primary)], dim=1)[:, :self.outputs, :, :]


class GhostBottleneck(nn.Module):
    def __init__(self, inputs, hidden, outputs, stride, excites):
        super().__init__()
        self.ghost1 = GhostModule(inputs, hidden)
        self.conv_dw = nn.Conv2d(hidden, hidden, 3, stride, 1, groups=hidden, bias=False) if stride > 1 else None
        self.bn_dw = nn.BatchNorm2d(hidden) if stride > 1 else None
        self.se = Excite(hidden) if excites else None
        self.ghost2 = GhostModule(hidden, outputs, act=False)
        self.shortcut = nn.Sequential() if inputs == outputs and stride == 1 else nn.Sequential(
            nn.Conv2d(inputs, inputs, 3, stride, 1, groups=inputs, bias=False), nn.BatchNorm2d(inputs),
            nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.ghost1(x)
        if self.conv_dw is not None:
            y = self.bn_dw(self.conv_dw(y))
        if self.se is not None:
            y = self.se(y)
        y = self.ghost2(y)
        y += self.shortcut(x)
        return y


@network("ghostnet")
def ghostnet():
    return nn.Sequential(
        nn.Conv2d(3, 12, 3, 2, 1, bias=False), nn.BatchNorm2d(12), nn.ReLU(inplace=True),
        GhostBottleneck(12, 24, 16, 2, False), GhostBottleneck(16, 31, 16, 1, True), GhostBottleneck(16, 48, 24, 2, True),
        nn.AdaptiveAvgPool2d((1, 1)), nn.Conv2d(24, 40, 1), nn.ReLU(inplace=True), nn.Flatten(), nn.Dropout(0.2), nn.Linear(40, 10))


class ReXBottleneck(nn.Module):
    """An inverted bottleneck whose shortcut is added to the first channels of a wider output."""

    def __init__(self, inputs, outputs, expansion, stride, excites=True):
        super().__init__()
        width = inputs * expansion
        self.shortcut = stride == 1 and inputs <= outputs
        self.inputs = inputs
        layers = []
        if expansion != 1:
            layers += [nn.Conv2d(inputs, width, 1, bias=False), nn.BatchNorm2d(width), nn.SiLU()]
        layers += [nn.Conv2d(width, width, 3, stride, 1, groups=width, bias=False), nn.BatchNorm2d(width)]
        layers += [Excite(width, normalizes=True)] if excites else []
        layers += [nn.ReLU6(), nn.Conv2d(width, outputs, 1, bias=False), nn.BatchNorm2d(outputs)]
        self.out = nn.Sequential(*layers)

    def forward(self, x):
        out = self.out(x)
        if self.shortcut:
            return torch.cat([out[:, :self.inputs] + x, out[:, self.inputs:]], dim=1)
        return out


class ReXNet(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 12, 3, 2, 1, bias=False), nn.BatchNorm2d(12), nn.SiLU(),
            ReXBottleneck(12, 8, 1, 1, excites=False), ReXBottleneck(8, 11, 4, 2), ReXBottleneck(11, 14, 4, 1),
            ReXBottleneck(14, 18, 4, 2), ReXBottleneck(18, 22, 4, 1),
            nn.Conv2d(22, 48, 1, bias=False), nn.BatchNorm2d(48), nn.SiLU(), nn.AdaptiveAvgPool2d(1))
        self.output = nn.Sequential(nn.Dropout(0.2), nn.Conv2d(48, classes, 1, bias=True))

    def forward(self, x):
        return self.output(self.features(x)).flatten(1)


@network("rexnet")
def rexnet():
    return ReXNet()


class InvertedResidual(nn.Module):
    """FBNet's searched block: kernel, expansion and groups differ from place to place, with a shuffle between grouped convolutions."""

    def __init__(self, inputs, outputs, kernel, stride, expansion, groups=1):
        super().__init__()
        width, self.groups = inputs * expansion, groups
        self.pw = nn.Sequential(nn.Conv2d(inputs, width, 1, groups=groups, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        self.dw = nn.Sequential(
            nn.Conv2d(width, width, kernel, stride, kernel // 2, groups=width, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        self.pwl = nn.Sequential(nn.Conv2d(width, outputs, 1, groups=groups, bias=False), nn.BatchNorm2d(outputs))
        self.residual = stride == 1 and inputs == outputs

    def shuffle(self, x):
        batch, channels, height, width = x.size()
        x = x.view(batch, self.groups, channels // self.groups, height, width)
        return x.permute(0, 2, 1, 3, 4).contiguous().view(batch, channels, height, width)

    def forward(self, x):
        y = self.pw(x)
        y = self.shuffle(y) if self.groups > 1 else y
        y = self.pwl(self.dw(y))
        return x + y if self.residual else y


@network("fbnet")
def fbnet():
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(), InvertedResidual(16, 16, 3, 1, 1),
        InvertedResidual(16, 24, 5, 2, 3), InvertedResidual(24, 24, 3, 1, 2, groups=2), InvertedResidual(24, 32, 5, 2, 3),
        nn.Conv2d(32, 64, 1), nn.ReLU(), nn.AvgPool2d(4), nn.Flatten(), nn.Linear(64, 10))
