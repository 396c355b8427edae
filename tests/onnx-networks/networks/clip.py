"""The visual towers of CLIP: a transformer with its output projection, and a ResNet that ends in attention pooling."""

from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional as F

from .registry import network


class QuickGelu(nn.Module):
    """GELU by a sigmoid."""

    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


class ResidualAttentionBlock(nn.Module):
    """torch's own attention, sequence first, and a perceptron."""

    def __init__(self, width, heads):
        super().__init__()
        self.attn = nn.MultiheadAttention(width, heads)
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.mlp = nn.Sequential(OrderedDict([
            ("c_fc", nn.Linear(width, 4 * width)), ("gelu", QuickGelu()), ("c_proj", nn.Linear(4 * width, width))]))

    def forward(self, x):
        y = self.ln_1(x)
        x = x + self.attn(y, y, y, need_weights=False)[0]
        return x + self.mlp(self.ln_2(x))


class VisionTransformer(nn.Module):
    def __init__(self, width=24, heads=3, patch=8, size=32, layers=2, outputs=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, patch, patch, bias=False)
        self.class_embedding = nn.Parameter(width ** -0.5 * torch.randn(width))
        self.positional_embedding = nn.Parameter(width ** -0.5 * torch.randn((size // patch) ** 2 + 1, width))
        self.ln_pre = nn.LayerNorm(width)
        self.transformer = nn.Sequential(*(ResidualAttentionBlock(width, heads) for _ in range(layers)))
        self.ln_post = nn.LayerNorm(width)
        self.proj = nn.Parameter(width ** -0.5 * torch.randn(width, outputs))

    def forward(self, x):
        x = self.conv1(x)
        x = x.reshape(x.shape[0], x.shape[1], -1).permute(0, 2, 1)
        token = self.class_embedding.to(x.dtype) + torch.zeros(x.shape[0], 1, x.shape[-1], dtype=x.dtype, device=x.device)
        x = self.ln_pre(torch.cat([token, x], dim=1) + self.positional_embedding)
        x = self.transformer(x.permute(1, 0, 2)).permute(1, 0, 2)
        return self.ln_post(x[:, 0, :]) @ self.proj


@network("clip_vit")
def clip_vit():
    return VisionTransformer()


class AntialiasedBottleneck(nn.Module):
    """A bottleneck whose stride is a mean before a convolution of stride one, in the shortcut too."""

    def __init__(self, inputs, planes, stride=1, expansion=2):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, planes, 1, bias=False), nn.BatchNorm2d(planes)
        self.conv2, self.bn2 = nn.Conv2d(planes, planes, 3, padding=1, bias=False), nn.BatchNorm2d(planes)
        self.avgpool = nn.AvgPool2d(stride) if stride > 1 else nn.Identity()
        self.conv3, self.bn3 = nn.Conv2d(planes, planes * expansion, 1, bias=False), nn.BatchNorm2d(planes * expansion)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = nn.Sequential(OrderedDict([
            ("-1", nn.AvgPool2d(stride)), ("0", nn.Conv2d(inputs, planes * expansion, 1, bias=False)),
            ("1", nn.BatchNorm2d(planes * expansion))])) if stride > 1 or inputs != planes * expansion else None

    def forward(self, x):
        identity = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.avgpool(self.relu(self.bn2(self.conv2(out))))
        return self.relu(self.bn3(self.conv3(out)) + identity)


class AttentionPool2d(nn.Module):
    """The mean of all places, as the only query, attends to the places and itself."""

    def __init__(self, side, width, heads, outputs):
        super().__init__()
        self.positional_embedding = nn.Parameter(torch.randn(side ** 2 + 1, width) / width ** 0.5)
        self.k_proj, self.q_proj, self.v_proj = nn.Linear(width, width), nn.Linear(width, width), nn.Linear(width, width)
        self.c_proj = nn.Linear(width, outputs)
        self.num_heads = heads

    def forward(self, x):
        x = x.flatten(start_dim=2).permute(2, 0, 1)
        x = torch.cat([x.mean(dim=0, keepdim=True), x], dim=0)
        x = x + self.positional_embedding[:, None, :].to(x.dtype)
        x, _ = F.multi_head_attention_forward(
            query=x[:1], key=x, value=x, embed_dim_to_check=x.shape[-1], num_heads=self.num_heads,
            q_proj_weight=self.q_proj.weight, k_proj_weight=self.k_proj.weight, v_proj_weight=self.v_proj.weight, in_proj_weight=None,
            in_proj_bias=torch.cat([self.q_proj.bias, self.k_proj.bias, self.v_proj.bias]), bias_k=None, bias_v=None,
            add_zero_attn=False, dropout_p=0, out_proj_weight=self.c_proj.weight, out_proj_bias=self.c_proj.bias,
            use_separate_proj_weight=True, training=self.training, need_weights=False)
        return x.squeeze(0)


class ModifiedResNet(nn.Module):
    def __init__(self, width=12, outputs=10):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, width // 2, 3, 2, 1, bias=False), nn.BatchNorm2d(width // 2)
        self.conv2, self.bn2 = nn.Conv2d(width // 2, width, 3, padding=1, bias=False), nn.BatchNorm2d(width)
        self.relu, self.avgpool = nn.ReLU(inplace=True), nn.AvgPool2d(2)
        self.layer1 = AntialiasedBottleneck(width, width)
        self.layer2 = AntialiasedBottleneck(2 * width, 16, stride=2)
        self.attnpool = AttentionPool2d(4, 32, 4, outputs)

    def forward(self, x):
        x = self.relu(self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x))))))
        return self.attnpool(self.layer2(self.layer1(self.avgpool(x))))


@network("clip_resnet")
def clip_resnet():
    return ModifiedResNet()
