"""Looks each NAME.onnx of a folder through, and prints {NAME: what is wrong, or nothing}."""

import json
import pathlib
import sys

import onnx

results = {}
for path in pathlib.Path(sys.argv[1]).glob("*.onnx"):
    try:
        onnx.checker.check_model(str(path), full_check=True)
        results[path.stem] = ""
    except Exception as error:
        results[path.stem] = str(error)
print(json.dumps(results))
