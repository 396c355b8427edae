#!/usr/bin/env bash
# Versions: PyTorch 1.13.1 and onnx 1.12.0 (Debian 12's python3-torch and python3-onnx). Date seen: 2026-12-01.
#
# The guess: do_constant_folding of torch.onnx.export is the switch for everything that is computed from weights while exporting: off,
# the file has the module's tensors; on, it has what can be computed of them, and the result is the same network.
#
# What happens: off, a batch normalisation after a convolution is still multiplied into it in the mode EVAL, and its parameters are
# gone: only the mode PRESERVE (or TRAINING) keeps them, with folding on or off. On, in either mode, a matrix that is used twice, once as it
# is and once transposed (tied weights), becomes two independent tensors, of which one has lost its name: outputs are the same,
# but training from the file unties them.
#
# Output seen:
#   convolution and batch normalisation, EVAL, folding off: onnx::Conv onnx::Conv
#   convolution and batch normalisation, PRESERVE, folding on: 0.weight 0.bias 1.weight 1.bias 1.running_mean 1.running_var
#   tied matrices, PRESERVE, folding on: up.weight onnx::MatMul
#   tied matrices, PRESERVE, folding off: up.weight
set -euo pipefail

python3=/usr/bin/python3
$python3 -c "import torch, onnx" 2> /dev/null || apt-get install --yes python3-torch python3-onnx
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/export.py" <<'PYTHON'
import io
import warnings

import onnx
import torch
from torch import nn
from torch.onnx import TrainingMode

warnings.simplefilter("ignore")


class Tied(nn.Module):
    """An encoder and a decoder with one matrix."""

    def __init__(self):
        super().__init__()
        self.up = nn.Linear(4, 8, bias=False)

    def forward(self, x):
        return nn.functional.linear(torch.relu(self.up(x)), self.up.weight.t())


def names(module, images, mode, folds):
    file = io.BytesIO()
    torch.onnx.export(module.eval(), images, file, training=mode, do_constant_folding=folds, opset_version=17)
    return " ".join(tensor.name.rstrip("0123456789").rstrip("_") for tensor in onnx.load_from_string(file.getvalue()).graph.initializer)


torch.manual_seed(0)
block = nn.Sequential(nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3))
for tensor in block.state_dict().values():
    if tensor.is_floating_point():
        tensor.uniform_(0.5, 1.5)
maps, rows = torch.randn(1, 3, 8, 8), torch.randn(2, 3, 4)
cases = [
    ("convolution and batch normalisation, EVAL, folding off", block, maps, TrainingMode.EVAL, False, "onnx::Conv onnx::Conv"),
    ("convolution and batch normalisation, PRESERVE, folding on", block, maps, TrainingMode.PRESERVE, True,
     "0.weight 0.bias 1.weight 1.bias 1.running_mean 1.running_var"),
    ("tied matrices, PRESERVE, folding on", Tied(), rows, TrainingMode.PRESERVE, True, "up.weight onnx::MatMul"),
    ("tied matrices, PRESERVE, folding off", Tied(), rows, TrainingMode.PRESERVE, False, "up.weight"),
]
same = True
for title, module, images, mode, folds, expected in cases:
    seen = names(module, images, mode, folds)
    print(f"{title}: {seen}")
    same &= seen == expected
raise SystemExit(0 if same else "The behaviour is another one now.")
PYTHON
$python3 "$folder/export.py"
