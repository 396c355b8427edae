"""Runs networks of cells in PyTorch, forward and backward: writes execution.json.gz.

A plain re-writing of the networks, independent of the C# code, with weights and images by the rule of tests/Golden/README.md.
Run with PyTorch 1.13 or later: python3 make_execution.py
"""
import gzip
import json
import pathlib

import numpy
import torch
from torch import nn
from torch.nn import functional as F

FOLDER = pathlib.Path(__file__).parent
CASES = [  # (split, index, side of the images)
    ("train", 0, 32), ("train", 1, 32), ("train", 9, 32), ("train", 12, 48), ("test", 0, 32), ("test", 2, 64), ("wide", 2, 32),
    ("dense", 0, 32), ("dense", 3, 32), ("bnfree", 2, 32), ("bnfree", 3, 32),
]
NONE = object()


def norm(channels, has_norm):
    return nn.BatchNorm2d(channels) if has_norm else nn.Identity()


def conv(channels_in, channels, kernel, stride=1, dilation=1, groups=1):
    kernel = (kernel, kernel) if isinstance(kernel, int) else kernel
    padding = tuple(dilation * (side // 2) for side in kernel)
    return nn.Conv2d(channels_in, channels, kernel, stride, padding, dilation, groups, bias=False)


class Op(nn.Module):
    def __init__(self, *layers):
        super().__init__()
        self.op = nn.Sequential(*layers)

    def forward(self, x):
        return self.op(x)


class Reduction(nn.Module):
    def __init__(self, channels_in, channels, has_norm):
        super().__init__()
        self.conv_1 = conv(channels_in, channels // 2, 1, 2)
        self.conv_2 = conv(channels_in, channels // 2, 1, 2)
        self.bn = norm(channels, has_norm)

    def forward(self, x):
        x = x.relu()
        return self.bn(torch.cat([self.conv_1(x), self.conv_2(x[:, :, 1:, 1:])], 1))


class Excitation(nn.Module):
    def __init__(self, channels, stride):
        super().__init__()
        self.stride = stride
        self.fc1 = nn.Linear(channels, channels // 2)
        self.fc2 = nn.Linear(channels // 2, channels)

    def forward(self, x):
        x = x * F.hardswish(self.fc2(self.fc1(x.mean((2, 3))).relu()))[:, :, None, None]
        return x[:, :, ::self.stride, ::self.stride]


class Attention(nn.Module):
    def __init__(self, channels, heads=8):
        super().__init__()
        self.heads = heads
        self.to_qkv = nn.Linear(channels, 3 * channels, bias=False)
        self.to_out = nn.Sequential(nn.Linear(channels, channels))

    def forward(self, x):
        batch, tokens, channels = x.shape
        query, key, value = self.to_qkv(x).view(batch, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        weights = (query @ key.transpose(-1, -2) / (channels // self.heads) ** 0.5).softmax(-1)
        return self.to_out((weights @ value).transpose(1, 2).reshape(batch, tokens, channels))


class Perceptron(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(channels, channels), nn.GELU(), nn.Identity(), nn.Linear(channels, channels))

    def forward(self, x):
        return self.net(x)


class Transformer(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.ln1 = nn.LayerNorm(channels)
        self.attn = Attention(channels)
        self.ln2 = nn.LayerNorm(channels)
        self.ff = Perceptron(channels)

    def forward(self, x):
        tokens = x.flatten(2).transpose(1, 2)
        tokens = self.attn(self.ln1(tokens)) + tokens
        tokens = self.ff(self.ln2(tokens)) + tokens
        return tokens.transpose(1, 2).reshape(x.shape)


def operation(name, c, stride, has_norm):
    if name == "none":
        return nn.Identity()
    if name == "skip_connect":
        return nn.Identity() if stride == 1 else Reduction(c, c, has_norm)
    if name == "max_pool_3x3":
        return nn.MaxPool2d(3, stride, 1)
    if name == "avg_pool_3x3":
        return nn.AvgPool2d(3, stride, 1, count_include_pad=False)
    if name == "msa":
        return Transformer(c)
    if name == "cse":
        return Excitation(c, stride)
    if name == "conv_7x1_1x7":
        return Op(nn.ReLU(), conv(c, c, (1, 7), (1, stride)), conv(c, c, (7, 1), (stride, 1)), norm(c, has_norm))
    kind, kernel = name.split("_")[0], int(name[-1])
    if kind == "conv":
        return Op(nn.ReLU(), conv(c, c, kernel, stride), norm(c, has_norm))
    dilation = 2 if kind == "dil" else 1
    layers = [nn.ReLU(), conv(c, c, kernel, stride, dilation, c), conv(c, c, 1), norm(c, has_norm)]
    if kind == "sep":
        layers += [nn.ReLU(), conv(c, c, kernel, 1, 1, c), conv(c, c, 1), norm(c, has_norm)]
    return Op(*layers)


class Cell(nn.Module):
    def __init__(self, branches, outputs, channels_in, c, stride, halves, arguments):
        super().__init__()
        has_norm = arguments["norm"] is not None
        if arguments["preproc"]:
            adapt = [Reduction(channels_in[0], c, has_norm)] if halves else []
            adapt += [Op(nn.ReLU(), conv(n, c, 1), norm(c, has_norm)) for n in channels_in[len(adapt):]]
        else:
            adapt = [nn.Identity(), nn.Identity()]
        self.preprocess0, self.preprocess1 = adapt
        self.branches, self.outputs = branches, outputs
        self._ops = nn.ModuleList(operation(name, c, stride if i < 2 else 1, has_norm) for name, i in branches)

    def forward(self, first, second):
        states = [x if x is NONE else adapt(x) for x, adapt in ((first, self.preprocess0), (second, self.preprocess1))]
        for step in range(0, len(self.branches), 2):
            terms = [
                self._ops[i](states[source])
                for i, (name, source) in enumerate(self.branches)
                if i in (step, step + 1) and name != "none" and states[source] is not NONE
            ]
            states.append(sum(terms[1:], terms[0]) if terms else NONE)
        outputs = [states[i] for i in self.outputs]
        present = [x for x in outputs if x is not NONE]
        return torch.cat([torch.zeros_like(present[0]) if x is NONE else x for x in outputs], 1) if present else NONE


class Positions(nn.Module):
    def __init__(self, channels, side):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1, channels, side, side))


class Net(nn.Module):
    def __init__(self, genotype, arguments, side):
        super().__init__()
        c, has_norm, cells = 32, arguments["norm"] is not None, arguments["n_cells"]
        small, kernel = side <= 32, arguments["ks"]
        self.is_transformer = any(name == "msa" for name, _ in genotype["normal"] + genotype["reduce"])
        self.is_shrinking = not self.is_transformer and arguments["stem_type"] == 1
        self.has_global_pooling = arguments["glob_avg"]
        if self.is_transformer:
            self.stem0 = nn.Conv2d(3, c, 3, 3, 1, bias=False) if small else nn.Conv2d(3, c, 16, 16, bias=False)
            self.pos_enc = Positions(c, (side + 2) // 3 if small else side // 16)
            channels = [c, c]
        elif self.is_shrinking:
            stride = 1 if small else 2
            self.stem0 = nn.Sequential(
                conv(3, c // 2, kernel, stride), norm(c // 2, has_norm), nn.ReLU(), conv(c // 2, c, 3, stride), norm(c, has_norm))
            self.stem1 = nn.Sequential(nn.ReLU(), conv(c, c, 3, 2), norm(c, has_norm))
            channels = [c, c]
        else:
            width = 3 * c if small and arguments["preproc"] else c
            self.stem = nn.Sequential(conv(3, width, kernel, 1 if small else 4), norm(width, has_norm))
            if arguments["stem_pool"]:
                self.stem.append(nn.MaxPool2d(3, 2, 1))
            channels = [width, width]
        self.cells = nn.ModuleList()
        halves = self.is_shrinking
        for i in range(cells):
            reduces = i > 0 and i in (cells // 3, 2 * cells // 3)
            kind = "reduce" if reduces else "normal"
            c *= arguments["C_mult"] if reduces else 1
            stride = 2 if reduces and not self.is_transformer else 1
            outputs = genotype[kind + "_concat"]
            self.cells.append(Cell(genotype[kind], outputs, channels, c, stride, halves, arguments))
            halves = stride == 2
            channels = [channels[1], c * len(outputs)]
        with torch.no_grad():
            features = self.eval().features(torch.zeros(1, 3, side, side)).shape[1]
        last = nn.Linear(features if arguments["fc_layers"] == 1 else arguments["fc_dim"], 10)
        between = [] if arguments["fc_layers"] == 1 else [nn.Linear(features, arguments["fc_dim"]), nn.ReLU(), nn.Identity()]
        self.classifier = nn.Sequential(*between, last)

    def features(self, x):
        first = self.stem0(x) + self.pos_enc.weight if self.is_transformer else self.stem0(x) if self.is_shrinking else self.stem(x)
        second = self.stem1(first) if self.is_shrinking else first
        for cell in self.cells:
            first, second = second, cell(first, second)
        return second.mean((2, 3)) if self.has_global_pooling else second.flatten(1)

    def forward(self, x):
        return self.classifier(self.features(x))


def hashed(tensor, count):
    bits = numpy.uint64(tensor) * numpy.uint64(0xD1B54A32D192ED03) + numpy.arange(1, count + 1, dtype=numpy.uint64)
    bits = bits * numpy.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ bits >> numpy.uint64(30)) * numpy.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ bits >> numpy.uint64(27)) * numpy.uint64(0x94D049BB133111EB)
    bits = bits ^ bits >> numpy.uint64(31)
    return (bits >> numpy.uint64(40)).astype(numpy.float64) / 2**24


def fill(net):
    for index, (name, value) in enumerate(net.state_dict().items()):
        last = name.split(".")[-1]
        if last == "num_batches_tracked":
            continue
        u = hashed(index, value.numel())
        if last == "running_mean":
            u = 0.2 * (2 * u - 1)
        elif last == "running_var":
            u = 0.5 + u
        elif value.ndim > 1:
            u = (2 * u - 1) * (3 * value.shape[0] / value.numel()) ** 0.5
        else:
            u = 0.75 + 0.5 * u if last == "weight" else 0.2 * (2 * u - 1)
        value.copy_(torch.from_numpy(u.astype(numpy.float32)).view(value.shape))


def run(net, side, dtype):
    net = net.to(dtype).eval()
    net.zero_grad(set_to_none=True)
    images = torch.from_numpy((2 * hashed(1_000_000, 6 * side * side) - 1).astype(numpy.float32)).view(2, 3, side, side).to(dtype)
    logits = net(images)
    F.cross_entropy(logits, torch.tensor([3, 7])).backward()
    return logits.detach(), {name: p.grad.detach() for name, p in net.named_parameters() if p.grad is not None}


def rounded(values):
    return [float(f"{value:.7g}") for value in values]


def main():
    numpy.seterr(over="ignore")
    torch.manual_seed(0)
    cases = []
    for split, index, side in CASES:
        entry = json.load(gzip.open(FOLDER / f"{split}.json.gz"))[index]
        net = Net(entry["genotype"], entry["net_args"], side)
        fill(net)
        logits, gradients = run(net, side, torch.float32)
        exact_logits, exact = run(net, side, torch.float64)
        total = sum(float(g.norm() ** 2) for g in exact.values()) ** 0.5
        noise = sum(float((gradients[name] - g).norm() ** 2) for name, g in exact.items()) ** 0.5 / total
        samples = []
        for name, gradient in exact.items():
            flat = gradient.flatten()
            places = numpy.unique(numpy.linspace(0, len(flat) - 1, 6).astype(int)).tolist()
            samples.append({"name": name, "norm": float(flat.norm()), "places": places, "values": rounded(flat[places].tolist())})
        logits_noise = float((logits - exact_logits).norm() / exact_logits.norm())
        print(split, index, side, f"noise {noise:.2g} {logits_noise:.2g}", len(samples), "of", len(list(net.parameters())))
        cases.append({
            "split": split, "index": index, "genotype": entry["genotype"], "net_args": entry["net_args"], "imageSize": side,
            "logits": rounded(exact_logits.flatten().tolist()), "logitsNoise": logits_noise,
            "gradientNorm": total, "gradientNoise": noise, "gradients": samples,
        })
    with open(FOLDER / "execution.json.gz", "wb") as file, gzip.GzipFile("", "wb", 9, file, 0) as content:
        content.write(json.dumps(cases, separators=(",", ":")).encode())


main()
