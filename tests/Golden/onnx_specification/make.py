"""Writes the operators of ONNX up to operator set 25: `python3 make.py` (python3-onnx 1.12, which knows them up to 17).

operators.json.gz: {operator: {since version: {attribute: [type, default, whether it is required]}}}. The defaults of tensors and graphs are
null. What the operator sets 18 to 25 brought is written below; ONNX Runtime, which knows the later ones, confirms all of it in the tests.
"""

import gzip
import json
import pathlib

import onnx.defs

NUMBER, REAL, TEXT, NUMBERS = ("INT", "FLOAT", "STRING", "INTS")

REDUCTION = {"keepdims": [NUMBER, 1], "noop_with_empty_axes": [NUMBER, 0]}
CAST = {"saturate": [NUMBER, 1], "to": [NUMBER, None, True]}
CAST_LIKE = {"saturate": [NUMBER, 1]}
ROUNDING = {"round_mode": [TEXT, "up"]}
DEFORMED = {
    "dilations": [NUMBERS, None], "group": [NUMBER, 1], "kernel_shape": [NUMBERS, None], "offset_group": [NUMBER, 1],
    "pads": [NUMBERS, None], "strides": [NUMBERS, None]}
POOL = {
    "auto_pad": [TEXT, "NOTSET"], "ceil_mode": [NUMBER, 0], "dilations": [NUMBERS, None], "kernel_shape": [NUMBERS, None, True],
    "pads": [NUMBERS, None], "strides": [NUMBERS, None]}
RESIZE = {
    "antialias": [NUMBER, 0], "axes": [NUMBERS, None], "coordinate_transformation_mode": [TEXT, "half_pixel"],
    "cubic_coeff_a": [REAL, -0.75], "exclude_outside": [NUMBER, 0], "extrapolation_value": [REAL, 0.0],
    "keep_aspect_ratio_policy": [TEXT, "stretch"], "mode": [TEXT, "nearest"], "nearest_mode": [TEXT, "round_prefer_floor"]}
GROUPS = {"epsilon": [REAL, 1e-5], "num_groups": [NUMBER, None, True]}
QUANTIZE = {"axis": [NUMBER, 1], "saturate": [NUMBER, 1]}
QUANTIZE_BLOCKS = {**QUANTIZE, "block_size": [NUMBER, 0], "output_dtype": [NUMBER, 0]}
DEQUANTIZE_BLOCKS = {"axis": [NUMBER, 1], "block_size": [NUMBER, 0]}
GRID = {"align_corners": [NUMBER, 0], "mode": [TEXT, "linear"], "padding_mode": [TEXT, "zeros"]}
ATTENTION = {
    "is_causal": [NUMBER, 0], "kv_num_heads": [NUMBER, None], "q_num_heads": [NUMBER, None], "qk_matmul_output_mode": [NUMBER, 0],
    "scale": [REAL, None], "softcap": [REAL, 0.0], "softmax_precision": [NUMBER, None]}

# Operator set: what is new, or has other attributes.
CHANGED = {
    18: {
        "BitwiseAnd": {}, "BitwiseNot": {}, "BitwiseOr": {}, "BitwiseXor": {}, "CenterCropPad": {"axes": [NUMBERS, None]},
        "Col2Im": {"dilations": [NUMBERS, None], "pads": [NUMBERS, None], "strides": [NUMBERS, None]}, "GroupNormalization": GROUPS,
        "LpPool": {**POOL, "p": [NUMBER, 2]}, "Mish": {}, "Resize": RESIZE, "Split": {"axis": [NUMBER, 0], "num_outputs": [NUMBER, None]},
        **dict.fromkeys(
            ["ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd",
             "ReduceSumSquare"], REDUCTION),
    },
    19: {
        "AveragePool": {**POOL, "count_include_pad": [NUMBER, 0]}, "Cast": CAST, "CastLike": CAST_LIKE, "DeformConv": DEFORMED,
        "DequantizeLinear": {"axis": [NUMBER, 1]}, "QuantizeLinear": QUANTIZE,
    },
    20: {
        "AffineGrid": {"align_corners": [NUMBER, 0]}, "DFT": {"inverse": [NUMBER, 0], "onesided": [NUMBER, 0]},
        "Gelu": {"approximate": [TEXT, "none"]}, "GridSample": GRID, "ImageDecoder": {"pixel_format": [TEXT, "RGB"]},
        "RegexFullMatch": {"pattern": [TEXT, None]}, "StringConcat": {},
        "StringSplit": {"delimiter": [TEXT, None], "maxsplit": [NUMBER, None]},
    },
    21: {
        "DequantizeLinear": DEQUANTIZE_BLOCKS, "GroupNormalization": {**GROUPS, "stash_type": [NUMBER, 1]},
        "QuantizeLinear": QUANTIZE_BLOCKS,
    },
    23: {
        "Attention": ATTENTION, "DequantizeLinear": {**DEQUANTIZE_BLOCKS, "output_dtype": [NUMBER, 0]},
        "QuantizeLinear": {**QUANTIZE_BLOCKS, "precision": [NUMBER, 0]},
        "RMSNormalization": {"axis": [NUMBER, -1], "epsilon": [REAL, 1e-5], "stash_type": [NUMBER, 1]},
        "RotaryEmbedding": {"interleaved": [NUMBER, 0], "num_heads": [NUMBER, None], "rotary_embedding_dim": [NUMBER, 0]},
    },
    24: {
        "Attention": ATTENTION, "Cast": {**CAST, **ROUNDING}, "CastLike": {**CAST_LIKE, **ROUNDING}, "Swish": {"alpha": [REAL, 1.0]},
        "TensorScatter": {"axis": [NUMBER, -2], "mode": [TEXT, "linear"]},
    },
}

# Operator set: what takes more types, or was defined more closely, with the attributes that it had.
WIDENED = {
    18: "OptionalGetElement OptionalHasElement Pad ScatterElements ScatterND",
    19: "Constant Equal Identity If Loop Pad Reshape Resize Scan Shape Size",
    20: "ConstantOfShape IsInf IsNaN ReduceMax ReduceMin",
    21: "Cast CastLike Constant ConstantOfShape Flatten Identity If Loop Pad QLinearMatMul Reshape Scan Shape Size Squeeze Transpose "
        "Unsqueeze",
    22: "Acos Acosh Asin Asinh Atan Atanh AveragePool Bernoulli Conv ConvTranspose Cos Cosh DeformConv Det Dropout Elu EyeLike GRU "
        "GlobalAveragePool GlobalLpPool GlobalMaxPool GridSample HardSigmoid HardSwish InstanceNormalization LSTM LpNormalization LpPool "
        "MaxPool MaxRoiPool MaxUnpool Mish Multinomial NegativeLogLikelihoodLoss RNN RandomNormal RandomNormalLike RandomUniform "
        "RandomUniformLike RoiAlign Round Selu Sin Sinh Softplus Softsign Tan ThresholdedRelu",
    23: "Cast CastLike Constant ConstantOfShape Flatten Identity If Loop Pad Reshape Scan Shape Size Squeeze Transpose Unsqueeze",
    24: "Constant ConstantOfShape DequantizeLinear Flatten Identity If Loop Pad QuantizeLinear Reshape Scan Shape Size SplitToSequence "
        "Squeeze TopK Transpose Unsqueeze",
    25: "Cast CastLike Constant ConstantOfShape DequantizeLinear Flatten Identity If Loop Pad QuantizeLinear Reshape Scan Shape Size "
        "Squeeze Transpose Unsqueeze",
}


def described(attribute):
    """The type, default value and necessity of an attribute of python3-onnx."""
    default = onnx.helper.get_attribute_value(attribute.default_value) if attribute.default_value.name else None
    return [attribute.type.name, plain(default), attribute.required]


def plain(value):
    """The value as JSON has it: text, numbers as they are written in float32, lists of these; else null."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, float):
        return float(f"{value:.7g}")
    if isinstance(value, (list, tuple)):
        return [plain(element) for element in value]
    return value if isinstance(value, (int, str)) else None


def main():
    operators = {}
    for schema in onnx.defs.get_all_schemas_with_history():
        if schema.domain == "" and not schema.deprecated:
            attributes = {name: described(attribute) for name, attribute in sorted(schema.attributes.items())}
            operators.setdefault(schema.name, {})[schema.since_version] = attributes
    for version in range(18, 26):
        for name, attributes in CHANGED.get(version, {}).items():
            whole = {key: [*value, False][:3] for key, value in sorted(attributes.items())}
            operators.setdefault(name, {})[version] = whole
        for name in WIDENED.get(version, "").split():
            operators[name][version] = operators[name][max(since for since in operators[name] if since < version)]
    ordered = {name: dict(sorted(versions.items())) for name, versions in sorted(operators.items())}
    path = pathlib.Path(__file__).parent / "operators.json.gz"
    path.write_bytes(gzip.compress(json.dumps(ordered).encode(), 9, mtime=0))
    print(len(ordered), "operators", sum(map(len, ordered.values())), "versions")


if __name__ == "__main__":
    main()
