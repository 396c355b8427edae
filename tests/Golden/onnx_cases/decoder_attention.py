"""Writes the cases of `networks/` in which layers take parts of one tensor: `python3 decoder_attention.py networks` (torch 1.13).

`nn.MultiheadAttention` with queries from one sequence and keys and values from another cuts its `in_proj_weight` in two or three.
"""

import gzip
import io
import json
import pathlib
import sys
import warnings
import zlib

import numpy
import torch
from torch import nn
from torch.nn import functional


class Decoder(nn.Module):
    """Learnt queries in a transformer decoder, which asks the patches; both layers share nothing but the patches."""

    def __init__(self, dim=16, queries=3, classes=5):
        super().__init__()
        self.stem = nn.Conv2d(3, dim, 8, stride=8)
        self.pos = nn.Parameter(0.1 * torch.randn(1, 16, dim))
        self.query = nn.Parameter(torch.randn(1, queries, dim))
        self.decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(dim, 4, 24, dropout=0, batch_first=True), 2)
        self.head = nn.Linear(dim, classes)

    def forward(self, x):
        memory = self.stem(x).flatten(2).transpose(1, 2) + self.pos
        return self.head(self.decoder(self.query.expand(x.shape[0], -1, -1), memory).mean(1))


class TwoScales(nn.Module):
    """Patches ask smaller ones, whose positions are part of the keys and not of the values: three parts, sequence first."""

    def __init__(self, dim=16, classes=5):
        super().__init__()
        self.coarse, self.fine = nn.Conv2d(3, dim, 16, stride=16), nn.Conv2d(3, dim, 8, stride=8)
        self.pos = nn.Parameter(0.1 * torch.randn(16, 1, dim))
        self.attention, self.norm = nn.MultiheadAttention(dim, 2), nn.LayerNorm(dim)
        self.head = nn.Linear(dim, classes)

    def forward(self, x):
        coarse, fine = (stem(x).flatten(2).permute(2, 0, 1) for stem in (self.coarse, self.fine))
        attended, _ = self.attention(coarse, fine + self.pos, fine, need_weights=False)
        return self.head(self.norm(coarse + attended).mean(0))


class Parts(nn.Module):
    """Every second filter of a convolution, some columns of a matrix, and all of a matrix of which another layer takes some rows."""

    def __init__(self, classes=5):
        super().__init__()
        self.filters = nn.Parameter(torch.randn(16, 3, 4, 4) / 7)
        self.columns = nn.Parameter(torch.randn(12, 16) / 4)
        self.rows, self.bias = nn.Parameter(torch.randn(12, 12) / 4), nn.Parameter(torch.randn(12))
        self.head = nn.Linear(12, classes)

    def forward(self, x):
        x = functional.conv2d(x, self.filters[1::2], stride=4).mean((2, 3))
        x = functional.relu(functional.linear(x, self.columns[:, 4:12]))
        x = functional.relu(functional.linear(x, self.rows, self.bias))
        return self.head(functional.pad(functional.linear(x, self.rows[3:9], self.bias[2:8]), (3, 3)))


CASES = {"attention-across": TwoScales, "attention-decoder": Decoder, "weight-parts": Parts}


def main():
    warnings.filterwarnings("ignore")
    folder = pathlib.Path(sys.argv[1])
    for name, constructor in CASES.items():
        torch.manual_seed(zlib.crc32(name.encode()))
        module, images = constructor().eval(), (32 * torch.randn(3, 3, 32, 32)).round() / 32
        with torch.no_grad():
            for parameter in module.parameters():
                if parameter.numel() == 1 or parameter.min() == parameter.max():
                    parameter.add_(0.25 * torch.randn_like(parameter))
                parameter.copy_((256 * parameter).round() / 256)
            expected = module(images)
        content = io.BytesIO()
        torch.onnx.export(
            module, images, content, opset_version=17, training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False,
            input_names=["images"], output_names=["logits"], dynamic_axes={"images": {0: "N"}, "logits": {0: "N"}})
        (folder / f"{name}.onnx.gz").write_bytes(gzip.compress(content.getvalue(), 9, mtime=0))
        numpy.savez_compressed(folder / f"{name}__io.npz", input=images.numpy(), expected=expected.numpy())
        entries = {key: [str(value.dtype)[6:], list(value.shape)] for key, value in module.state_dict().items()}
        (folder / f"{name}__state_dict.json").write_text(json.dumps(entries) + "\n")


if __name__ == "__main__":
    main()
