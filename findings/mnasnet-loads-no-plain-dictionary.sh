#!/usr/bin/env bash
# Versions: torchvision 0.14.1, PyTorch 1.13.1 (Debian 12's python3-torchvision and python3-torch). Date seen: 2026-11-30.
#
# The guess: load_state_dict takes a plain dictionary of tensors for every network of torchvision, as it does for ResNet: that is what
# safetensors.torch.load_file gives, and what remains of a state dict after a dict comprehension. And load_state_dict of a network takes
# the file of its published weights, since the older names in it are renamed "while loading".
#
# What happens: MNASNet refuses every dictionary that has no attribute _metadata with a version in it, although keys and shapes are right
# (ValueError). DenseNet refuses the names that its published files have (norm.1, conv.1): they are renamed outside load_state_dict,
# by the function that downloads; the vision transformer's (mlp.linear_1) are renamed inside, and load.
#
# Output seen:
#   resnet18, a plain dictionary: loads
#   mnasnet1_0, a plain dictionary: ValueError
#   mnasnet1_0, a state dict: loads
#   densenet121, published names: RuntimeError
#   vit_b_32 of one layer, published names: loads
set -euo pipefail

python3=/usr/bin/python3
$python3 -c "import torchvision" 2> /dev/null || apt-get install --yes python3-torchvision
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/load.py" <<'PYTHON'
import re

import torchvision
from torchvision.models import VisionTransformer, densenet121, mnasnet1_0, resnet18


def load(title, model, state, expected):
    try:
        model.load_state_dict(state)
        result = "loads"
    except Exception as error:
        result = type(error).__name__
    print(f"{title}: {result}")
    return result == expected


small = resnet18()
mobile = mnasnet1_0()
dense = densenet121()
vision = VisionTransformer(image_size=32, patch_size=32, num_layers=1, num_heads=12, hidden_dim=768, mlp_dim=3072)
published_dense = {re.sub(r"(denselayer\d+\.(?:norm|conv))([12]\.)", r"\1.\2", name): value for name, value in dense.state_dict().items()}
published_vision = {
    name.replace(".mlp.0.", ".mlp.linear_1.").replace(".mlp.3.", ".mlp.linear_2."): value for name, value in vision.state_dict().items()}
same = [
    load("resnet18, a plain dictionary", small, dict(small.state_dict()), "loads"),
    load("mnasnet1_0, a plain dictionary", mobile, dict(mobile.state_dict()), "ValueError"),
    load("mnasnet1_0, a state dict", mobile, mobile.state_dict(), "loads"),
    load("densenet121, published names", dense, published_dense, "RuntimeError"),
    load("vit_b_32 of one layer, published names", vision, published_vision, "loads"),
]
raise SystemExit(0 if all(same) else "The behaviour is another one now.")
PYTHON
$python3 "$folder/load.py"
