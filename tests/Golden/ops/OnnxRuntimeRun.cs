#:package Microsoft.ML.OnnxRuntime@1.31.1
#:property ManagePackageVersionsCentrally=false
#:property PublishAot=false

// Runs every MODEL.onnx of a folder on MODEL.x (float32, little-endian, of the shape that the model's input has) with optimisations off;
// writes MODEL.y. Used by the scripts beside it: dotnet run OnnxRuntimeRun.cs FOLDER
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL, IntraOpNumThreads = 1 };
foreach (string model in Directory.GetFiles(args[0], "*.onnx").Order(StringComparer.Ordinal))
{
    using var session = new InferenceSession(model, options);
    (string name, NodeMetadata input) = session.InputMetadata.Single();
    float[] values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.ChangeExtension(model, ".x"))).ToArray();
    var tensor = new DenseTensor<float>(values, input.Dimensions);
    using var outputs = session.Run([NamedOnnxValue.CreateFromTensor(name, tensor)]);
    float[] result = outputs.Single().AsTensor<float>().ToArray();
    File.WriteAllBytes(Path.ChangeExtension(model, ".y"), MemoryMarshal.AsBytes<float>(result).ToArray());
}
