"""Asks torchvision whether it loads stand-ins for its published weights: tensors of the given names and shapes, without elements.

Usage: python3 PublishedWeights.py FILE, JSON {architecture: [[name, shape], …]}. Prints {architecture: null, or torchvision's complaint}.
"""

import collections, json, sys, types

import torch, torchvision
from torch._subclasses import FakeTensorMode
from torch.utils._mode_utils import no_dispatch
from torchvision.models import densenet, regnet

# RegNets find their widths by tensors that need elements.
find_widths = regnet.BlockParams.from_init_params.__func__


def find_widths_by_elements(cls, *arguments, **options):
    with no_dispatch():
        return find_widths(cls, *arguments, **options)


regnet.BlockParams.from_init_params = classmethod(find_widths_by_elements)
answers = {}
for name, entries in json.load(open(sys.argv[1])).items():
    with FakeTensorMode():
        options = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
        model = getattr(torchvision.models, name)(**options)
        state = {entry: torch.empty(shape, dtype=torch.int64 if entry.endswith(("_tracked", "_index")) else torch.float32) for entry, shape in entries}
        try:
            if name.startswith("densenet"):
                densenet._load_state_dict(model, types.SimpleNamespace(get_state_dict=lambda progress: state), False)
            else:
                if name.startswith("mnasnet"):
                    state = collections.OrderedDict(state)
                    state._metadata = {"": {"version": 2}}
                model.load_state_dict(state)
            answers[name] = None
        except RuntimeError as error:
            answers[name] = str(error)
print(json.dumps(answers))
