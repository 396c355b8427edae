"""Resizes feature maps by PyTorch, forward and backward, and by ONNX Runtime with optimisations off: writes resampling and resampling_onnx.

Run with PyTorch 1.13, onnx and NumPy, and .NET 10, which fetches ONNX Runtime 1.31.1: python3 make_resampling.py
"""
import itertools
import json
import pathlib
import subprocess
import tempfile

import numpy
import onnx
import torch
from golden_cases import FOLDER, Cases
from onnx import TensorProto, helper
from torch.nn import functional as F

SIZES = [(10, 14), (8, 9), (3, 4), (5, 3), (1, 1), (5, 7)]


def by_torch():
    cases = Cases("resampling")
    for mode, aligns in [("bilinear", False), ("bilinear", True), ("bicubic", False), ("bicubic", True), ("nearest", None),
                         ("nearest-exact", None)]:
        for size in SIZES:
            cases.add({"x": cases.draw(1, 2, 5, 7)}, lambda x: F.interpolate(x, size, mode=mode, align_corners=aligns),
                      mode=mode, aligns=bool(aligns), antialiases=False, size=size, scale=None)
        for scale in [2.0, 1.5, 0.4, 1.7, 0.5]:
            if not aligns:
                x = cases.draw(1, 2, 5, 7)
                size = list(F.interpolate(x, scale_factor=scale, mode=mode).shape[2:])
                cases.add({"x": x}, lambda x: F.interpolate(x, scale_factor=scale, mode=mode, align_corners=aligns),
                          mode=mode, aligns=bool(aligns), antialiases=False, size=size, scale=scale)
    for mode in ["bilinear", "bicubic"]:
        for size in SIZES + [(2, 3), (4, 9)]:
            cases.add({"x": cases.draw(1, 2, 5, 7)}, lambda x: F.interpolate(x, size, mode=mode, antialias=True),
                      mode=mode, aligns=False, antialiases=True, size=size, scale=None)
    cases.write()


def resize_model(attributes, shape, size, scale):
    inputs = ["x", "", "scales" if scale else "", "" if scale else "sizes"]
    numbers = (helper.make_tensor("scales", TensorProto.FLOAT, [4], [1, 1, scale, scale]) if scale
               else helper.make_tensor("sizes", TensorProto.INT64, [4], [*shape[:2], *size]))
    node = helper.make_node("Resize", inputs if not scale else inputs[:3], ["y"], **attributes)
    graph = helper.make_graph(
        [node], "resize", [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)], [numbers])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 19)], ir_version=8)


def by_onnx_runtime():
    coordinates = ["half_pixel", "pytorch_half_pixel", "half_pixel_symmetric", "align_corners", "asymmetric"]
    kinds = [dict(mode="nearest", nearest_mode=rounding) for rounding in ["floor", "ceil", "round_prefer_floor", "round_prefer_ceil"]]
    kinds += [dict(mode="linear"), dict(mode="cubic"), dict(mode="cubic", cubic_coeff_a=-0.5), dict(mode="cubic", exclude_outside=1)]
    antialiasing = [dict(mode=mode, antialias=1, exclude_outside=excludes) for mode in ["linear", "cubic"] for excludes in [0, 1]]
    random = numpy.random.default_rng(14)
    settings = []
    for transformation in coordinates:
        for kind in kinds:
            attributes = dict(coordinate_transformation_mode=transformation, **kind)

            # The middle of three places lies at a pixel exactly. ONNX Runtime rounds it down where it is to be symmetric.
            smaller = (4, 4) if transformation == "half_pixel_symmetric" else (3, 4)
            settings += [(attributes, size, None) for size in [(10, 14), smaller, (1, 1), (8, 3)]]
            settings += [(attributes, None, scale) for scale in [1.5, 0.4]]
    for kind in antialiasing:
        settings += [(dict(coordinate_transformation_mode="half_pixel", **kind), size, None) for size in [(2, 3), (4, 9), (8, 9), (1, 1)]]
        settings += [(dict(coordinate_transformation_mode="half_pixel", **kind), None, 0.4)]
    cases, arrays = [], {}
    with tempfile.TemporaryDirectory() as folder:
        for index, (attributes, size, scale) in enumerate(settings):
            shape = (1, 2, 5, 7)
            x = random.standard_normal(shape, numpy.float32)
            onnx.save(resize_model(attributes, shape, size, scale), f"{folder}/c{index:03}.onnx")
            x.tofile(f"{folder}/c{index:03}.x")
            arrays[f"c{index:03}_x"] = x
        subprocess.run(["dotnet", "run", str(FOLDER / "OnnxRuntimeRun.cs"), folder], check=True, cwd=folder)
        for index, (attributes, size, scale) in enumerate(settings):
            size = size or [int(numpy.floor(numpy.float32(n) * numpy.float32(scale))) for n in (5, 7)]
            y = numpy.fromfile(f"{folder}/c{index:03}.y", numpy.float32).reshape(1, 2, *size)
            cases.append({"i": index, **attributes, "size": size, "scale": scale, "arrays": ["x", "y"]})
            arrays[f"c{index:03}_y"] = y
    (FOLDER / "resampling_onnx.json").write_text(json.dumps({"op": "resampling_onnx", "cases": cases}, indent=0))
    numpy.savez(FOLDER / "resampling_onnx.npz", **arrays)


if __name__ == "__main__":
    torch.set_num_threads(1)
    by_torch()
    by_onnx_runtime()
