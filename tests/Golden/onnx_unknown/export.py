"""Networks with an operation in their middle that Ghn has no layer for, as PyTorch's exporter writes them."""

import gzip
import io

import onnx
import torch
from torch import nn
from torch.nn import functional


class Upscale(torch.autograd.Function):
    """An operation of a domain of its own, as whoever writes a kernel exports it."""

    @staticmethod
    def forward(ctx, x, weight, bias):
        return functional.conv_transpose2d(x, weight, bias, stride=2)

    @staticmethod
    def symbolic(g, x, weight, bias):
        return g.op("com.example::Upscale", x, weight, bias)


class Upscaling(nn.Module):
    """A layer of that operation."""

    def __init__(self, channels):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(channels, channels, 2, 2) / channels**0.5)
        self.bias = nn.Parameter(torch.randn(channels))

    def forward(self, x):
        return Upscale.apply(x, self.weight, self.bias)


class Decoder(nn.Module):
    """An operation of a domain of its own on one of two ways that are joined; the file says the shape that it gives."""

    def __init__(self, width=8):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU())
        self.down = nn.Sequential(nn.Conv2d(width, 2 * width, 3, stride=2, padding=1), nn.BatchNorm2d(2 * width), nn.ReLU())
        self.up = Upscaling(2 * width)
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


def with_shape(model):
    """The model, which says the shape of what the operation gives, and of the output behind it."""
    for node in model.graph.node:
        if node.op_type == "Upscale":
            shape = onnx.helper.make_tensor_value_info(node.output[0], onnx.TensorProto.FLOAT, ["N", 16, 16, 16])
            del model.graph.value_info[:]
            model.graph.value_info.append(shape)
            model.graph.output[0].type.tensor_type.shape.dim[1].dim_value = 10
    return model


for net, has_weights in ((Decoder, True), (Decoder, False), (Sampler, True), (Bilinear, True)):
    torch.manual_seed(0)
    file = io.BytesIO()
    torch.onnx.export(
        net().eval(), torch.zeros(1, 3, 16, 16), file, training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False,
        opset_version=17, export_params=has_weights, input_names=["images"], output_names=["logits"],
        dynamic_axes={"images": {0: "N"}, "logits": {0: "N"}},
        custom_opsets={"com.example": 1} if net is Decoder else None)
    model = with_shape(onnx.load_from_string(file.getvalue()))
    name = f"{net.__name__.lower()}{'' if has_weights else '__empty'}.onnx.gz"
    with open(name, "wb") as out:
        out.write(gzip.compress(model.SerializeToString(), mtime=0))
