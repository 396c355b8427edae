#!/usr/bin/env bash
# Versions: PyTorch 1.13.1 and onnx 1.12.0 (Debian 12's python3-torch and python3-onnx). Date seen: 2026-12-01.
#
# The guess: torch.onnx.export writes an initialiser for each parameter and buffer of the module. Two names share one only where the
# module shares a tensor (tied weights), and do_constant_folding=False leaves even these alone.
#
# What happens: in the modes EVAL and PRESERVE, tensors that merely hold equal numbers are written once, whatever
# do_constant_folding says; nodes Identity give the others. A parameter and a buffer merge as well: of a new batch normalisation, the
# running variance becomes a copy of the weight, and the running mean one of the bias. Whoever replaces the numbers of an
# initialiser in such a file, with trained weights say, changes the other parameter or the statistics with it. The mode
# TRAINING merges nothing.
#
# Output seen:
#   two factors of ones, EVAL: g, and h = g
#   two factors of ones, PRESERVE without folding: g, and h = g
#   two factors of ones, TRAINING: g h
#   two factors, one and two, EVAL: g h
#   new batch normalisation, PRESERVE without folding: weight bias, and running_mean = bias, running_var = weight
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


class Factors(nn.Module):
    def __init__(self, second):
        super().__init__()
        self.g = nn.Parameter(torch.ones(3, 1, 1))
        self.h = nn.Parameter(torch.full((3, 1, 1), second))

    def forward(self, x):
        return x * self.g + torch.tanh(x) * self.h


def tensors(module, mode, folds):
    file = io.BytesIO()
    torch.onnx.export(module.eval(), torch.randn(2, 3, 4, 4), file, training=mode, do_constant_folding=folds, opset_version=17)
    graph = onnx.load_from_string(file.getvalue()).graph
    names = [tensor.name for tensor in graph.initializer]
    copies = sorted(f"{node.output[0]} = {node.input[0]}" for node in graph.node if node.op_type == "Identity" and node.input[0] in names)
    return " ".join(names) + (", and " + ", ".join(copies) if copies else "")


cases = [
    ("two factors of ones, EVAL", Factors(1.0), TrainingMode.EVAL, True, "g, and h = g"),
    ("two factors of ones, PRESERVE without folding", Factors(1.0), TrainingMode.PRESERVE, False, "g, and h = g"),
    ("two factors of ones, TRAINING", Factors(1.0), TrainingMode.TRAINING, False, "g h"),
    ("two factors, one and two, EVAL", Factors(2.0), TrainingMode.EVAL, True, "g h"),
    ("new batch normalisation, PRESERVE without folding", nn.BatchNorm2d(3), TrainingMode.PRESERVE, False,
     "weight bias, and running_mean = bias, running_var = weight"),
]
same = True
for title, module, mode, folds, expected in cases:
    seen = tensors(module, mode, folds)
    print(f"{title}: {seen}")
    same &= seen == expected
raise SystemExit(0 if same else "The behaviour is another one now.")
PYTHON
$python3 "$folder/export.py"
