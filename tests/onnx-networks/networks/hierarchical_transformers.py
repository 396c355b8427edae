"""Transformers whose maps shrink from stage to stage."""

import torch
from torch import nn
from torch.nn import functional as F

from .registry import network
from .transformers import Mlp


class ReducedAttention(nn.Module):
    """PVT's attention: keys and values from a map made smaller by a strided convolution."""

    def __init__(self, dim, heads, reduction):
        super().__init__()
        self.num_heads, self.scale, self.reduction = heads, (dim // heads) ** -0.5, reduction
        self.q, self.kv, self.proj = nn.Linear(dim, dim), nn.Linear(dim, 2 * dim), nn.Linear(dim, dim)
        if reduction > 1:
            self.sr, self.norm = nn.Conv2d(dim, dim, reduction, reduction), nn.LayerNorm(dim)

    def forward(self, x, height, width):
        batch, length, dim = x.shape
        q = self.q(x).reshape(batch, length, self.num_heads, dim // self.num_heads).permute(0, 2, 1, 3)
        if self.reduction > 1:
            x = x.permute(0, 2, 1).reshape(batch, dim, height, width)
            x = self.norm(self.sr(x).reshape(batch, dim, -1).permute(0, 2, 1))
        kv = self.kv(x).reshape(batch, -1, 2, self.num_heads, dim // self.num_heads).permute(2, 0, 3, 1, 4)
        weights = ((q @ kv[0].transpose(-2, -1)) * self.scale).softmax(dim=-1)
        return self.proj((weights @ kv[1]).transpose(1, 2).reshape(batch, length, dim))


class PvtBlock(nn.Module):
    def __init__(self, dim, heads, reduction):
        super().__init__()
        self.norm1, self.attn = nn.LayerNorm(dim, eps=1e-6), ReducedAttention(dim, heads, reduction)
        self.norm2, self.mlp = nn.LayerNorm(dim, eps=1e-6), Mlp(dim, 4 * dim)

    def forward(self, x, height, width):
        x = x + self.attn(self.norm1(x), height, width)
        return x + self.mlp(self.norm2(x))


class PvtStage(nn.Module):
    """Patches, positions, blocks, and back to a map."""

    def __init__(self, inputs, dim, patch, side, heads, reduction, has_token=False):
        super().__init__()
        self.proj, self.norm = nn.Conv2d(inputs, dim, patch, patch), nn.LayerNorm(dim)
        self.pos_embed = nn.Parameter(torch.zeros(1, side * side + has_token, dim))
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dim)) if has_token else None
        self.block = PvtBlock(dim, heads, reduction)

    def forward(self, x):
        x = self.proj(x)
        batch, _, height, width = x.shape
        x = self.norm(x.flatten(2).transpose(1, 2))
        if self.cls_token is not None:
            x = torch.cat((self.cls_token.expand(batch, -1, -1), x), dim=1)
            return self.block(x + self.pos_embed, height, width)
        x = self.block(x + self.pos_embed, height, width)
        return x.reshape(batch, height, width, -1).permute(0, 3, 1, 2).contiguous()


class Pvt(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.stage1 = PvtStage(3, 16, 4, 8, 1, 4)
        self.stage2 = PvtStage(16, 24, 2, 4, 2, 2)
        self.stage3 = PvtStage(24, 32, 2, 2, 4, 1, has_token=True)
        self.norm, self.head = nn.LayerNorm(32, eps=1e-6), nn.Linear(32, classes)

    def forward(self, x):
        x = self.norm(self.stage3(self.stage2(self.stage1(x))))
        return self.head(x[:, 0])


@network("pvt")
def pvt():
    return Pvt()


class CosineWindowAttention(nn.Module):
    """Swin V2's attention: cosines, a learnt and bounded temperature, and biases from a perceptron over log-spaced offsets."""

    def __init__(self, dim, side, heads):
        super().__init__()
        self.num_heads = heads
        self.logit_scale = nn.Parameter(torch.log(10 * torch.ones(heads, 1, 1)))
        self.cpb_mlp = nn.Sequential(nn.Linear(2, 32), nn.ReLU(inplace=True), nn.Linear(32, heads, bias=False))
        offsets = torch.arange(1 - side, side, dtype=torch.float32)
        table = torch.stack(torch.meshgrid(offsets, offsets, indexing="ij"), dim=-1).unsqueeze(0) * 8 / max(side - 1, 1)
        table = torch.sign(table) * torch.log2(table.abs() + 1.0) / 3
        self.register_buffer("relative_coords_table", table, persistent=False)
        places = torch.stack(torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")).flatten(1)
        relative = (places[:, :, None] - places[:, None, :] + side - 1).permute(1, 2, 0)
        self.register_buffer("relative_position_index", relative[..., 0] * (2 * side - 1) + relative[..., 1], persistent=False)
        self.qkv, self.proj = nn.Linear(dim, 3 * dim, bias=False), nn.Linear(dim, dim)
        self.q_bias, self.v_bias = nn.Parameter(torch.zeros(dim)), nn.Parameter(torch.zeros(dim))

    def forward(self, x, mask=None):
        batch, length, dim = x.shape
        bias = torch.cat((self.q_bias, torch.zeros_like(self.v_bias, requires_grad=False), self.v_bias))
        q, k, v = F.linear(x, self.qkv.weight, bias).reshape(batch, length, 3, self.num_heads, -1).permute(2, 0, 3, 1, 4).unbind(0)
        weights = F.normalize(q, dim=-1) @ F.normalize(k, dim=-1).transpose(-2, -1)
        weights = weights * torch.clamp(self.logit_scale, max=4.6052).exp()
        table = self.cpb_mlp(self.relative_coords_table).view(-1, self.num_heads)
        relative = table[self.relative_position_index.view(-1)].view(length, length, -1).permute(2, 0, 1).contiguous()
        weights = weights + 16 * torch.sigmoid(relative).unsqueeze(0)
        if mask is not None:
            windows = mask.shape[0]
            weights = weights.view(batch // windows, windows, self.num_heads, length, length) + mask.unsqueeze(1).unsqueeze(0)
            weights = weights.view(-1, self.num_heads, length, length)
        return self.proj((weights.softmax(dim=-1) @ v).transpose(1, 2).reshape(batch, length, dim))


class SwinV2Block(nn.Module):
    """Windows, shifted in every other block; the normalisations come after attention and perceptron."""

    def __init__(self, dim, side, window, heads, shift):
        super().__init__()
        self.side, self.window, self.shift = side, window, shift
        self.attn, self.mlp = CosineWindowAttention(dim, window, heads), Mlp(dim, 4 * dim)
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        mask = None
        if shift > 0:
            regions = torch.zeros(1, side, side, 1)
            parts = (slice(0, -window), slice(-window, -shift), slice(-shift, None))
            for count, (rows, columns) in enumerate((a, b) for a in parts for b in parts):
                regions[:, rows, columns, :] = count
            regions = self.partition(regions).view(-1, window * window)
            mask = (regions.unsqueeze(1) - regions.unsqueeze(2)).ne(0).float() * -100.0
        self.register_buffer("attn_mask", mask)

    def partition(self, x):
        batch, height, width, channels = x.shape
        size = self.window
        x = x.view(batch, height // size, size, width // size, size, channels)
        return x.permute(0, 1, 3, 2, 4, 5).contiguous().view(-1, size, size, channels)

    def merge(self, windows):
        size, count = self.window, self.side // self.window
        x = windows.view(-1, count, count, size, size, windows.shape[-1])
        return x.permute(0, 1, 3, 2, 4, 5).contiguous().view(-1, self.side, self.side, windows.shape[-1])

    def forward(self, x):
        batch, length, dim = x.shape
        y = x.view(batch, self.side, self.side, dim)
        if self.shift > 0:
            y = torch.roll(y, shifts=(-self.shift, -self.shift), dims=(1, 2))
        windows = self.partition(y).view(-1, self.window ** 2, dim)
        y = self.merge(self.attn(windows, self.attn_mask).view(-1, self.window, self.window, dim))
        if self.shift > 0:
            y = torch.roll(y, shifts=(self.shift, self.shift), dims=(1, 2))
        x = x + self.norm1(y.view(batch, length, dim))
        return x + self.norm2(self.mlp(x))


class PatchMerging(nn.Module):
    """Four neighbours become one token; normalised after the projection."""

    def __init__(self, dim, side):
        super().__init__()
        self.side = side
        self.reduction, self.norm = nn.Linear(4 * dim, 2 * dim, bias=False), nn.LayerNorm(2 * dim)

    def forward(self, x):
        batch, _, dim = x.shape
        x = x.view(batch, self.side, self.side, dim)
        x = torch.cat([x[:, 0::2, 0::2, :], x[:, 1::2, 0::2, :], x[:, 0::2, 1::2, :], x[:, 1::2, 1::2, :]], -1)
        return self.norm(self.reduction(x.view(batch, -1, 4 * dim)))


class SwinV2(nn.Module):
    def __init__(self, dim=12, classes=10):
        super().__init__()
        self.patch_embed, self.patch_norm = nn.Conv2d(3, dim, 4, 4), nn.LayerNorm(dim)
        self.stage1 = nn.Sequential(SwinV2Block(dim, 8, 4, 2, 0), SwinV2Block(dim, 8, 4, 2, 2), PatchMerging(dim, 8))
        self.stage2 = nn.Sequential(SwinV2Block(2 * dim, 4, 4, 3, 0))
        self.norm, self.head = nn.LayerNorm(2 * dim), nn.Linear(2 * dim, classes)

    def forward(self, x):
        x = self.patch_norm(self.patch_embed(x).flatten(2).transpose(1, 2))
        x = self.norm(self.stage2(self.stage1(x)))
        return self.head(F.adaptive_avg_pool1d(x.transpose(1, 2), 1).flatten(1))


@network("swin_v2")
def swin_v2():
    return SwinV2()


class ConvolutionalProjection(nn.Sequential):
    """CvT's projection: a depthwise convolution with normalisation, then tokens."""

    def __init__(self, dim, stride):
        super().__init__()
        self.add_module("conv", nn.Conv2d(dim, dim, 3, stride, 1, groups=dim, bias=False))
        self.add_module("bn", nn.BatchNorm2d(dim))

    def forward(self, x):
        return super().forward(x).flatten(2).transpose(1, 2)


class ConvolutionalAttention(nn.Module):
    """Queries of the whole map, keys and values of every other place; the sums by einsum."""

    def __init__(self, dim, heads):
        super().__init__()
        self.num_heads, self.scale = heads, dim ** -0.5
        self.conv_proj_q, self.conv_proj_k, self.conv_proj_v = (ConvolutionalProjection(dim, stride) for stride in (1, 2, 2))
        self.proj_q, self.proj_k, self.proj_v, self.proj = (nn.Linear(dim, dim) for _ in range(4))

    def split(self, x):
        batch, length, dim = x.shape
        return x.view(batch, length, self.num_heads, dim // self.num_heads).permute(0, 2, 1, 3)

    def forward(self, x, side):
        batch, length, dim = x.shape
        x = x.transpose(1, 2).reshape(batch, dim, side, side)
        q = self.split(self.proj_q(self.conv_proj_q(x)))
        k = self.split(self.proj_k(self.conv_proj_k(x)))
        v = self.split(self.proj_v(self.conv_proj_v(x)))
        weights = F.softmax(torch.einsum("bhlk,bhtk->bhlt", [q, k]) * self.scale, dim=-1)
        x = torch.einsum("bhlt,bhtv->bhlv", [weights, v])
        return self.proj(x.permute(0, 2, 1, 3).reshape(batch, length, dim))


class CvtStage(nn.Module):
    def __init__(self, inputs, dim, kernel, stride, heads):
        super().__init__()
        self.embed, self.norm = nn.Conv2d(inputs, dim, kernel, stride, kernel // 2), nn.LayerNorm(dim)
        self.norm1, self.attn = nn.LayerNorm(dim), ConvolutionalAttention(dim, heads)
        self.norm2, self.mlp = nn.LayerNorm(dim), Mlp(dim, 4 * dim)

    def forward(self, x):
        x = self.embed(x)
        batch, dim, height, width = x.shape
        x = self.norm(x.flatten(2).transpose(1, 2))
        x = x + self.attn(self.norm1(x), height)
        x = x + self.mlp(self.norm2(x))
        return x.transpose(1, 2).reshape(batch, dim, height, width)


class Cvt(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.stage0, self.stage1 = CvtStage(3, 16, 7, 4, 1), CvtStage(16, 24, 3, 2, 3)
        self.norm, self.head = nn.LayerNorm(24), nn.Linear(24, classes)

    def forward(self, x):
        x = self.stage1(self.stage0(x)).flatten(2).transpose(1, 2)
        return self.head(self.norm(x).mean(dim=1))


@network("cvt")
def cvt():
    return Cvt()


class LinearNorm(nn.Module):
    """A linear map of tokens and a batch normalisation of its features."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.c, self.bn = nn.Linear(inputs, outputs, bias=False), nn.BatchNorm1d(outputs)

    def forward(self, x):
        x = self.c(x)
        return self.bn(x.flatten(0, 1)).reshape_as(x)


class LevitAttention(nn.Module):
    """Attention with narrow keys, wide values, and a bias for each distance; it may drop three tokens of four."""

    def __init__(self, dim, outputs, key_dim, heads, side, stride=1, ratio=2):
        super().__init__()
        self.num_heads, self.key_dim, self.scale, self.side, self.stride = heads, key_dim, key_dim ** -0.5, side, stride
        self.value_dim = ratio * key_dim
        self.kv = LinearNorm(dim, heads * (key_dim + self.value_dim))
        self.q = LinearNorm(dim, heads * key_dim)
        self.proj = nn.Sequential(nn.Hardswish(), LinearNorm(heads * self.value_dim, outputs))
        places = [(y, x) for y in range(side) for x in range(side)]
        asking = [(y, x) for y in range(0, side, stride) for x in range(0, side, stride)]
        distances = [(abs(a[0] - b[0]), abs(a[1] - b[1])) for a in asking for b in places]
        known = {distance: place for place, distance in enumerate(dict.fromkeys(distances))}
        self.attention_biases = nn.Parameter(torch.zeros(heads, len(known)))
        index = torch.tensor([known[distance] for distance in distances]).view(len(asking), len(places))
        self.register_buffer("attention_bias_idxs", index)

    def forward(self, x):
        batch, length, dim = x.shape
        k, v = self.kv(x).view(batch, length, self.num_heads, -1).split([self.key_dim, self.value_dim], dim=3)
        k, v = k.permute(0, 2, 3, 1), v.permute(0, 2, 1, 3)
        if self.stride > 1:
            x = x.view(batch, self.side, self.side, dim)[:, ::self.stride, ::self.stride].reshape(batch, -1, dim)
        q = self.q(x).view(batch, -1, self.num_heads, self.key_dim).permute(0, 2, 1, 3)
        weights = (q @ k * self.scale + self.attention_biases[:, self.attention_bias_idxs]).softmax(dim=-1)
        return self.proj((weights @ v).transpose(1, 2).reshape(batch, -1, self.num_heads * self.value_dim))


class LevitMlp(nn.Sequential):
    def __init__(self, dim):
        super().__init__(LinearNorm(dim, 2 * dim), nn.Hardswish(), LinearNorm(2 * dim, dim))


class Levit(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.Hardswish(),
            nn.Conv2d(8, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16))
        self.attn1, self.mlp1 = LevitAttention(16, 16, 8, 2, 8), LevitMlp(16)
        self.down = LevitAttention(16, 24, 8, 3, 8, stride=2, ratio=4)
        self.attn2, self.mlp2 = LevitAttention(24, 24, 8, 3, 4), LevitMlp(24)
        self.bn, self.head = nn.BatchNorm1d(24), nn.Linear(24, classes)

    def forward(self, x):
        x = self.stem(x).flatten(2).transpose(1, 2)
        x = x + self.attn1(x)
        x = self.down(x + self.mlp1(x))
        x = x + self.attn2(x)
        x = x + self.mlp2(x)
        return self.head(self.bn(x.mean(1)))


@network("levit")
def levit():
    return Levit()
