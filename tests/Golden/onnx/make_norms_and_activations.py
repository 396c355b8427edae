"""Exports small networks that no zoo has, as their users write them: <name>__<way>.onnx.gz and <name>__io.npz for each.

Run with PyTorch 1.13 and NumPy: python3 make_norms_and_activations.py
"""
import gzip
import io
import math
import pathlib

import numpy
import torch
from torch import nn
from torch.nn import functional as F

FOLDER = pathlib.Path(__file__).parent
SIDE = 8


class Normalizations(nn.Module):
    """Group and instance normalisation, with and without scale and shift, and batch normalisation of features."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 12, 3, padding=1)
        self.groups = nn.GroupNorm(3, 12)
        self.expand = nn.Conv2d(12, 16, 3, stride=2, padding=1)
        self.instances = nn.InstanceNorm2d(16, affine=True)
        self.mix = nn.Conv2d(16, 16, 1)
        self.plain = nn.InstanceNorm2d(16)
        self.same = nn.GroupNorm(4, 16, eps=1e-3, affine=False)
        self.whole = nn.GroupNorm(1, 16)
        self.hidden = nn.Linear(16 * SIDE * SIDE // 4, 10)
        self.features = nn.BatchNorm1d(10)
        self.head = nn.Linear(10, 5)

    def forward(self, x):
        x = F.relu(self.groups(self.stem(x)))
        x = F.relu(self.instances(self.expand(x)))
        x = x + self.plain(self.mix(x)) + self.same(x)
        x = self.hidden(self.whole(x).flatten(1))
        return self.head(F.relu(self.features(x)))


class TanhGelu(nn.Module):
    """As language models write it."""

    def forward(self, x):
        return 0.5 * x * (1.0 + torch.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * torch.pow(x, 3.0))))


class Activations(nn.Module):
    """A convolution before each activation."""

    def __init__(self):
        super().__init__()
        self.functions = nn.ModuleList([
            nn.LeakyReLU(0.2), nn.ELU(), nn.ELU(0.7), nn.SELU(), nn.CELU(0.6), nn.GELU(approximate="tanh"), TanhGelu(), nn.Mish(),
            nn.Softplus(), nn.LeakyReLU(),
        ])
        self.layers = nn.ModuleList([nn.Conv2d(3 if i == 0 else 6, 6, 1) for i in range(len(self.functions))])
        self.norm = nn.BatchNorm2d(6)
        self.head = nn.Linear(6 * SIDE * SIDE, 5)

    def forward(self, x):
        for layer, function in zip(self.layers, self.functions):
            x = function(layer(x))
        return self.head(F.mish(self.norm(x)).flatten(1))


class Block(nn.Module):
    """ConvNeXt's, as its authors wrote it."""

    def __init__(self, width):
        super().__init__()
        self.dwconv = nn.Conv2d(width, width, 3, padding=1, groups=width)
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.pwconv1 = nn.Linear(width, 2 * width)
        self.pwconv2 = nn.Linear(2 * width, width)
        self.gamma = nn.Parameter(torch.ones(width))

    def forward(self, x):
        y = self.dwconv(x).permute(0, 2, 3, 1)
        y = self.pwconv2(F.gelu(self.pwconv1(self.norm(y))))
        return x + (self.gamma * y).permute(0, 3, 1, 2)


class ChannelsLast(nn.Module):
    """Layer normalisation of maps, with and without scale and shift, and learnt scales of their features."""

    def __init__(self, width=8):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 2, stride=2)
        self.plain = nn.LayerNorm(width, elementwise_affine=False)
        self.blocks = nn.Sequential(Block(width), Block(width))
        self.tokens = nn.BatchNorm1d(width)
        self.head = nn.Linear(width, 5)

    def forward(self, x):
        x = self.plain(self.stem(x).permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        x = self.blocks(x).flatten(2)
        return self.head(F.relu(self.tokens(x)).mean(2))


class SeparateAttention(nn.Module):
    """Queries, keys and values by linear maps of their own, as Hugging Face's transformers have them."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.dense = nn.Linear(width, width)

    def split(self, x):
        return x.view(x.size(0), x.size(1), self.heads, x.size(2) // self.heads).permute(0, 2, 1, 3)

    def forward(self, x):
        query, key, value = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        scores = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(query.size(-1))
        return self.dense((scores.softmax(-1) @ value).permute(0, 2, 1, 3).reshape(x.shape))


class ScaledAttention(nn.Module):
    """A scale of its own, shared between queries and keys, and heads that are normalised and lie outermost."""

    def __init__(self, width, heads, scale):
        super().__init__()
        self.heads, self.scale = heads, scale
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.q_norm = nn.LayerNorm(width // heads)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        samples, tokens, width = x.shape
        qkv = self.qkv(x).reshape(samples, tokens, self.heads, 3, width // self.heads).permute(3, 0, 2, 1, 4)
        query, key, value = qkv.unbind(0)
        root = math.sqrt(self.scale)
        attention = (self.q_norm(query) * root) @ (key * root).transpose(-2, -1)
        return self.proj((attention.softmax(-1) @ value).transpose(1, 2).reshape(samples, tokens, width))


class Transformer(nn.Module):
    def __init__(self, width=12):
        super().__init__()
        self.patches = nn.Conv2d(3, width, 2, stride=2)
        self.norm1 = nn.LayerNorm(width)
        self.separate = SeparateAttention(width, heads=3)
        self.gamma_1 = nn.Parameter(torch.ones(width))
        self.norm2 = nn.LayerNorm(width)
        self.scaled = ScaledAttention(width, heads=2, scale=0.3)
        self.head = nn.Linear(width, 5)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = x + self.gamma_1 * self.separate(self.norm1(x))
        x = x + self.scaled(self.norm2(x))
        return self.head(x.mean(1))


class ScaleNorm(nn.Module):
    """Layer normalisation with a scale and no shift, which nn.LayerNorm has since PyTorch 2.1 as bias=False."""

    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return F.layer_norm(x, self.weight.shape, self.weight, None, 1e-5)


class PartialNormalizations(nn.Module):
    """Batch normalisation without scale and shift, also before a sum and of features, and layer normalisation without shift."""

    def __init__(self, width=8):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 3, stride=2, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(width, affine=False)
        self.conv = nn.Conv2d(width, width, 3, padding=1)
        self.same = nn.BatchNorm2d(width, eps=1e-3, momentum=0.3, affine=False)
        self.norm1 = ScaleNorm(width)
        self.mlp = nn.Linear(width, width)
        self.norm2 = ScaleNorm(width)
        self.hidden = nn.Linear(width, 6)
        self.features = nn.BatchNorm1d(6, affine=False)
        self.head = nn.Linear(6, 5)

    def forward(self, x):
        x = F.relu(self.norm(self.stem(x)))
        x = F.relu(x + self.same(self.conv(x))).flatten(2).transpose(1, 2)
        x = self.norm2(x + F.gelu(self.mlp(self.norm1(x))))
        return self.head(F.relu(self.features(self.hidden(x.mean(1)))))


def randomize(model, seed):
    """Values that no two layers share, far from those that layers start with."""
    generator = torch.Generator().manual_seed(seed)
    for name, value in model.state_dict().items():
        if value.dtype == torch.float32:
            noise = torch.randn(value.shape, generator=generator)
            fan = value[0].numel() if value.dim() > 1 else 1
            value.copy_(noise / math.sqrt(fan) if value.dim() > 1 else 0.5 + 0.5 * noise.abs() if "var" in name else 0.5 + 0.3 * noise)


def export(model, path, version, folds):
    content = io.BytesIO()
    torch.onnx.export(
        model, torch.zeros(2, 3, SIDE, SIDE), content, opset_version=version, input_names=["images"], output_names=["logits"],
        do_constant_folding=folds, training=torch.onnx.TrainingMode.PRESERVE)
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(content.getvalue())


def main():
    torch.set_num_threads(1)
    models = {
        "user_norms": Normalizations(), "user_activations": Activations(), "user_channels_last": ChannelsLast(),
        "user_attention": Transformer(), "user_partial_norms": PartialNormalizations(),
    }
    for seed, (name, model) in enumerate(models.items()):
        randomize(model, seed)
        model.eval()
        export(model, FOLDER / f"{name}__op13_preserve.onnx.gz", 13, folds=False)
        if name in ("user_norms", "user_attention", "user_partial_norms"):
            export(model, FOLDER / f"{name}__op17_folded.onnx.gz", 17, folds=True)
        images = torch.randn(2, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(100 + seed))
        with torch.no_grad():
            output = model.double()(images.double())
        numpy.savez(FOLDER / f"{name}__io.npz", input=images.numpy(), output_f64=output.numpy())
        print(name, output.abs().max().item(), output.std(0).mean().item())


if __name__ == "__main__":
    main()
