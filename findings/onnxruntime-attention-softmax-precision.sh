#!/usr/bin/env bash
# Versions: ONNX Runtime 1.31.1 (NuGet, CPU, graph optimisations off), models by onnx 1.12.0 (Debian 12's python3-onnx), NumPy 1.24.
# Date seen: 2026-12-01.
#
# The guess: softmax_precision of Attention (operator set 23) is, as the specification says, the floating-point precision used in the
# softmax: its function body casts the logits to that type, takes the softmax, and casts back. Of inputs in float32, softmax_precision =
# 10 (float16) then gives weights of 11 bits, and 11 (double) of 53.
#
# What happens: the attribute is read by nothing. Outputs are the same to the last bit without it and with 1, 10 and 11, where NumPy by
# the function body's steps is off by 1e-4 and more for float16; of inputs in float16 they are the same without it, with 1 and with 10.
# Who asks for float32 there, so that long rows do not lose their tails, gets what ONNX Runtime does anyway, and nothing says so.
#
# Output seen:
#   float32: 4 values of the attribute, 1 different outputs; from NumPy's softmax in float32 1.9e-07, in float16 3.7e-04
#   float16: 3 values of the attribute, 1 different outputs
set -euo pipefail

python3=/usr/bin/python3
$python3 -c "import onnx" 2> /dev/null || apt-get install --yes python3-onnx
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > models.py <<'PYTHON'
import numpy as np
import onnx
from onnx import TensorProto, helper

SHAPES = {"q": [1, 1, 1, 8], "k": [1, 1, 64, 8], "v": [1, 1, 64, 8]}
random = np.random.RandomState(0)
inputs = {name: random.uniform(-2, 2, shape).astype(np.float16).astype(np.float32) for name, shape in SHAPES.items()}
for name, values in inputs.items():
    values.tofile(f"{name}.bin")

for kind, type, precisions in (("float32", TensorProto.FLOAT, [None, 1, 10, 11]), ("float16", TensorProto.FLOAT16, [None, 1, 10])):
    for precision in precisions:
        attribute = {} if precision is None else {"softmax_precision": precision}
        node = helper.make_node("Attention", ["q", "k", "v"], ["y"], scale=1.0, **attribute)
        graph = helper.make_graph(
            [node], "attention", [helper.make_tensor_value_info(name, type, shape) for name, shape in SHAPES.items()],
            [helper.make_tensor_value_info("y", type, [1, 1, 1, 8])])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 23)], ir_version=10)
        onnx.save(model, f"{kind}.{precision or 0}.onnx")

# The function body of the operator: Cast, Softmax (maximum, Exp, ReduceSum, Div), Cast.
for kind in (np.float32, np.float16):
    logits = (inputs["q"] @ inputs["k"].transpose(0, 1, 3, 2)).astype(kind)
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    weights = (powers / powers.sum(-1, keepdims=True, dtype=kind)).astype(np.float32)
    (weights @ inputs["v"]).tofile(f"{kind.__name__}.right")
PYTHON
$python3 models.py
cat > attention.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="Microsoft.ML.OnnxRuntime" Version="1.31.1" /></ItemGroup>
</Project>
XML
cat > Program.cs <<'CSHARP'
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL, IntraOpNumThreads = 1 };
float[][] single = [.. new[] { 0, 1, 10, 11 }.Select(precision => Run<float>($"float32.{precision}.onnx", x => x, y => y))];
float[][] half = [.. new[] { 0, 1, 10 }.Select(precision => Run<Float16>($"float16.{precision}.onnx", x => (Float16)x, y => (float)y))];
(double inSingle, double inHalf) = (Difference(single[2], "float32.right"), Difference(single[2], "float16.right"));
Console.WriteLine(
    $"float32: 4 values of the attribute, {Distinct(single)} different outputs; "
    + $"from NumPy's softmax in float32 {inSingle:0.0e-00}, in float16 {inHalf:0.0e-00}");
Console.WriteLine($"float16: 3 values of the attribute, {Distinct(half)} different outputs");
return Distinct(single) == 1 && Distinct(half) == 1 && inSingle < 1e-6 && inHalf > 1e-4 ? 0 : 1;

static int Distinct(float[][] outputs) => outputs.Select(output => string.Join(" ", output.Select(BitConverter.SingleToInt32Bits))).Distinct().Count();

static float[] Read(string file) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(file)).ToArray();

static double Difference(float[] output, string file) => output.Zip(Read(file), (own, right) => (double)Math.Abs(own - right)).Max();

float[] Run<T>(string model, Func<float, T> from, Func<T, float> to)
{
    using var session = new InferenceSession(model, options);
    NamedOnnxValue[] inputs = [Input("q", 1), Input("k", 64), Input("v", 64)];
    using var outputs = session.Run(inputs);
    return [.. outputs.Single().AsTensor<T>().ToArray().Select(to)];

    NamedOnnxValue Input(string name, int tokens) => NamedOnnxValue.CreateFromTensor(
        name, new DenseTensor<T>(Read($"{name}.bin").Select(from).ToArray(), [1, 1, tokens, 8]));
}
CSHARP
dotnet run -v q || { echo "The behaviour is another one now."; exit 1; }
