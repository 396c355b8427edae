"""Vision transformers of one resolution."""

import torch
from torch import nn
from torch.nn import functional as F

from .registry import network


class PatchEmbed(nn.Module):
    def __init__(self, dim, patch=8):
        super().__init__()
        self.proj = nn.Conv2d(3, dim, patch, patch)

    def forward(self, x):
        return self.proj(x).flatten(2).transpose(1, 2)


class Mlp(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.fc1, self.act, self.fc2 = nn.Linear(dim, hidden), nn.GELU(), nn.Linear(hidden, dim)

    def forward(self, x):
        return self.fc2(self.act(self.fc1(x)))


class Attention(nn.Module):
    """Queries, keys and values from one linear map."""

    def __init__(self, dim, heads):
        super().__init__()
        self.num_heads, self.scale = heads, (dim // heads) ** -0.5
        self.qkv, self.proj = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)

    def forward(self, x):
        batch, length, dim = x.shape
        q, k, v = self.qkv(x).reshape(batch, length, 3, self.num_heads, dim // self.num_heads).permute(2, 0, 3, 1, 4).unbind(0)
        weights = (q @ k.transpose(-2, -1) * self.scale).softmax(dim=-1)
        return self.proj((weights @ v).transpose(1, 2).reshape(batch, length, dim))


class Block(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.norm1, self.attn = nn.LayerNorm(dim, eps=1e-6), Attention(dim, heads)
        self.norm2, self.mlp = nn.LayerNorm(dim, eps=1e-6), Mlp(dim, 4 * dim)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class DistilledTransformer(nn.Module):
    """DeiT with a token and a head for its teacher; at inference, the mean of both heads."""

    def __init__(self, dim=24, heads=3, depth=2, classes=10):
        super().__init__()
        self.cls_token, self.dist_token = nn.Parameter(torch.zeros(1, 1, dim)), nn.Parameter(torch.zeros(1, 1, dim))
        self.pos_embed = nn.Parameter(torch.zeros(1, 18, dim))
        self.patch_embed = PatchEmbed(dim)
        self.blocks = nn.Sequential(*(Block(dim, heads) for _ in range(depth)))
        self.norm = nn.LayerNorm(dim, eps=1e-6)
        self.head, self.head_dist = nn.Linear(dim, classes), nn.Linear(dim, classes)

    def forward(self, x):
        x = self.patch_embed(x)
        tokens = self.cls_token.expand(x.shape[0], -1, -1), self.dist_token.expand(x.shape[0], -1, -1)
        x = self.norm(self.blocks(torch.cat((*tokens, x), dim=1) + self.pos_embed))
        return (self.head(x[:, 0]) + self.head_dist(x[:, 1])) / 2


@network("deit_distilled")
def deit_distilled():
    return DistilledTransformer()


class TalkingHeads(nn.Module):
    """CaiT's attention, mixed across heads before and after the softmax."""

    def __init__(self, dim, heads):
        super().__init__()
        self.num_heads, self.scale = heads, (dim // heads) ** -0.5
        self.qkv, self.proj = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
        self.proj_l, self.proj_w = nn.Linear(heads, heads), nn.Linear(heads, heads)

    def forward(self, x):
        batch, length, dim = x.shape
        qkv = self.qkv(x).reshape(batch, length, 3, self.num_heads, dim // self.num_heads).permute(2, 0, 3, 1, 4)
        q, k, v = qkv[0] * self.scale, qkv[1], qkv[2]
        weights = self.proj_l((q @ k.transpose(-2, -1)).permute(0, 2, 3, 1)).permute(0, 3, 1, 2).softmax(dim=-1)
        weights = self.proj_w(weights.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        return self.proj((weights @ v).transpose(1, 2).reshape(batch, length, dim))


class ClassAttention(nn.Module):
    """The class token alone asks; all tokens answer."""

    def __init__(self, dim, heads):
        super().__init__()
        self.num_heads, self.scale = heads, (dim // heads) ** -0.5
        self.q, self.k, self.v, self.proj = (nn.Linear(dim, dim) for _ in range(4))

    def forward(self, x):
        batch, length, dim = x.shape
        shape = (batch, length, self.num_heads, dim // self.num_heads)
        q = self.q(x[:, 0]).unsqueeze(1).reshape(batch, 1, *shape[2:]).permute(0, 2, 1, 3) * self.scale
        k, v = (layer(x).reshape(shape).permute(0, 2, 1, 3) for layer in (self.k, self.v))
        weights = (q @ k.transpose(-2, -1)).softmax(dim=-1)
        return self.proj((weights @ v).transpose(1, 2).reshape(batch, 1, dim))


class ScaledBlock(nn.Module):
    """A block with layer scale; where it has a class token, only that is renewed."""

    def __init__(self, dim, attention, init=1e-4):
        super().__init__()
        self.norm1, self.attn = nn.LayerNorm(dim, eps=1e-6), attention
        self.norm2, self.mlp = nn.LayerNorm(dim, eps=1e-6), Mlp(dim, 4 * dim)
        self.gamma_1, self.gamma_2 = nn.Parameter(init * torch.ones(dim)), nn.Parameter(init * torch.ones(dim))

    def forward(self, x, token=None):
        if token is None:
            x = x + self.gamma_1 * self.attn(self.norm1(x))
            return x + self.gamma_2 * self.mlp(self.norm2(x))
        token = token + self.gamma_1 * self.attn(self.norm1(torch.cat((token, x), dim=1)))
        return token + self.gamma_2 * self.mlp(self.norm2(token))


class CaiT(nn.Module):
    def __init__(self, dim=24, heads=3, depth=2, classes=10):
        super().__init__()
        self.patch_embed = PatchEmbed(dim)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.pos_embed = nn.Parameter(torch.zeros(1, 16, dim))
        self.blocks = nn.ModuleList(ScaledBlock(dim, TalkingHeads(dim, heads)) for _ in range(depth))
        self.blocks_token_only = nn.ModuleList(ScaledBlock(dim, ClassAttention(dim, heads)) for _ in range(2))
        self.norm, self.head = nn.LayerNorm(dim, eps=1e-6), nn.Linear(dim, classes)

    def forward(self, x):
        x = self.patch_embed(x) + self.pos_embed
        token = self.cls_token.expand(x.shape[0], -1, -1)
        for block in self.blocks:
            x = block(x)
        for block in self.blocks_token_only:
            token = block(x, token)
        return self.head(self.norm(torch.cat((token, x), dim=1))[:, 0])


@network("cait")
def cait():
    return CaiT()


class BiasedAttention(nn.Module):
    """BEiT's attention: no bias of the keys, and a table of biases by relative position, with three entries for the class token."""

    def __init__(self, dim, heads, side):
        super().__init__()
        self.num_heads, self.scale = heads, (dim // heads) ** -0.5
        self.qkv, self.proj = nn.Linear(dim, 3 * dim, bias=False), nn.Linear(dim, dim)
        self.q_bias, self.v_bias = nn.Parameter(torch.zeros(dim)), nn.Parameter(torch.zeros(dim))
        entries = (2 * side - 1) ** 2 + 3
        self.relative_position_bias_table = nn.Parameter(torch.zeros(entries, heads))
        places = torch.stack(torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")).flatten(1)
        offsets = (places[:, :, None] - places[:, None, :] + side - 1).permute(1, 2, 0)
        index = torch.zeros(side ** 2 + 1, side ** 2 + 1, dtype=torch.long)
        index[1:, 1:] = offsets[..., 0] * (2 * side - 1) + offsets[..., 1]
        index[0, :], index[:, 0], index[0, 0] = entries - 3, entries - 2, entries - 1
        self.register_buffer("relative_position_index", index)

    def forward(self, x):
        batch, length, dim = x.shape
        bias = torch.cat((self.q_bias, torch.zeros_like(self.v_bias, requires_grad=False), self.v_bias))
        qkv = F.linear(x, self.qkv.weight, bias).reshape(batch, length, 3, self.num_heads, -1).permute(2, 0, 3, 1, 4)
        q, k, v = qkv[0] * self.scale, qkv[1], qkv[2]
        relative = self.relative_position_bias_table[self.relative_position_index.view(-1)].view(length, length, -1)
        weights = (q @ k.transpose(-2, -1) + relative.permute(2, 0, 1).contiguous().unsqueeze(0)).softmax(dim=-1)
        return self.proj((weights @ v).transpose(1, 2).reshape(batch, length, -1))


class Beit(nn.Module):
    def __init__(self, dim=24, heads=3, depth=2, classes=10):
        super().__init__()
        self.patch_embed = PatchEmbed(dim)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.blocks = nn.Sequential(*(ScaledBlock(dim, BiasedAttention(dim, heads, 4), init=0.1) for _ in range(depth)))
        self.fc_norm, self.head = nn.LayerNorm(dim, eps=1e-6), nn.Linear(dim, classes)

    def forward(self, x):
        x = self.patch_embed(x)
        x = self.blocks(torch.cat((self.cls_token.expand(x.size(0), -1, -1), x), dim=1))
        return self.head(self.fc_norm(x[:, 1:, :].mean(1)))


@network("beit")
def beit():
    return Beit()


class LayerScale(nn.Module):
    def __init__(self, dim, init=1e-5):
        super().__init__()
        self.gamma = nn.Parameter(init * torch.ones(dim))

    def forward(self, x):
        return x * self.gamma


class SwiGlu(nn.Module):
    """DINOv2's perceptron with a gate."""

    def __init__(self, dim, hidden):
        super().__init__()
        self.w12, self.w3 = nn.Linear(dim, 2 * hidden), nn.Linear(hidden, dim)

    def forward(self, x):
        gate, value = self.w12(x).chunk(2, dim=-1)
        return self.w3(F.silu(gate) * value)


class DinoBlock(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.norm1, self.attn, self.ls1 = nn.LayerNorm(dim, eps=1e-6), Attention(dim, heads), LayerScale(dim)
        self.norm2, self.mlp, self.ls2 = nn.LayerNorm(dim, eps=1e-6), SwiGlu(dim, 2 * dim), LayerScale(dim)

    def forward(self, x):
        x = x + self.ls1(self.attn(self.norm1(x)))
        return x + self.ls2(self.mlp(self.norm2(x)))


class DinoV2(nn.Module):
    """Registers between the class token and the patches; classified by the class token and the mean of the patches."""

    def __init__(self, dim=24, heads=3, depth=2, registers=4, classes=10):
        super().__init__()
        self.patch_embed = PatchEmbed(dim)
        self.cls_token, self.pos_embed = nn.Parameter(torch.zeros(1, 1, dim)), nn.Parameter(torch.zeros(1, 17, dim))
        self.register_tokens = nn.Parameter(torch.zeros(1, registers, dim))
        self.blocks = nn.ModuleList(DinoBlock(dim, heads) for _ in range(depth))
        self.norm, self.head = nn.LayerNorm(dim, eps=1e-6), nn.Linear(2 * dim, classes)

    def forward(self, x):
        x = self.patch_embed(x)
        x = torch.cat((self.cls_token.expand(x.shape[0], -1, -1), x), dim=1) + self.pos_embed
        x = torch.cat((x[:, :1], self.register_tokens.expand(x.shape[0], -1, -1), x[:, 1:]), dim=1)
        for block in self.blocks:
            x = block(x)
        x = self.norm(x)
        patches = x[:, 1 + self.register_tokens.shape[1]:]
        return self.head(torch.cat([x[:, 0], patches.mean(dim=1)], dim=1))


@network("dinov2")
def dinov2():
    return DinoV2()


class CrossCovariance(nn.Module):
    """XCiT's attention: between channels, of normalised queries and keys, with a learnt temperature."""

    def __init__(self, dim, heads):
        super().__init__()
        self.num_heads = heads
        self.temperature = nn.Parameter(torch.ones(heads, 1, 1))
        self.qkv, self.proj = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)

    def forward(self, x):
        batch, length, dim = x.shape
        qkv = self.qkv(x).reshape(batch, length, 3, self.num_heads, dim // self.num_heads).permute(2, 0, 3, 4, 1)
        q, k, v = F.normalize(qkv[0], dim=-1), F.normalize(qkv[1], dim=-1), qkv[2]
        weights = (q @ k.transpose(-2, -1) * self.temperature).softmax(dim=-1)
        return self.proj((weights @ v).permute(0, 3, 1, 2).reshape(batch, length, dim))


class LocalInteraction(nn.Module):
    """Two depthwise convolutions over the map of tokens."""

    def __init__(self, dim, side):
        super().__init__()
        self.side = side
        self.conv1, self.conv2 = (nn.Conv2d(dim, dim, 3, padding=1, groups=dim) for _ in range(2))
        self.bn = nn.BatchNorm2d(dim)

    def forward(self, x):
        batch, length, dim = x.shape
        x = x.permute(0, 2, 1).reshape(batch, dim, self.side, self.side)
        return self.conv2(self.bn(F.gelu(self.conv1(x)))).reshape(batch, dim, length).permute(0, 2, 1)


class XcitBlock(nn.Module):
    def __init__(self, dim, heads, side):
        super().__init__()
        self.norm1, self.attn = nn.LayerNorm(dim, eps=1e-6), CrossCovariance(dim, heads)
        self.norm2, self.mlp = nn.LayerNorm(dim, eps=1e-6), Mlp(dim, 4 * dim)
        self.norm3, self.local_mp = nn.LayerNorm(dim, eps=1e-6), LocalInteraction(dim, side)
        self.gamma1, self.gamma2, self.gamma3 = (nn.Parameter(0.1 * torch.ones(dim)) for _ in range(3))

    def forward(self, x):
        x = x + self.gamma1 * self.attn(self.norm1(x))
        x = x + self.gamma3 * self.local_mp(self.norm3(x))
        return x + self.gamma2 * self.mlp(self.norm2(x))


class Xcit(nn.Module):
    def __init__(self, dim=24, heads=3, depth=2, classes=10):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, dim // 2, 3, 2, 1, bias=False), nn.BatchNorm2d(dim // 2), nn.GELU(),
            nn.Conv2d(dim // 2, dim, 3, 2, 1, bias=False), nn.BatchNorm2d(dim))
        self.pos_embed = nn.Parameter(torch.zeros(1, 64, dim))
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.blocks = nn.ModuleList(XcitBlock(dim, heads, 8) for _ in range(depth))
        self.cls_block = ScaledBlock(dim, ClassAttention(dim, heads))
        self.norm, self.head = nn.LayerNorm(dim, eps=1e-6), nn.Linear(dim, classes)

    def forward(self, x):
        x = self.stem(x).flatten(2).transpose(1, 2) + self.pos_embed
        for block in self.blocks:
            x = block(x)
        token = self.cls_block(x, self.cls_token.expand(x.shape[0], -1, -1))
        return self.head(self.norm(token)[:, 0])


@network("xcit")
def xcit():
    return Xcit()
