"""Networks with an operation in their middle that Ghn has no layer for, as PyTorch's exporter writes them."""

import gzip
import io

import torch
from torch import nn
from torch.nn import functional


class Decoder(nn.Module):
    """A transposed convolution on one of two ways that are joined."""

    def __init__(self, width=8):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU())
        self.down = nn.Sequential(nn.Conv2d(width, 2 * width, 3, stride=2, padding=1), nn.BatchNorm2d(2 * width), nn.ReLU())
        self.up = nn.ConvTranspose2d(2 * width, 2 * width, 2, stride=2)
        self.merge = nn.Sequential(nn.Conv2d(3 * width, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU())
        self.head = nn.Linear(width, 10)

    def forward(self, x):
        x = self.stem(x)
        y = self.up(self.down(x))
        return self.head(self.merge(torch.cat([x, y], 1)).mean((2, 3)))


class Sampler(nn.Module):
    """Maps sampled where another layer says: an operation on two signals."""

    def __init__(self, width=8):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 3, padding=1)
        self.places = nn.Conv2d(width, 2, 3, stride=2, padding=1)
        self.filter = nn.Conv2d(width, width, 3, padding=1)
        self.head = nn.Linear(width, 10)

    def forward(self, x):
        x = self.stem(x).relu()
        y = functional.grid_sample(x, self.places(x).tanh().permute(0, 2, 3, 1), align_corners=False)
        return self.head(self.filter(y).relu().mean((2, 3)))


class Bilinear(nn.Module):
    """Products of all channels by a learnt metric, before the classifier."""

    def __init__(self, width=8):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 3, stride=2, padding=1)
        self.metric = nn.Parameter(torch.randn(width, width))
        self.head = nn.Linear(width * width, 10)

    def forward(self, x):
        x = self.stem(x).relu()
        return self.head(torch.einsum("nchw,ce,nehw->nce", x, self.metric, x).flatten(1))


for net, has_weights in ((Decoder, True), (Decoder, False), (Sampler, True), (Bilinear, True)):
    torch.manual_seed(0)
    file = io.BytesIO()
    torch.onnx.export(
        net().eval(), torch.zeros(1, 3, 16, 16), file, training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False,
        opset_version=17, export_params=has_weights, input_names=["images"], output_names=["logits"],
        dynamic_axes={"images": {0: "N"}, "logits": {0: "N"}})
    name = f"{net.__name__.lower()}{'' if has_weights else '__empty'}.onnx.gz"
    with open(name, "wb") as out:
        out.write(gzip.compress(file.getvalue(), mtime=0))
