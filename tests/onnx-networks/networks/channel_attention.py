"""Residual networks whose blocks weigh their channels, places or branches."""

import torch
from torch import nn
from torch.nn import functional as F

from .registry import network


def conv_bn(inputs, outputs, kernel, stride=1, groups=1, act=True):
    layers = [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)]
    return nn.Sequential(*layers, nn.ReLU(inplace=True)) if act else nn.Sequential(*layers)


class AttentiveBlock(nn.Module):
    """Two 3x3 convolutions, an attention of the given kind, and the shortcut."""

    def __init__(self, inputs, outputs, stride, attention):
        super().__init__()
        self.conv1 = conv_bn(inputs, outputs, 3, stride)
        self.conv2 = conv_bn(outputs, outputs, 3, act=False)
        self.attention = attention(outputs)
        self.shortcut = conv_bn(inputs, outputs, 1, stride, act=False) if stride != 1 or inputs != outputs else nn.Identity()

    def forward(self, x):
        return F.relu(self.attention(self.conv2(self.conv1(x))) + self.shortcut(x))


class AttentiveResNet(nn.Module):
    """A residual network of three stages, one block each."""

    def __init__(self, attention, widths=(12, 16, 24), classes=10):
        super().__init__()
        self.stem = conv_bn(3, widths[0], 3)
        self.layers = nn.Sequential(*(
            AttentiveBlock(inputs, outputs, 1 if place == 0 else 2, attention)
            for place, (inputs, outputs) in enumerate(zip((widths[0], *widths), widths))))
        self.fc = nn.Linear(widths[-1], classes)

    def forward(self, x):
        return self.fc(F.adaptive_avg_pool2d(self.layers(self.stem(x)), 1).flatten(1))


class ChannelGate(nn.Module):
    """CBAM's first half: one perceptron over the mean and the maximum of each channel."""

    def __init__(self, channels, reduction=4):
        super().__init__()
        self.mlp = nn.Sequential(
            nn.Flatten(), nn.Linear(channels, channels // reduction), nn.ReLU(), nn.Linear(channels // reduction, channels))

    def forward(self, x):
        mean = self.mlp(F.adaptive_avg_pool2d(x, 1))
        maximum = self.mlp(F.adaptive_max_pool2d(x, 1))
        return x * torch.sigmoid(mean + maximum).unsqueeze(2).unsqueeze(3)


class SpatialGate(nn.Module):
    """CBAM's second half: a 7x7 convolution over the maximum and the mean of all channels."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 1, 7, padding=3, bias=False)
        self.bn = nn.BatchNorm2d(1)

    def forward(self, x):
        described = torch.cat((torch.max(x, 1)[0].unsqueeze(1), torch.mean(x, 1).unsqueeze(1)), dim=1)
        return x * torch.sigmoid(self.bn(self.conv(described)))


@network("cbam")
def cbam():
    return AttentiveResNet(lambda channels: nn.Sequential(ChannelGate(channels), SpatialGate()))


class CoordinateAttention(nn.Module):
    """Means along each axis, mixed by one convolution, give a gate for rows and one for columns."""

    def __init__(self, channels, reduction=2):
        super().__init__()
        width = channels // reduction
        self.conv1 = nn.Conv2d(channels, width, 1)
        self.bn1 = nn.BatchNorm2d(width)
        self.act = nn.Hardswish()
        self.conv_h = nn.Conv2d(width, channels, 1)
        self.conv_w = nn.Conv2d(width, channels, 1)

    def forward(self, x):
        _, _, height, width = x.shape
        rows = x.mean(dim=3, keepdim=True)
        columns = x.mean(dim=2, keepdim=True).permute(0, 1, 3, 2)
        both = self.act(self.bn1(self.conv1(torch.cat([rows, columns], dim=2))))
        rows, columns = torch.split(both, [height, width], dim=2)
        return x * self.conv_h(rows).sigmoid() * self.conv_w(columns.permute(0, 1, 3, 2)).sigmoid()


@network("coordinate_attention")
def coordinate_attention():
    return AttentiveResNet(CoordinateAttention)


class EfficientChannelAttention(nn.Module):
    """A convolution of width three over the means of neighbouring channels."""

    def __init__(self, channels, kernel=3):
        super().__init__()
        self.conv = nn.Conv1d(1, 1, kernel, padding=kernel // 2, bias=False)

    def forward(self, x):
        means = F.adaptive_avg_pool2d(x, 1)
        weights = self.conv(means.squeeze(-1).transpose(-1, -2)).transpose(-1, -2).unsqueeze(-1)
        return x * weights.sigmoid().expand_as(x)


@network("eca")
def eca():
    return AttentiveResNet(EfficientChannelAttention)


class SelectiveKernel(nn.Module):
    """Branches of two dilations, and a softmax over the branches for each channel."""

    def __init__(self, channels, branches=2, groups=4):
        super().__init__()
        self.branches = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(channels, channels, 3, padding=place + 1, dilation=place + 1, groups=groups, bias=False),
                nn.BatchNorm2d(channels), nn.ReLU())
            for place in range(branches))
        self.reduce = nn.Sequential(nn.Linear(channels, channels // 2, bias=False), nn.BatchNorm1d(channels // 2), nn.ReLU())
        self.expand = nn.ModuleList(nn.Linear(channels // 2, channels) for _ in range(branches))

    def forward(self, x):
        maps = torch.stack([branch(x) for branch in self.branches], dim=1)
        squeezed = self.reduce(maps.sum(1).mean(-1).mean(-1))
        weights = torch.softmax(torch.stack([layer(squeezed) for layer in self.expand], dim=1), dim=1)
        return (maps * weights[..., None, None]).sum(dim=1)


@network("sknet")
def sknet():
    return AttentiveResNet(SelectiveKernel)


class SplitAttention(nn.Module):
    """ResNeSt's block of two splits: a grouped convolution whose halves are weighed by a softmax across them."""

    def __init__(self, channels, splits=2):
        super().__init__()
        self.splits, self.channels = splits, channels
        self.conv = nn.Conv2d(channels, channels * splits, 3, padding=1, groups=splits, bias=False)
        self.bn0 = nn.BatchNorm2d(channels * splits)
        self.fc1 = nn.Conv2d(channels, channels // 2, 1)
        self.bn1 = nn.BatchNorm2d(channels // 2)
        self.fc2 = nn.Conv2d(channels // 2, channels * splits, 1)

    def forward(self, x):
        x = F.relu(self.bn0(self.conv(x)))
        batch = x.shape[0]
        parts = x.view(batch, self.splits, self.channels, *x.shape[2:])
        gap = F.adaptive_avg_pool2d(parts.sum(dim=1), 1)
        attention = self.fc2(F.relu(self.bn1(self.fc1(gap))))
        attention = F.softmax(attention.view(batch, 1, self.splits, -1).transpose(1, 2), dim=1).reshape(batch, -1)
        weights = attention.view(batch, self.splits, self.channels, 1, 1)
        return (parts * weights).sum(dim=1).contiguous()


@network("resnest")
def resnest():
    return AttentiveResNet(SplitAttention)
