"""Looks each NAME.onnx of a folder through, and prints {NAME: what is wrong, or nothing}."""

import json
import pathlib
import sys

import onnx
import onnx.shape_inference

results = {}
for path in pathlib.Path(sys.argv[1]).glob("*.onnx"):
    try:
        # A full check of a file would write the shapes that it finds into the file, which others read meanwhile.
        onnx.checker.check_model(str(path))
        onnx.shape_inference.infer_shapes(onnx.load(str(path)), check_type=True, strict_mode=True)
        results[path.stem] = ""
    except Exception as error:
        results[path.stem] = str(error)
print(json.dumps(results))
