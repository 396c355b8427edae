"""Writes small ONNX files in the manner of several exporters, and what ONNX Runtime makes of two images: python3 make.py

Needs numpy, onnx, and ONNX Runtime for node ('npm ci --ignore-scripts' in tests/Ghn.Onnx.Tests/Export/Oracle). The exporters
themselves did not run: operators, attributes, layouts and names follow what is known of the files that they write.
"""

import gzip
import json
import pathlib
import subprocess
import tempfile

import numpy

import keras
import others

FOLDER = pathlib.Path(__file__).parent
ORACLE = FOLDER.parents[1] / "Ghn.Onnx.Tests" / "Export" / "Oracle" / "run.mjs"
FREE_SIDE = 24


def images_for(model, seed):
    """Two images, or one where the file takes one; pixels of 0 to 255 where the file rescales them."""
    dimensions = [d.dim_value for d in model.graph.input[0].type.tensor_type.shape.dim]
    shape = [dimensions[0] if dimensions[0] > 0 else 2, *(size if size > 0 else FREE_SIDE for size in dimensions[1:])]
    noise = numpy.random.RandomState(1000 + seed).uniform(-1, 1, shape)
    return (127.5 * (noise + 1) if any("rescaling" in node.name for node in model.graph.node) else noise).astype(numpy.float32)


def main():
    models = [make() for make in keras.NETWORKS + others.NETWORKS]
    with tempfile.TemporaryDirectory() as folder:
        images = {}
        for seed, model in enumerate(models):
            path = pathlib.Path(folder) / model.graph.name
            images[model.graph.name] = images_for(model, seed)
            path.with_suffix(".onnx").write_bytes(model.SerializeToString())
            path.with_suffix(".bin").write_bytes(images[model.graph.name].tobytes())
            path.with_suffix(".json").write_text(json.dumps(images[model.graph.name].shape))
        results = json.loads(subprocess.run(["node", ORACLE, folder], check=True, capture_output=True).stdout)
    for model in models:
        name = model.graph.name
        result = results[name]
        if result["error"]:
            raise ValueError(f"{name}: {result['error']}")
        output = numpy.array(result["values"], numpy.float32).reshape(result["shape"])
        numpy.savez_compressed(FOLDER / f"{name}__io.npz", input=images[name], output=output)
        with open(FOLDER / f"{name}.onnx.gz", "wb") as out, gzip.GzipFile("", "wb", 9, out, 0) as packed:
            packed.write(model.SerializeToString())
        print(f"{name}: {len(model.graph.node)} nodes, outputs {output.shape} of {output.std():.3f}")


if __name__ == "__main__":
    main()
