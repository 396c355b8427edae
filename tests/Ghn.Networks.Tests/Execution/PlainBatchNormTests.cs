using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Tensors;

namespace Ghn.Networks.Tests;

/// <summary>Batch normalisation without scale and shift, by its definition.</summary>
public class PlainBatchNormTests
{
    private const int Channels = 3;
    private const int Side = 8;
    private const double Epsilon = 0.05;
    private const double Momentum = 0.3;

    public static TheoryData<bool, bool> Cases => new() { { true, true }, { true, false }, { false, true }, { false, false } };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Channels_are_normalised_and_running_statistics_are_kept(bool isTraining, bool isFused)
    {
        var builder = new NetworkBuilder("plain", [Channels, Side, Side]);
        Signal normalized = builder.Input.Apply(new BatchNorm2d(Channels, Epsilon, Momentum, Affine: false), "norm");
        Network network = builder.Build(isFused ? normalized.Activate(ActivationFunction.Relu) : normalized);
        Assert.Empty(network.Parameters);
        using StateDict state = network.Initialize();
        state["norm.running_mean"].Values.Fill(0.25f);
        state["norm.running_var"].Values.Fill(2);
        using var model = new Model(network, state);
        using Tensor images = HashedValues.Images(Side);
        using Tensor output = model.Predict(images, isTraining ? ExecutionMode.Training : ExecutionMode.Evaluation);

        for (int channel = 0; channel < Channels; channel++)
        {
            double[] values = OfChannel(images, channel);
            double mean = values.Average();
            double squares = values.Sum(value => (value - mean) * (value - mean));
            (double centre, double variance) = isTraining ? (mean, squares / values.Length) : (0.25, 2);
            double[] expected = [.. values.Select(value => (value - centre) / Math.Sqrt(variance + Epsilon))];
            Assert.All(
                expected.Zip(OfChannel(output, channel)),
                pair => Assert.Equal(isFused ? Math.Max(pair.First, 0) : pair.First, pair.Second, 1e-5));
            double share = isTraining ? Momentum : 0;
            Assert.Equal(0.25 + (share * (mean - 0.25)), model.State["norm.running_mean"].Values[channel], 1e-5);
            Assert.Equal(2 + (share * ((squares / (values.Length - 1)) - 2)), model.State["norm.running_var"].Values[channel], 1e-5);
        }
    }

    private static double[] OfChannel(Tensor maps, int channel) =>
        [.. maps.Values.ToArray().Where((_, place) => place / (Side * Side) % Channels == channel).Select(value => (double)value)];
}
