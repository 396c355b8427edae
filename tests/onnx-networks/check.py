"""Loads what the tool predicts into the modules themselves: `python3 check.py "dotnet run --project ../../src/Ghn.Cli -c Release --"`.

For each network exported with all its weights: `ghn predict` writes a `.pt` and an `.onnx` file, the module takes the first by
`load_state_dict(strict=True)`, and torch's outputs with it are those of `ghn run` with either file. Prints a line for each network; the
exit status is the number of networks that fail.
"""

import gzip
import pathlib
import shlex
import subprocess
import sys
import tempfile

import numpy
import torch

import networks
from export import images

GOLDEN = pathlib.Path(__file__).parent.parent / "Golden"


def check(tool, name, folder):
    """What is wrong with a network, or None."""
    network, pictures = folder / f"{name}.onnx", images(networks.IMAGE_SIZES[name])
    network.write_bytes(gzip.decompress((GOLDEN / "onnx_networks" / f"{name}__op17_preserve.onnx.gz").read_bytes()))
    numpy.save(folder / "images.npy", pictures.numpy())
    weights, written, logits = folder / "weights.pt", folder / "written.onnx", folder / "logits.npy"

    def ghn(*arguments):
        result = subprocess.run([*tool, *map(str, arguments)], capture_output=True, text=True)
        if result.returncode:
            raise RuntimeError(result.stderr.strip().splitlines()[-1])

    module = networks.CONSTRUCTORS[name]().eval()
    try:
        for output in (weights, written):
            ghn("predict", network, "--ghn", GOLDEN / "ghns" / "ghn3_micro_c10.pt", "-o", output)
        module.load_state_dict(torch.load(weights), strict=True)
        with torch.no_grad():
            expected = module(pictures).numpy()
        for arguments in ([network, "--weights", weights], [written]):
            ghn("run", *arguments, "--input", folder / "images.npy", "-o", logits)
            distance = abs(numpy.load(logits) - expected).max()
            if not distance <= 1e-5 * abs(expected).max():
                return f"differs by {distance:.2g} of {abs(expected).max():.2g}"
    except RuntimeError as error:
        return " ".join(str(error).split())[:160]
    return None


def main():
    tool, failed = shlex.split(sys.argv[1]), 0
    for name in sys.argv[2:] or networks.CONSTRUCTORS:
        with tempfile.TemporaryDirectory() as folder:
            fault = check(tool, name, pathlib.Path(folder))
        failed += fault is not None
        print(f"{name}: {fault or 'right'}", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
