"""Networks that gather the maps of many depths or sizes: trees, dense blocks, parallel resolutions, split channels."""

import torch
from torch import nn
from torch.nn import functional as F

from .registry import network


class ConvBn(nn.Module):
    def __init__(self, inputs, outputs, kernel=3, stride=1, act=True):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
        self.bn = nn.BatchNorm2d(outputs)
        self.act = act

    def forward(self, x):
        x = self.bn(self.conv(x))
        return F.relu(x) if self.act else x


class Residual(nn.Module):
    """A basic block that may be given its shortcut from outside."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.conv1 = ConvBn(inputs, outputs, 3, stride)
        self.conv2 = ConvBn(outputs, outputs, 3, act=False)

    def forward(self, x, residual=None):
        return F.relu(self.conv2(self.conv1(x)) + (x if residual is None else residual))


class Tree(nn.Module):
    """DLA's tree: two blocks (or trees), and a root that takes what they and their ancestors give."""

    def __init__(self, levels, inputs, outputs, stride=1, root_width=0, passes_root=False):
        super().__init__()
        root_width = (root_width or 2 * outputs) + (inputs if passes_root else 0)
        if levels == 1:
            self.tree1, self.tree2 = Residual(inputs, outputs, stride), Residual(outputs, outputs)
            self.root = ConvBn(root_width, outputs, 1)
        else:
            self.tree1 = Tree(levels - 1, inputs, outputs, stride)
            self.tree2 = Tree(levels - 1, outputs, outputs, root_width=root_width + outputs)
        self.levels, self.passes_root = levels, passes_root
        self.downsample = nn.MaxPool2d(stride, stride) if stride > 1 else nn.Identity()
        self.project = ConvBn(inputs, outputs, 1, act=False) if inputs != outputs and levels == 1 else nn.Identity()

    def forward(self, x, children=()):
        bottom = self.downsample(x)
        children = (*children, bottom) if self.passes_root else tuple(children)
        if self.levels == 1:
            first = self.tree1(x, self.project(bottom))
            second = self.tree2(first)
            return self.root(torch.cat([second, first, *children], 1))
        first = self.tree1(x)
        return self.tree2(first, (*children, first))


class Dla(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.base = nn.Sequential(ConvBn(3, 8, 7), ConvBn(8, 8), ConvBn(8, 12, stride=2))
        self.level2 = Tree(1, 12, 16, stride=2)
        self.level3 = Tree(2, 16, 20, stride=2, passes_root=True)
        self.pool, self.fc = nn.AvgPool2d(4), nn.Conv2d(20, classes, 1)

    def forward(self, x):
        x = self.level3(self.level2(self.base(x)))
        return self.fc(self.pool(x)).view(x.size(0), -1)


@network("dla")
def dla():
    return Dla()


class Exchange(nn.Module):
    """HRNet's module: a block for each resolution, then every resolution gets the sum of all."""

    def __init__(self, widths):
        super().__init__()
        self.branches = nn.ModuleList(Residual(width, width) for width in widths)
        self.fuse = nn.ModuleList(
            nn.ModuleList(self.path(source, target, widths) for source in range(len(widths))) for target in range(len(widths)))

    @staticmethod
    def path(source, target, widths):
        if source == target:
            return nn.Identity()
        if source > target:
            return nn.Sequential(
                ConvBn(widths[source], widths[target], 1, act=False), nn.Upsample(scale_factor=2 ** (source - target), mode="nearest"))
        steps = [ConvBn(widths[source], widths[source], 3, 2) for _ in range(target - source - 1)]
        return nn.Sequential(*steps, ConvBn(widths[source], widths[target], 3, 2, act=False))

    def forward(self, maps):
        maps = [branch(x) for branch, x in zip(self.branches, maps)]
        return [F.relu(sum(path(x) for path, x in zip(paths, maps))) for paths in self.fuse]


class HrNet(nn.Module):
    def __init__(self, widths=(8, 12, 16), classes=10):
        super().__init__()
        self.stem = nn.Sequential(ConvBn(3, 8), ConvBn(8, widths[0], stride=2))
        self.transitions = nn.ModuleList(ConvBn(a, b, stride=2) for a, b in zip(widths, widths[1:]))
        self.stage2 = Exchange(widths[:2])
        self.stage3 = Exchange(widths)
        self.head = nn.Sequential(nn.Conv2d(sum(widths), 24, 1), nn.BatchNorm2d(24), nn.ReLU(inplace=True))
        self.classifier = nn.Linear(24, classes)

    def forward(self, x):
        x = self.stem(x)
        maps = self.stage2([x, self.transitions[0](x)])
        maps = self.stage3([*maps, self.transitions[1](maps[-1])])
        size = maps[0].shape[2:]
        raised = [maps[0], *(F.interpolate(x, size=size, mode="bilinear", align_corners=False) for x in maps[1:])]
        x = self.head(torch.cat(raised, dim=1))
        return self.classifier(x.mean(dim=(2, 3)))


@network("hrnet")
def hrnet():
    return HrNet()


class OneShotAggregation(nn.Module):
    """VoVNet's block: a chain of convolutions joined once, with effective squeeze-and-excitation and a shortcut."""

    def __init__(self, inputs, width, outputs, depth=3):
        super().__init__()
        self.layers = nn.ModuleList(ConvBn(inputs if place == 0 else width, width) for place in range(depth))
        self.concat = ConvBn(inputs + depth * width, outputs, 1)
        self.ese = nn.Conv2d(outputs, outputs, 1)
        self.identity = inputs == outputs

    def forward(self, x):
        outputs = [x]
        for layer in self.layers:
            outputs.append(layer(outputs[-1]))
        joined = self.concat(torch.cat(outputs, dim=1))
        joined = joined * F.relu6(self.ese(joined.mean((2, 3), keepdim=True)) + 3.0) / 6.0
        return joined + x if self.identity else joined


@network("vovnet")
def vovnet():
    return nn.Sequential(
        ConvBn(3, 12, stride=2), OneShotAggregation(12, 8, 16), nn.MaxPool2d(3, 2, ceil_mode=True),
        OneShotAggregation(16, 10, 24), OneShotAggregation(24, 10, 24), nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten(), nn.Linear(24, 10))


class Res2Block(nn.Module):
    """A bottleneck whose 3x3 convolution works on four slices, each after the sum with the one before."""

    def __init__(self, inputs, width, outputs, scale=4):
        super().__init__()
        self.conv1 = ConvBn(inputs, width * scale, 1)
        self.convs = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1, bias=False) for _ in range(scale - 1))
        self.bns = nn.ModuleList(nn.BatchNorm2d(width) for _ in range(scale - 1))
        self.conv3 = ConvBn(width * scale, outputs, 1, act=False)
        self.shortcut = ConvBn(inputs, outputs, 1, act=False)
        self.width = width

    def forward(self, x):
        slices = torch.split(self.conv1(x), self.width, 1)
        for place, (conv, bn) in enumerate(zip(self.convs, self.bns)):
            part = slices[place] if place == 0 else part + slices[place]
            part = F.relu(bn(conv(part)))
            outputs = part if place == 0 else torch.cat((outputs, part), 1)
        outputs = torch.cat((outputs, slices[-1]), 1)
        return F.relu(self.conv3(outputs) + self.shortcut(x))


@network("res2net")
def res2net():
    return nn.Sequential(
        ConvBn(3, 12), Res2Block(12, 6, 24), nn.AvgPool2d(2), Res2Block(24, 8, 32), nn.AdaptiveAvgPool2d(1), nn.Flatten(1),
        nn.Linear(32, 10))
