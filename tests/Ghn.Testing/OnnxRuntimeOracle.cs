using Ghn.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace Ghn.Testing;

/// <summary>ONNX Runtime without its graph optimisations, of which one merges a border of zeros into max pools wrongly.</summary>
public static class OnnxRuntimeOracle
{
    /// <summary>The outputs of a file for images, in the file's order, each in row-major order.</summary>
    public static IReadOnlyList<float[]> Run(string path, Tensor images) =>
        [.. Outputs(path, images, output => output.GetTensorDataAsSpan<float>().ToArray())];

    /// <summary>The first output of a file for images.</summary>
    public static Tensor First(string path, Tensor images) => Outputs(
        path, images,
        output => Tensor.From(output.GetTensorDataAsSpan<float>(), [.. output.GetTensorTypeAndShape().Shape.Select(size => (int)size)]))[0];

    private static T[] Outputs<T>(string path, Tensor images, Func<OrtValue, T> take)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            IntraOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        using var session = new InferenceSession(path, options);
        long[] shape = [.. images.Shape.Select(size => (long)size)];
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(images.Values.ToArray(), shape);
        using var run = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(
            run, new Dictionary<string, OrtValue> { [session.InputNames[0]] = input }, session.OutputNames);
        return [.. outputs.Select(take)];
    }
}
