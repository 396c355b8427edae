"""Exports the networks of this folder as ONNX files: `python3 export.py ../Golden/onnx_networks [NAME…]` (torch 1.13).

For each network: four files (the forms below) with the same weights. Beside them, for all networks: `images.npz` (two images of each
size), `outputs.npz` (what torch gives for them in eval mode) and `modules.json.gz`: the size of the images, and for each entry of the
state dict, in order, its type, its shape, and whether it is a buffer.
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
from torch.onnx import TrainingMode

import networks

# The form's name: operator set, training mode, constant folding, whether the batch may have any size.
FORMS = {
    "op17_preserve": (17, TrainingMode.PRESERVE, False, True),
    "op17_preserve_folded": (17, TrainingMode.PRESERVE, True, True),
    "op16_eval": (16, TrainingMode.EVAL, True, False),
    "op16_eval_unfolded": (16, TrainingMode.EVAL, False, False),
}


def make(name):
    """The network in eval mode, with seeded weights none of which are all equal, and statistics that are not those of a new network.

    All numbers are multiples of 1/256, so that the files are small.
    """
    torch.manual_seed(zlib.crc32(name.encode()))
    module = networks.CONSTRUCTORS[name]().eval()
    with torch.no_grad():
        for key, value in module.state_dict().items():
            if not value.is_floating_point():
                continue
            if key.endswith("running_mean"):
                value.copy_(0.2 * torch.randn_like(value))
            elif key.endswith("running_var"):
                value.copy_(0.5 + torch.rand_like(value))
            elif "mask" not in key and (value.numel() == 1 or value.min() == value.max()):
                value.add_(0.25 * torch.randn_like(value))
            value.copy_((256 * value).round() / 256)
    return module


def images(size):
    """Two images of noise."""
    drawn = torch.randn(2, 3, size, size, generator=torch.Generator().manual_seed(size))
    return (32 * drawn).round() / 32


def export(module, pictures, form):
    """The bytes of the file."""
    operator_set, training, folds, any_batch = FORMS[form]
    content = io.BytesIO()
    torch.onnx.export(
        module, pictures, content, opset_version=operator_set, training=training, do_constant_folding=folds,
        input_names=["images"], output_names=["logits"],
        dynamic_axes={"images": {0: "N"}, "logits": {0: "N"}} if any_batch else None)
    return content.getvalue()


def write(path, content):
    """The content, compressed, the same bytes whenever it is the same."""
    path.write_bytes(gzip.compress(content, 9, mtime=0))


def main():
    warnings.filterwarnings("ignore")
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    names = sys.argv[2:] or list(networks.CONSTRUCTORS)
    outputs, modules = {}, {}
    for name in names:
        module, pictures = make(name), images(networks.IMAGE_SIZES[name])
        with torch.no_grad():
            outputs[name] = module(pictures).numpy()
        parameters = dict(module.named_parameters())
        entries = {key: [str(value.dtype)[6:], list(value.shape), key not in parameters] for key, value in module.state_dict().items()}
        modules[name] = {"image_size": networks.IMAGE_SIZES[name], "entries": entries}
        for form in FORMS:
            try:
                write(folder / f"{name}__{form}.onnx.gz", export(module, pictures, form))
            except Exception as error:  # torch's exporter: every kind of error is a network to be written otherwise
                print(f"{name} {form}: {error}")
        print(f"{name}: largest output {abs(outputs[name]).max():.3f}")
    if len(names) == len(networks.CONSTRUCTORS):
        sizes = sorted(set(networks.IMAGE_SIZES.values()))
        numpy.savez_compressed(folder / "images.npz", **{str(size): images(size).numpy() for size in sizes})
        numpy.savez_compressed(folder / "outputs.npz", **outputs)
        write(folder / "modules.json.gz", json.dumps(modules).encode())


if __name__ == "__main__":
    main()
