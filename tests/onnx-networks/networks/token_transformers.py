"""Transformers that make their tokens in ways of their own: of overlapping tokens, and of patches of two sizes."""

import math

import torch
from torch import nn

from .registry import network
from .transformers import Block, PatchEmbed


class TokenTransformer(nn.Module):
    """Attention that also narrows the tokens; the shortcut starts at the values."""

    def __init__(self, inputs, dim):
        super().__init__()
        self.norm1, self.qkv, self.proj = nn.LayerNorm(inputs), nn.Linear(inputs, 3 * dim, bias=False), nn.Linear(dim, dim)
        self.norm2, self.fc1, self.fc2 = nn.LayerNorm(dim), nn.Linear(dim, dim), nn.Linear(dim, dim)
        self.scale, self.dim = dim ** -0.5, dim

    def forward(self, x):
        q, k, v = torch.split(self.qkv(self.norm1(x)), self.dim, dim=-1)
        weights = ((q * self.scale) @ k.transpose(-2, -1)).softmax(dim=-1)
        x = v + self.proj(weights @ v)
        return x + self.fc2(nn.functional.gelu(self.fc1(self.norm2(x))))


def sinusoids(length, dim):
    """The fixed table of sines and cosines."""
    places = torch.arange(length).unsqueeze(1) / 10000 ** (2 * (torch.arange(dim) // 2) / dim)
    return torch.where(torch.arange(dim) % 2 == 0, places.sin(), places.cos()).unsqueeze(0)


class T2tVit(nn.Module):
    """Tokens to tokens: unfold, attend, fold to a map, unfold again; then a narrow transformer with fixed positions."""

    def __init__(self, narrow=8, dim=24, heads=3, classes=10):
        super().__init__()
        self.soft_split0, self.soft_split1 = nn.Unfold(7, stride=4, padding=2), nn.Unfold(3, stride=2, padding=1)
        self.attention1 = TokenTransformer(3 * 49, narrow)
        self.project = nn.Linear(narrow * 9, dim)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.pos_embed = nn.Parameter(sinusoids(17, dim), requires_grad=False)
        self.blocks = nn.ModuleList(Block(dim, heads) for _ in range(2))
        self.norm, self.head = nn.LayerNorm(dim), nn.Linear(dim, classes)

    def forward(self, x):
        x = self.attention1(self.soft_split0(x).transpose(1, 2))
        batch, length, channels = x.shape
        side = int(math.sqrt(length))
        x = x.transpose(1, 2).reshape(batch, channels, side, side)
        x = self.project(self.soft_split1(x).transpose(1, 2))
        x = torch.cat((self.cls_token.expand(x.shape[0], -1, -1), x), dim=1) + self.pos_embed
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x)[:, 0])


@network("t2t_vit")
def t2t_vit():
    return T2tVit()


class CrossAttention(nn.Module):
    """The first token asks all."""

    def __init__(self, dim, heads):
        super().__init__()
        self.num_heads, self.scale = heads, (dim // heads) ** -0.5
        self.wq, self.wk, self.wv, self.proj = (nn.Linear(dim, dim) for _ in range(4))

    def forward(self, x):
        batch, length, dim = x.shape
        width = dim // self.num_heads
        q = self.wq(x[:, 0:1, ...]).reshape(batch, 1, self.num_heads, width).permute(0, 2, 1, 3)
        k = self.wk(x).reshape(batch, length, self.num_heads, width).permute(0, 2, 1, 3)
        v = self.wv(x).reshape(batch, length, self.num_heads, width).permute(0, 2, 1, 3)
        weights = ((q @ k.transpose(-2, -1)) * self.scale).softmax(dim=-1)
        return self.proj((weights @ v).transpose(1, 2).reshape(batch, 1, dim))


class MultiScaleBlock(nn.Module):
    """A block for each branch; then the class token of each attends to the patches of the other."""

    def __init__(self, dims, heads):
        super().__init__()
        self.blocks = nn.ModuleList(Block(dim, heads) for dim in dims)
        others = dims[::-1]
        self.projs = nn.ModuleList(
            nn.Sequential(nn.LayerNorm(a), nn.GELU(), nn.Linear(a, b)) for a, b in zip(dims, others))
        self.fusion = nn.ModuleList(CrossAttention(dim, heads) for dim in others)
        self.norms = nn.ModuleList(nn.LayerNorm(dim) for dim in others)
        self.revert_projs = nn.ModuleList(
            nn.Sequential(nn.LayerNorm(b), nn.GELU(), nn.Linear(b, a)) for a, b in zip(dims, others))

    def forward(self, branches):
        branches = [block(x) for block, x in zip(self.blocks, branches)]
        outputs = []
        for place, (x, project, norm, fuse, revert) in enumerate(
                zip(branches, self.projs, self.norms, self.fusion, self.revert_projs)):
            token = project(x[:, 0:1])
            together = torch.cat((token, branches[1 - place][:, 1:, ...]), dim=1)
            token = token + fuse(norm(together))
            outputs.append(torch.cat((revert(token), x[:, 1:, ...]), dim=1))
        return outputs


class CrossVit(nn.Module):
    def __init__(self, dims=(16, 24), patches=(4, 8), heads=4, classes=10):
        super().__init__()
        self.patch_embed = nn.ModuleList(PatchEmbed(dim, patch) for dim, patch in zip(dims, patches))
        for place, (dim, patch) in enumerate(zip(dims, patches)):
            setattr(self, f"cls_token_{place}", nn.Parameter(torch.zeros(1, 1, dim)))
            setattr(self, f"pos_embed_{place}", nn.Parameter(torch.zeros(1, 1 + (32 // patch) ** 2, dim)))
        self.blocks = nn.ModuleList([MultiScaleBlock(dims, heads)])
        self.norm = nn.ModuleList(nn.LayerNorm(dim) for dim in dims)
        self.head = nn.ModuleList(nn.Linear(dim, classes) for dim in dims)

    def forward(self, images):
        branches = []
        for place, embed in enumerate(self.patch_embed):
            x = embed(images)
            token = getattr(self, f"cls_token_{place}").expand(x.shape[0], -1, -1)
            branches.append(torch.cat((token, x), dim=1) + getattr(self, f"pos_embed_{place}"))
        for block in self.blocks:
            branches = block(branches)
        tokens = [norm(x)[:, 0] for norm, x in zip(self.norm, branches)]
        return torch.mean(torch.stack([head(x) for head, x in zip(self.head, tokens)], dim=0), dim=0)


@network("crossvit")
def crossvit():
    return CrossVit()
