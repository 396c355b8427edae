"""Networks that begin as convolutions and end as transformers."""

import torch
from torch import nn
from torch.nn import functional as F

from .registry import network
from .transformers import Mlp


class MbConv(nn.Module):
    """An inverted bottleneck, normalised first, with squeeze-and-excitation."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        width = 4 * inputs
        self.pre_norm = nn.BatchNorm2d(inputs)
        self.conv1, self.norm1 = nn.Conv2d(inputs, width, 1, bias=False), nn.BatchNorm2d(width)
        self.conv2, self.norm2 = nn.Conv2d(width, width, 3, stride, 1, groups=width, bias=False), nn.BatchNorm2d(width)
        self.se_reduce, self.se_expand = nn.Conv2d(width, inputs // 2, 1), nn.Conv2d(inputs // 2, width, 1)
        self.conv3 = nn.Conv2d(width, outputs, 1)
        self.shortcut = nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(inputs, outputs, 1)) if stride > 1 else nn.Identity()

    def forward(self, x):
        y = F.gelu(self.norm1(self.conv1(self.pre_norm(x))))
        y = F.gelu(self.norm2(self.conv2(y)))
        y = y * torch.sigmoid(self.se_expand(F.silu(self.se_reduce(y.mean((2, 3), keepdim=True)))))
        return self.shortcut(x) + self.conv3(y)


class RelativeAttention(nn.Module):
    """Attention over a map with a learnt bias for each offset, gathered from a table."""

    def __init__(self, inputs, dim, heads, side):
        super().__init__()
        self.heads, self.scale = heads, (dim // heads) ** -0.5
        places = torch.stack(torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")).flatten(1)
        offsets = places[:, :, None] - places[:, None, :] + side - 1
        self.register_buffer("relative_index", (offsets[0] * (2 * side - 1) + offsets[1]).flatten().unsqueeze(1))
        self.relative_bias_table = nn.Parameter(torch.zeros((2 * side - 1) ** 2, heads))
        self.to_qkv, self.to_out = nn.Linear(inputs, 3 * dim, bias=False), nn.Linear(dim, dim)

    def forward(self, x):
        batch, length, _ = x.shape
        q, k, v = (part.reshape(batch, length, self.heads, -1).transpose(1, 2) for part in self.to_qkv(x).chunk(3, dim=-1))
        dots = torch.matmul(q, k.transpose(-1, -2)) * self.scale
        bias = self.relative_bias_table.gather(0, self.relative_index.repeat(1, self.heads))
        bias = bias.reshape(length, length, self.heads).permute(2, 0, 1).unsqueeze(0)
        out = torch.matmul(torch.softmax(dots + bias, dim=-1), v)
        return self.to_out(out.transpose(1, 2).reshape(batch, length, -1))


class CoAtTransformer(nn.Module):
    """Max pooling in front of attention and in the shortcut."""

    def __init__(self, inputs, dim, heads, side):
        super().__init__()
        self.side = side
        self.pool1, self.pool2 = nn.MaxPool2d(3, 2, 1), nn.MaxPool2d(3, 2, 1)
        self.proj = nn.Conv2d(inputs, dim, 1, bias=False)
        self.norm1, self.attn = nn.LayerNorm(inputs), RelativeAttention(inputs, dim, heads, side)
        self.norm2, self.ff = nn.LayerNorm(dim), Mlp(dim, 4 * dim)

    @staticmethod
    def tokens(x):
        return x.flatten(2).permute(0, 2, 1)

    def maps(self, x):
        return x.permute(0, 2, 1).reshape(x.shape[0], x.shape[2], self.side, self.side)

    def forward(self, x):
        x = self.proj(self.pool1(x)) + self.maps(self.attn(self.norm1(self.tokens(self.pool2(x)))))
        return x + self.maps(self.ff(self.norm2(self.tokens(x))))


@network("coatnet")
def coatnet():
    return nn.Sequential(
        nn.Conv2d(3, 12, 3, 2, 1, bias=False), nn.BatchNorm2d(12), nn.GELU(), nn.Conv2d(12, 12, 3, padding=1, bias=False),
        MbConv(12, 16, 2), CoAtTransformer(16, 24, 3, 4), nn.AvgPool2d(4, 1), nn.Flatten(), nn.Linear(24, 10))


class PreNormBlock(nn.Module):
    """A transformer block whose attention is written with a tuple of three linear maps' parts."""

    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.to_qkv, self.to_out = nn.LayerNorm(dim), nn.Linear(dim, 3 * dim, bias=True), nn.Linear(dim, dim)
        self.norm2, self.fc1, self.fc2 = nn.LayerNorm(dim), nn.Linear(dim, 2 * dim), nn.Linear(2 * dim, dim)

    def forward(self, x):
        batch, patch, length, dim = x.shape
        q, k, v = (part.reshape(batch, patch, length, self.heads, -1).transpose(2, 3) for part in self.to_qkv(self.norm1(x)).chunk(3, -1))
        weights = torch.softmax(q @ k.transpose(-1, -2) / (dim // self.heads) ** 0.5, dim=-1)
        x = x + self.to_out((weights @ v).transpose(2, 3).reshape(batch, patch, length, dim))
        return x + self.fc2(F.silu(self.fc1(self.norm2(x))))


class MobileVitBlock(nn.Module):
    """Convolutions, a transformer over the places that have the same place in their patch, and a convolution of old and new."""

    def __init__(self, channels, dim, heads=2, patch=2):
        super().__init__()
        self.patch = patch
        self.conv_kxk = nn.Sequential(nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels), nn.SiLU())
        self.conv_1x1 = nn.Conv2d(channels, dim, 1, bias=False)
        self.transformer, self.norm = nn.Sequential(PreNormBlock(dim, heads), PreNormBlock(dim, heads)), nn.LayerNorm(dim)
        self.conv_proj = nn.Sequential(nn.Conv2d(dim, channels, 1, bias=False), nn.BatchNorm2d(channels), nn.SiLU())
        self.conv_fusion = nn.Sequential(nn.Conv2d(2 * channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels), nn.SiLU())

    def forward(self, x):
        y = self.conv_1x1(self.conv_kxk(x))
        batch, dim, height, width = y.shape
        size = self.patch
        rows, columns = height // size, width // size
        y = y.reshape(batch * dim * rows, size, columns, size).transpose(1, 2)
        y = y.reshape(batch, dim, rows * columns, size * size).transpose(1, 3)
        y = self.norm(self.transformer(y))
        y = y.contiguous().view(batch, size * size, rows * columns, -1).transpose(1, 3)
        y = y.reshape(batch * dim * rows, columns, size, size).transpose(1, 2).reshape(batch, dim, height, width)
        return self.conv_fusion(torch.cat((x, self.conv_proj(y)), dim=1))


class InvertedResidual(nn.Sequential):
    """Expansion, depthwise convolution, projection."""

    def __init__(self, inputs, outputs, stride):
        width = 2 * inputs
        super().__init__(
            nn.Conv2d(inputs, width, 1, bias=False), nn.BatchNorm2d(width), nn.SiLU(),
            nn.Conv2d(width, width, 3, stride, 1, groups=width, bias=False), nn.BatchNorm2d(width), nn.SiLU(),
            nn.Conv2d(width, outputs, 1, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = super().forward(x)
        return x + y if x.shape == y.shape else y


@network("mobilevit", image_size=64)
def mobilevit():
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.SiLU(), InvertedResidual(8, 12, 2), InvertedResidual(12, 12, 1),
        InvertedResidual(12, 16, 2), MobileVitBlock(16, 20), InvertedResidual(16, 20, 2), MobileVitBlock(20, 24),
        nn.Conv2d(20, 48, 1, bias=False), nn.BatchNorm2d(48), nn.SiLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(48, 10))


class Meta4d(nn.Module):
    """EfficientFormer's convolutional block: pooling less the input, a perceptron of 1x1 convolutions, layer scales."""

    def __init__(self, dim):
        super().__init__()
        self.pool = nn.AvgPool2d(3, 1, 1, count_include_pad=False)
        self.fc1, self.norm1 = nn.Conv2d(dim, 4 * dim, 1), nn.BatchNorm2d(4 * dim)
        self.fc2, self.norm2 = nn.Conv2d(4 * dim, dim, 1), nn.BatchNorm2d(dim)
        self.layer_scale_1, self.layer_scale_2 = nn.Parameter(1e-5 * torch.ones(dim)), nn.Parameter(1e-5 * torch.ones(dim))

    def forward(self, x):
        x = x + self.layer_scale_1.view(-1, 1, 1) * (self.pool(x) - x)
        y = self.norm2(self.fc2(F.gelu(self.norm1(self.fc1(x)))))
        return x + self.layer_scale_2.view(-1, 1, 1) * y


class BiasAttention(nn.Module):
    """Narrow keys, wide values, and a bias for each distance."""

    def __init__(self, dim, key_dim, heads, side, ratio=2):
        super().__init__()
        self.heads, self.sizes, self.scale = heads, [key_dim, key_dim, ratio * key_dim], key_dim ** -0.5
        self.qkv, self.proj = nn.Linear(dim, heads * sum(self.sizes)), nn.Linear(heads * ratio * key_dim, dim)
        places = torch.stack(torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")).flatten(1)
        distance = (places[:, :, None] - places[:, None, :]).abs()
        self.attention_biases = nn.Parameter(torch.zeros(heads, side * side))
        self.register_buffer("attention_bias_idxs", distance[0] * side + distance[1])

    def forward(self, x):
        batch, length, _ = x.shape
        q, k, v = self.qkv(x).reshape(batch, length, self.heads, -1).permute(0, 2, 1, 3).split(self.sizes, dim=3)
        weights = q @ k.transpose(-2, -1) * self.scale + self.attention_biases[:, self.attention_bias_idxs]
        return self.proj((weights.softmax(dim=-1) @ v).transpose(1, 2).reshape(batch, length, -1))


class Meta3d(nn.Module):
    def __init__(self, dim, side):
        super().__init__()
        self.norm1, self.token_mixer = nn.LayerNorm(dim), BiasAttention(dim, 8, 2, side)
        self.norm2, self.mlp = nn.LayerNorm(dim), Mlp(dim, 4 * dim)
        self.layer_scale_1, self.layer_scale_2 = nn.Parameter(1e-5 * torch.ones(dim)), nn.Parameter(1e-5 * torch.ones(dim))

    def forward(self, x):
        x = x + self.layer_scale_1.unsqueeze(0).unsqueeze(0) * self.token_mixer(self.norm1(x))
        return x + self.layer_scale_2.unsqueeze(0).unsqueeze(0) * self.mlp(self.norm2(x))


class EfficientFormer(nn.Module):
    """Classified by the mean of two heads, of which one is distilled."""

    def __init__(self, classes=10):
        super().__init__()
        self.patch_embed = nn.Sequential(
            nn.Conv2d(3, 8, 3, 2, 1), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU())
        self.network = nn.ModuleList([
            Meta4d(16), nn.Sequential(nn.Conv2d(16, 24, 3, 2, 1), nn.BatchNorm2d(24)), Meta4d(24), nn.Flatten(2), Meta3d(24, 4)])
        self.norm, self.head, self.dist_head = nn.LayerNorm(24), nn.Linear(24, classes), nn.Linear(24, classes)

    def forward(self, x):
        x = self.patch_embed(x)
        for block in self.network:
            x = block(x)
            x = x.transpose(1, 2) if isinstance(block, nn.Flatten) else x
        x = self.norm(x)
        return (self.head(x.mean(-2)) + self.dist_head(x.mean(-2))) / 2


@network("efficientformer")
def efficientformer():
    return EfficientFormer()
