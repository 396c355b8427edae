"""Networks of perceptrons alone, over tokens and over channels."""

import torch
from torch import nn
from torch.nn import functional as F

from .registry import network


class Mlp(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(dim, hidden), nn.Linear(hidden, dim)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class Patches(nn.Module):
    """Patches of four pixels as tokens."""

    def __init__(self, dim):
        super().__init__()
        self.proj = nn.Conv2d(3, dim, 4, 4)

    def forward(self, x):
        return self.proj(x).flatten(2).transpose(1, 2)


class Tokens(nn.Module):
    """Patches, blocks, a normalisation, the mean of all tokens, and a classifier."""

    def __init__(self, dim, blocks, norm, classes=10):
        super().__init__()
        self.stem, self.blocks, self.norm = Patches(dim), nn.Sequential(*blocks), norm
        self.head = nn.Linear(dim, classes)

    def forward(self, x):
        return self.head(self.norm(self.blocks(self.stem(x))).mean(dim=1))


class MixerBlock(nn.Module):
    def __init__(self, dim, tokens=64):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim, eps=1e-6), nn.LayerNorm(dim, eps=1e-6)
        self.mlp_tokens, self.mlp_channels = Mlp(tokens, dim), Mlp(dim, 3 * dim)

    def forward(self, x):
        x = x + self.mlp_tokens(self.norm1(x).transpose(1, 2)).transpose(1, 2)
        return x + self.mlp_channels(self.norm2(x))


@network("mlp_mixer")
def mlp_mixer():
    return Tokens(24, [MixerBlock(24) for _ in range(2)], nn.LayerNorm(24, eps=1e-6))


class Affine(nn.Module):
    """ResMLP's affine map in place of a normalisation."""

    def __init__(self, dim):
        super().__init__()
        self.alpha, self.beta = nn.Parameter(torch.ones(1, 1, dim)), nn.Parameter(torch.zeros(1, 1, dim))

    def forward(self, x):
        return torch.addcmul(self.beta, self.alpha, x)


class ResMlpBlock(nn.Module):
    def __init__(self, dim, tokens=64):
        super().__init__()
        self.norm1, self.norm2 = Affine(dim), Affine(dim)
        self.linear_tokens, self.mlp_channels = nn.Linear(tokens, tokens), Mlp(dim, 4 * dim)
        self.ls1, self.ls2 = nn.Parameter(1e-4 * torch.ones(dim)), nn.Parameter(1e-4 * torch.ones(dim))

    def forward(self, x):
        x = x + self.ls1 * self.linear_tokens(self.norm1(x).transpose(1, 2)).transpose(1, 2)
        return x + self.ls2 * self.mlp_channels(self.norm2(x))


@network("resmlp")
def resmlp():
    return Tokens(20, [ResMlpBlock(20) for _ in range(2)], Affine(20))


class SpatialGatingUnit(nn.Module):
    """One half of the channels, mixed over all tokens, gates the other."""

    def __init__(self, hidden, tokens):
        super().__init__()
        self.norm = nn.LayerNorm(hidden // 2)
        self.proj = nn.Linear(tokens, tokens)

    def forward(self, x):
        u, v = x.chunk(2, dim=-1)
        v = self.proj(self.norm(v).transpose(-1, -2))
        return u * v.transpose(-1, -2)


class GatedMlpBlock(nn.Module):
    def __init__(self, dim, hidden, tokens=64):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.fc1, self.fc2 = nn.Linear(dim, hidden), nn.Linear(hidden // 2, dim)
        self.gate = SpatialGatingUnit(hidden, tokens)

    def forward(self, x):
        return x + self.fc2(self.gate(F.gelu(self.fc1(self.norm(x)))))


@network("gmlp")
def gmlp():
    return Tokens(20, [GatedMlpBlock(20, 64) for _ in range(2)], nn.LayerNorm(20))
