using System.Numerics.Tensors;
using System.Text.Json;
using Ghn.Tensors.Formats;
using Ghn.Tensors.Kernels.Convolution;
using Ghn.Tensors.Tests.Formats;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>The convolutions that PyTorch computed, forward and backward.</summary>
public sealed class ConvolutionGoldenTests
{
    [Fact]
    public void Outputs_and_gradients_equal_the_references()
    {
        string folder = Path.Combine(Path.GetDirectoryName(Golden.Folder)!, "ops");
        StateDict arrays = StateDictFile.Load(Path.Combine(folder, "conv2d.npz")).Tensors;
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "conv2d.json")));
        JsonElement[] cases = [.. json.RootElement.GetProperty("cases").EnumerateArray()];
        Assert.NotEmpty(cases);
        foreach (JsonElement entry in cases)
        {
            Check(entry, name => arrays[$"c{entry.GetProperty("i").GetInt32():000}_{name}"]);
        }
    }

    private static void Check(JsonElement entry, Func<string, Tensor> array)
    {
        (int kernelHeight, int kernelWidth) = Pair(entry, "kernel");
        (int strideHeight, int strideWidth) = Pair(entry, "stride");
        (int paddingHeight, int paddingWidth) = Pair(entry, "padding");
        (int dilationHeight, int dilationWidth) = Pair(entry, "dilation");
        Shape input = array("x").Shape;
        var geometry = new ConvolutionGeometry(
            input[0], input[1], input[2], input[3], array("w").Shape[0], kernelHeight, kernelWidth, strideHeight, strideWidth,
            paddingHeight, paddingWidth, dilationHeight, dilationWidth, entry.GetProperty("groups").GetInt32());
        bool hasBias = entry.GetProperty("bias").GetBoolean();

        using Tensor output = Tensor.Allocate(array("y").Shape);
        Convolution2d.Forward(geometry, array("x"), array("w"), hasBias ? array("b") : null, output);
        RequireEqual(array("y"), output, geometry);

        using Tensor inputGradient = Tensor.Allocate(input);
        Convolution2d.BackwardInput(geometry, array("gy"), array("w"), inputGradient);
        RequireEqual(array("gx"), inputGradient, geometry);

        using Tensor weightGradient = Tensor.Allocate(array("w").Shape);
        Convolution2d.BackwardWeight(geometry, array("x"), array("gy"), weightGradient);
        RequireEqual(array("gw"), weightGradient, geometry);

        if (hasBias)
        {
            using Tensor biasGradient = Tensor.Allocate(array("b").Shape);
            Convolution2d.BackwardBias(geometry, array("gy"), biasGradient);
            RequireEqual(array("gb"), biasGradient, geometry);
        }
    }

    private static (int Height, int Width) Pair(JsonElement entry, string name) =>
        (entry.GetProperty(name)[0].GetInt32(), entry.GetProperty(name)[1].GetInt32());

    private static void RequireEqual(Tensor expected, Tensor actual, ConvolutionGeometry geometry)
    {
        float distance = TensorPrimitives.Distance<float>(expected.Values, actual.Values);
        Assert.True(distance <= 1e-6f * TensorPrimitives.Norm<float>(expected.Values), $"{geometry}: {distance}");
    }
}
