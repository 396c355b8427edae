"""Convolutional networks in the shape of transformers: token mixers that are convolutions or pools."""

import torch
from torch import nn
from torch.nn import functional as F

from .registry import network


class ChannelsFirstNorm(nn.LayerNorm):
    """Layer normalisation over the channels of [N, C, H, W]."""

    def forward(self, x):
        x = F.layer_norm(x.permute(0, 2, 3, 1), self.normalized_shape, self.weight, self.bias, self.eps)
        return x.permute(0, 3, 1, 2)


class GlobalResponseNorm(nn.Module):
    """Each channel's norm over the map, divided by the mean of these norms, scales the channel."""

    def __init__(self, dim):
        super().__init__()
        self.gamma = nn.Parameter(torch.zeros(1, 1, 1, dim))
        self.beta = nn.Parameter(torch.zeros(1, 1, 1, dim))

    def forward(self, x):
        norms = torch.norm(x, p=2, dim=(1, 2), keepdim=True)
        relative = norms / (norms.mean(dim=-1, keepdim=True) + 1e-6)
        return self.gamma * (x * relative) + self.beta + x


class ConvNeXtV2Block(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dwconv = nn.Conv2d(dim, dim, 7, padding=3, groups=dim)
        self.norm = nn.LayerNorm(dim, eps=1e-6)
        self.pwconv1 = nn.Linear(dim, 4 * dim)
        self.act = nn.GELU()
        self.grn = GlobalResponseNorm(4 * dim)
        self.pwconv2 = nn.Linear(4 * dim, dim)

    def forward(self, x):
        y = self.norm(self.dwconv(x).permute(0, 2, 3, 1))
        y = self.pwconv2(self.grn(self.act(self.pwconv1(y))))
        return x + y.permute(0, 3, 1, 2)


class ConvNeXtV2(nn.Module):
    def __init__(self, dims=(12, 24), classes=10):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, dims[0], 4, stride=4), ChannelsFirstNorm(dims[0], eps=1e-6))
        self.stage1 = nn.Sequential(ConvNeXtV2Block(dims[0]), ConvNeXtV2Block(dims[0]))
        self.down = nn.Sequential(ChannelsFirstNorm(dims[0], eps=1e-6), nn.Conv2d(dims[0], dims[1], 2, stride=2))
        self.stage2 = ConvNeXtV2Block(dims[1])
        self.norm = nn.LayerNorm(dims[1], eps=1e-6)
        self.head = nn.Linear(dims[1], classes)

    def forward(self, x):
        x = self.stage2(self.down(self.stage1(self.stem(x))))
        return self.head(self.norm(x.mean([-2, -1])))


@network("convnext_v2")
def convnext_v2():
    return ConvNeXtV2()


class InceptionDepthwise(nn.Module):
    """A quarter of the channels each by a square, a row and a column; the rest as they are."""

    def __init__(self, dim, ratio=0.25, band=7):
        super().__init__()
        width = int(dim * ratio)
        self.dwconv_hw = nn.Conv2d(width, width, 3, padding=1, groups=width)
        self.dwconv_w = nn.Conv2d(width, width, (1, band), padding=(0, band // 2), groups=width)
        self.dwconv_h = nn.Conv2d(width, width, (band, 1), padding=(band // 2, 0), groups=width)
        self.split_indexes = (dim - 3 * width, width, width, width)

    def forward(self, x):
        kept, square, row, column = torch.split(x, self.split_indexes, dim=1)
        return torch.cat((kept, self.dwconv_hw(square), self.dwconv_w(row), self.dwconv_h(column)), dim=1)


class MetaNeXtBlock(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.token_mixer = InceptionDepthwise(dim)
        self.norm = nn.BatchNorm2d(dim)
        self.fc1, self.fc2 = nn.Conv2d(dim, 3 * dim, 1), nn.Conv2d(3 * dim, dim, 1)
        self.gamma = nn.Parameter(1e-6 * torch.ones(dim))

    def forward(self, x):
        y = self.fc2(F.gelu(self.fc1(self.norm(self.token_mixer(x)))))
        return y.mul(self.gamma.reshape(1, -1, 1, 1)) + x


@network("inception_next")
def inception_next():
    return nn.Sequential(
        nn.Conv2d(3, 16, 4, 4), nn.BatchNorm2d(16), MetaNeXtBlock(16), MetaNeXtBlock(16), nn.BatchNorm2d(16), nn.Conv2d(16, 24, 2, 2),
        MetaNeXtBlock(24), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(24, 48), nn.GELU(), nn.LayerNorm(48), nn.Linear(48, 10))


class Add(nn.Module):
    """A function and its shortcut."""

    def __init__(self, function):
        super().__init__()
        self.fn = function

    def forward(self, x):
        return self.fn(x) + x


@network("convmixer")
def convmixer():
    dim, kernel = 20, 5
    return nn.Sequential(
        nn.Conv2d(3, dim, kernel_size=4, stride=4), nn.GELU(), nn.BatchNorm2d(dim),
        *(nn.Sequential(
            Add(nn.Sequential(nn.Conv2d(dim, dim, kernel, groups=dim, padding=kernel // 2), nn.GELU(), nn.BatchNorm2d(dim))),
            nn.Conv2d(dim, dim, kernel_size=1), nn.GELU(), nn.BatchNorm2d(dim)) for _ in range(3)),
        nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten(), nn.Linear(dim, 10))


class FocalModulation(nn.Module):
    """Contexts of growing reach, gated and added up, modulate the query."""

    def __init__(self, dim, levels=2, window=3):
        super().__init__()
        self.dim, self.levels = dim, levels
        self.f = nn.Linear(dim, 2 * dim + levels + 1)
        self.h = nn.Conv2d(dim, dim, 1)
        self.proj = nn.Linear(dim, dim)
        self.focal_layers = nn.ModuleList(
            nn.Sequential(nn.Conv2d(dim, dim, window + 2 * k, groups=dim, padding=(window + 2 * k) // 2, bias=False), nn.GELU())
            for k in range(levels))

    def forward(self, x):
        x = self.f(x).permute(0, 3, 1, 2).contiguous()
        query, context, gates = torch.split(x, (self.dim, self.dim, self.levels + 1), 1)
        gathered = 0
        for level, layer in enumerate(self.focal_layers):
            context = layer(context)
            gathered = gathered + context * gates[:, level:level + 1]
        whole = F.gelu(context.mean(2, keepdim=True).mean(3, keepdim=True))
        gathered = gathered + whole * gates[:, self.levels:]
        return self.proj((query * self.h(gathered)).permute(0, 2, 3, 1).contiguous())


class FocalBlock(nn.Module):
    def __init__(self, dim, height):
        super().__init__()
        self.height = height
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.modulation = FocalModulation(dim)
        self.gamma_1, self.gamma_2 = nn.Parameter(1e-4 * torch.ones(dim)), nn.Parameter(1e-4 * torch.ones(dim))
        self.fc1, self.fc2 = nn.Linear(dim, 2 * dim), nn.Linear(2 * dim, dim)

    def forward(self, x):
        batch, length, channels = x.shape
        y = self.norm1(x).view(batch, self.height, self.height, channels)
        x = x + self.gamma_1 * self.modulation(y).view(batch, length, channels)
        return x + self.gamma_2 * self.fc2(F.gelu(self.fc1(self.norm2(x))))


class FocalNet(nn.Module):
    def __init__(self, dim=16, classes=10):
        super().__init__()
        self.patch_embed = nn.Conv2d(3, dim, 4, 4)
        self.patch_norm = nn.LayerNorm(dim)
        self.layers = nn.ModuleList(FocalBlock(dim, 8) for _ in range(2))
        self.norm = nn.LayerNorm(dim)
        self.avgpool = nn.AdaptiveAvgPool1d(1)
        self.head = nn.Linear(dim, classes)

    def forward(self, x):
        x = self.patch_norm(self.patch_embed(x).flatten(2).transpose(1, 2))
        for layer in self.layers:
            x = layer(x)
        x = self.avgpool(self.norm(x).transpose(1, 2))
        return self.head(torch.flatten(x, 1))


@network("focalnet")
def focalnet():
    return FocalNet()


class Pooling(nn.Module):
    """PoolFormer's token mixer: a mean of neighbours, less the token itself."""

    def __init__(self):
        super().__init__()
        self.pool = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)

    def forward(self, x):
        return self.pool(x) - x


class PoolFormerBlock(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(1, dim), nn.GroupNorm(1, dim)
        self.token_mixer = Pooling()
        self.mlp = nn.Sequential(nn.Conv2d(dim, 4 * dim, 1), nn.GELU(), nn.Conv2d(4 * dim, dim, 1))
        self.layer_scale_1 = nn.Parameter(1e-5 * torch.ones(dim))
        self.layer_scale_2 = nn.Parameter(1e-5 * torch.ones(dim))

    def forward(self, x):
        x = x + self.layer_scale_1.unsqueeze(-1).unsqueeze(-1) * self.token_mixer(self.norm1(x))
        return x + self.layer_scale_2.unsqueeze(-1).unsqueeze(-1) * self.mlp(self.norm2(x))


class PoolFormer(nn.Module):
    def __init__(self, dims=(12, 20), classes=10):
        super().__init__()
        self.patch_embed = nn.Conv2d(3, dims[0], 7, stride=4, padding=2)
        self.network = nn.ModuleList([
            nn.Sequential(PoolFormerBlock(dims[0]), PoolFormerBlock(dims[0])), nn.Conv2d(dims[0], dims[1], 3, stride=2, padding=1),
            nn.Sequential(PoolFormerBlock(dims[1]))])
        self.norm = nn.GroupNorm(1, dims[1])
        self.head = nn.Linear(dims[1], classes)

    def forward(self, x):
        x = self.patch_embed(x)
        for stage in self.network:
            x = stage(x)
        return self.head(self.norm(x).mean([-2, -1]))


@network("poolformer")
def poolformer():
    return PoolFormer()
