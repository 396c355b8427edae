#!/usr/bin/env bash
# Versions: ONNX Runtime 1.31.1 (NuGet, graph optimisations off), models by onnx 1.12.0 (Debian 12's python3-onnx). Date seen: 2026-12-01.
#
# The guess: where a side of n pixels becomes one of m, half_pixel and half_pixel_symmetric are the same: the latter only corrects a
# given scale that does not agree with the sizes, and here the sizes are given. And a pixel whose place in the source,
# (i + 1/2)*n/m - 1/2, is a whole number k exactly is pixel k for the nearest_mode floor.
#
# What happens: places are found in float32, by a division by the scale, and some come out just below k, so that floor takes k - 1; by
# half_pixel_symmetric, which computes more, more than twice as many. Of all sides from 2 to 40 that become 1 to 40, of 1768 pixels at a
# whole place (5 -> 3, the middle one), half_pixel takes the pixel before at 57 and half_pixel_symmetric at 128. A network that came from
# elsewhere with nearest pixels by half_pixel and floor shifts by a pixel here and there. Linear interpolation, which is continuous, is
# off by rounding alone.
#
# Output seen:
#   nearest: 105 pixels differ, by up to 1; of 1768 at a whole place, half_pixel is one before at 57, half_pixel_symmetric at 128
#   linear: 3721 pixels differ, by up to 3.81e-06; of 1768 at a whole place, half_pixel is one before at 0, half_pixel_symmetric at 0
set -euo pipefail

python3=/usr/bin/python3
$python3 -c "import onnx" 2> /dev/null || apt-get install --yes python3-onnx
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > models.py <<'PYTHON'
import itertools

import onnx
from onnx import TensorProto, helper

kinds = itertools.product(["nearest", "linear"], ["half_pixel", "half_pixel_symmetric"], range(2, 41), range(1, 41))
for mode, places, size, target in kinds:
    node = helper.make_node("Resize", ["x", "", "", "sizes"], ["y"], mode=mode, nearest_mode="floor", coordinate_transformation_mode=places)
    graph = helper.make_graph(
        [node], "resize", [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 1, 1, size])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [helper.make_tensor("sizes", TensorProto.INT64, [4], [1, 1, 1, target])])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 19)], ir_version=8)
    onnx.save(model, f"{mode}.{places}.{size}.{target}.onnx")
PYTHON
$python3 models.py
cat > resize.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="Microsoft.ML.OnnxRuntime" Version="1.31.1" /></ItemGroup>
</Project>
XML
cat > Program.cs <<'CSHARP'
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

string seen = "";
using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL, IntraOpNumThreads = 1 };
foreach (string mode in (string[])["nearest", "linear"])
{
    int differ = 0, whole = 0, plainOff = 0, symmetricOff = 0;
    double largest = 0;
    for (int size = 2; size <= 40; size++)
    {
        for (int target = 1; target <= 40; target++)
        {
            float[] plain = Run($"{mode}.half_pixel.{size}.{target}.onnx", size);
            float[] symmetric = Run($"{mode}.half_pixel_symmetric.{size}.{target}.onnx", size);
            for (int i = 0; i < target; i++)
            {
                differ += plain[i] == symmetric[i] ? 0 : 1;
                largest = Math.Max(largest, Math.Abs(plain[i] - symmetric[i]));

                // (i + 1/2) * size / target - 1/2 is a whole number k:
                int numerator = (2 * i + 1) * size - target;
                if (numerator >= 0 && numerator % (2 * target) == 0)
                {
                    whole++;
                    plainOff += plain[i] < numerator / (2 * target) - 0.5 ? 1 : 0;
                    symmetricOff += symmetric[i] < numerator / (2 * target) - 0.5 ? 1 : 0;
                }
            }
        }
    }

    Console.WriteLine(
        $"{mode}: {differ} pixels differ, by up to {largest:g3}; of {whole} at a whole place, "
        + $"half_pixel is one before at {plainOff}, half_pixel_symmetric at {symmetricOff}");
    seen += $"{whole} {plainOff} {symmetricOff} ";
}

return seen == "1768 57 128 1768 0 0 " ? 0 : 1;

float[] Run(string model, int size)
{
    using var session = new InferenceSession(model, options);
    var x = new DenseTensor<float>(Enumerable.Range(0, size).Select(i => (float)i).ToArray(), [1, 1, 1, size]);
    using var outputs = session.Run([NamedOnnxValue.CreateFromTensor("x", x)]);
    return outputs.Single().AsTensor<float>().ToArray();
}
CSHARP
dotnet run -v q || { echo "The behaviour is another one now."; exit 1; }
