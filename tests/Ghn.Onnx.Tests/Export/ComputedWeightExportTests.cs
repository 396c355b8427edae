using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Tensors;

namespace Ghn.Onnx.Tests;

/// <summary>Layers that act with what is computed from their weights are written with the computation.</summary>
public class ComputedWeightExportTests
{
    [Fact]
    public void The_written_file_computes_as_the_network_does() => GoldenOnnx.WithFile([], path =>
    {
        var scaling = new NetworkBuilder("scaling", [4, 3]);
        Signal rows = scaling.Input.Apply(new GatherElements([4, 3], [4, 3, 1], [.. Enumerable.Range(0, 12)]));
        Signal scaled = rows.Apply(new FrozenAffine([1, -2, 3, 0.5], [0, 1, 0, 2]));
        Network computation = scaling.Build(scaled.Apply(new GatherElements([4, 3, 1], [4, 3], [.. Enumerable.Range(0, 12)])));
        var builder = new NetworkBuilder("network", [3, 8, 8]);
        Signal features = builder.Input.AdaptiveAvgPool2d(1).Flatten();
        Network network = builder.Build(builder.Append(
            new Linear(3, 4, Bias: true), [features], "fc", computations: new Dictionary<string, Network> { ["weight"] = computation }));
        using StateDict state = network.Initialize(seed: 3);
        OnnxExport.Save(path, network, state);

        Tensor images = Tensor.Zeros([2, 3, 8, 8]);
        for (int i = 0; i < images.Values.Length; i++)
        {
            images.Values[i] = MathF.Sin(i);
        }

        using var model = new Networks.Execution.Model(network, state);
        float[] expected = OnnxRuntimeOracle.First(path, images).Values.ToArray();
        Assert.All(expected.Zip(model.Predict(images).Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.NotEqual(expected[1], expected[0]);
    });
}
