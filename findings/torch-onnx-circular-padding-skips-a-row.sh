#!/usr/bin/env bash
# Versions: PyTorch 1.13 (Debian 12's python3-torch), ONNX Runtime 1.31.1 (NuGet, graph optimisations off). Date seen: 2026-12-01.
#
# The guess: a module with circular padding (F.pad(x, ..., mode="circular"), or nn.Conv2d(..., padding_mode="circular")) computes in the
# exported file what it computes in PyTorch, as the exporter warns of nothing.
#
# What happens: before the first row, PyTorch puts the last one, and the exported file the last but one: the Slice that it writes goes from
# -(n + 1) to -1, where it should go from -n to the end. Behind the last row, both put the first. A network that was trained with
# circular padding is quietly another one in its file, and whoever compares a reader of such files with PyTorch looks for a fault in the
# wrong place.
#
# Output seen:
#   PyTorch 3 0 1 2 3 0
#   file    2 0 1 2 3 0
set -euo pipefail

python3=/usr/bin/python3
$python3 -c "import torch, onnx" 2> /dev/null || apt-get install --yes python3-torch python3-onnx
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > export.py <<'PYTHON'
import warnings

import torch

warnings.simplefilter("ignore")


class Circular(torch.nn.Module):
    def forward(self, x):
        return torch.nn.functional.pad(x, (1, 1), mode="circular")


x = torch.arange(4.0).reshape(1, 1, 4)
print(*Circular()(x).int().flatten().tolist())
torch.onnx.export(Circular(), x, "circular.onnx", opset_version=13)
PYTHON
right=$($python3 export.py 2> /dev/null | tail -1)
cat > circular.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="Microsoft.ML.OnnxRuntime" Version="1.31.1" /></ItemGroup>
</Project>
XML
cat > Program.cs <<'CSHARP'
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };
using var session = new InferenceSession("circular.onnx", options);
var x = new DenseTensor<float>(new float[] { 0, 1, 2, 3 }, [1, 1, 4]);
using var outputs = session.Run([NamedOnnxValue.CreateFromTensor(session.InputMetadata.Keys.Single(), x)]);
Console.WriteLine(string.Join(" ", outputs.Single().AsTensor<float>()));
CSHARP
written=$(dotnet run -v q)
echo "PyTorch $right"
echo "file    $written"
[ "$right" = "3 0 1 2 3 0" ] && [ "$written" = "2 0 1 2 3 0" ] || { echo "The behaviour is another one now."; exit 1; }
