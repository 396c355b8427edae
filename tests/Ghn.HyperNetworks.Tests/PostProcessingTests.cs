using Ghn.HyperNetworks.PostProcessing;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Tensors.Threading;

namespace Ghn.HyperNetworks.Tests;

/// <summary>What post-processing promises besides the reference's numbers.</summary>
public class PostProcessingTests
{
    private const int DecodedSize = 16;
    private const double Beta = 1e-3;

    [Fact]
    public void Noise_reaches_only_what_lies_beyond_the_decoded_block_in_both_directions()
    {
        Network network = Zoo.Create("resnet18");
        using StateDict before = network.Initialize();
        using StateDict after = network.Initialize();
        IReadOnlyList<NoisyWeight> noisy = GhnOrth.AddNoise(network, after, new NoiseOptions(Beta, 64));
        Assert.Equal(13, noisy.Count);
        Assert.All(noisy, weight => Assert.True(weight.Shape[0] > 64 && weight.Shape[1] > 64));
        HashSet<string> names = [.. noisy.Select(weight => weight.Name)];
        foreach (StateSpec entry in network.Parameters)
        {
            long plane = entry.Shape.Rank < 2 ? 1 : entry.Shape.ElementCount / entry.Shape[0] / entry.Shape[1];
            Span<float> old = before[entry.Name].Values;
            Span<float> now = after[entry.Name].Values;
            bool isNoisy = names.Contains(entry.Name);
            int changed = 0;
            for (int i = 0; i < entry.Shape.ElementCount; i++)
            {
                if (old[i] != now[i])
                {
                    Assert.True(isNoisy && i / plane % entry.Shape[1] >= 64 && i / plane / entry.Shape[1] >= 64);
                    changed++;
                }
            }

            // Some noise is too small to change a number of float32.
            Assert.True(!isNoisy || changed > 0.9 * (entry.Shape[0] - 64) * (entry.Shape[1] - 64) * plane, entry.Name);
        }
    }

    [Theory]
    [InlineData(12, 20, 1)]
    [InlineData(20, 12, 1)]
    [InlineData(30, 8, 3)]
    [InlineData(24, 40, 3)]
    public void The_deviation_of_the_noise_is_beta_times_that_of_the_row_correlations(int outputs, int inputs, int kernel)
    {
        (Network network, StateDict weights) = Convolution(outputs, inputs, kernel);
        using (weights)
        {
            double expected = Beta * CorrelationDeviation(weights["layer.weight"]);
            NoisyWeight noisy = Assert.Single(GhnOrth.AddNoise(network, weights, new NoiseOptions(Beta, DecodedSize: 4)));
            Assert.Equal(expected, noisy.Deviation, 1e-5 * expected);
        }
    }

    [Fact]
    public void The_noise_is_normal_with_the_reported_deviation()
    {
        (Network network, StateDict weights) = Convolution(96, 80, 3);
        using (weights)
        using (StateDict before = network.Initialize())
        {
            NoisyWeight noisy = Assert.Single(GhnOrth.AddNoise(network, weights, new NoiseOptions(1, DecodedSize: 0)));
            double[] noise = [.. Enumerable.Range(0, 96 * 80 * 9).Select(i =>
                (weights["layer.weight"].Values[i] - before["layer.weight"].Values[i]) / noisy.Deviation)];
            double margin = 5 / Math.Sqrt(noise.Length);
            Assert.Equal(0, noise.Average(), margin);
            Assert.Equal(1, noise.Average(value => value * value), margin * Math.Sqrt(2));
            Assert.Equal(3, noise.Average(value => Math.Pow(value, 4)), margin * Math.Sqrt(96));
        }
    }

    [Fact]
    public void Noise_follows_from_the_seed_on_any_number_of_threads()
    {
        float[] alone = [];
        WorkerPool.For(2, i => alone = i == 0 ? Noisy(1) : alone);
        Assert.Equal(alone, Noisy(1));
        Assert.NotEqual(alone, Noisy(2));

        static float[] Noisy(ulong seed)
        {
            (Network network, StateDict weights) = Convolution(40, 30, 3);
            using (weights)
            {
                GhnOrth.AddNoise(network, weights, new NoiseOptions(Beta, DecodedSize, Seed: seed));
                return [.. weights["layer.weight"].Values];
            }
        }
    }

    [Fact]
    public void Weights_with_noise_have_full_rank_where_tiled_ones_have_not()
    {
        Network network = Zoo.Create("resnet18");
        using HyperNetwork ghn = GoldenCheckpoints.Load("ghn3_micro");
        using Prediction plain = ghn.Predict(network);
        using Prediction processed = ghn.Predict(network);
        IReadOnlyList<NoisyWeight> noisy = GhnOrth.AddNoise(network, processed.Weights, new NoiseOptions(Beta, DecodedSize));
        var before = GhnOrth.Orthogonalize(network, plain.Weights).ToDictionary(weight => weight.Name);
        var after = GhnOrth.Orthogonalize(network, processed.Weights).ToDictionary(weight => weight.Name);
        Assert.Equal(19, noisy.Count);
        Assert.All(noisy, weight => Assert.True(before[weight.Name].Rank < before[weight.Name].FullRank, weight.Name));
        Assert.All(noisy, weight => Assert.Equal(after[weight.Name].FullRank, after[weight.Name].Rank));
    }

    [Fact]
    public void Every_predicted_weight_becomes_orthogonal_whatever_its_rank()
    {
        Network network = Zoo.Create("mobilenet_v3_small");
        using HyperNetwork ghn = GoldenCheckpoints.Load("ghn3_micro");
        using Prediction prediction = ghn.Predict(network);
        IReadOnlyList<OrthogonalWeight> changed = GhnOrth.Orthogonalize(network, prediction.Weights);
        Assert.Contains(changed, weight => weight.Rank < weight.FullRank);
        Assert.All(changed, weight => Assert.True(OrthogonalityError(prediction.Weights[weight.Name]) < 4e-6, weight.Name));
    }

    [Fact]
    public void Layers_before_the_first_to_process_stay_as_they_are()
    {
        Network network = Zoo.Create("squeezenet1_1");
        using StateDict before = network.Initialize();
        using StateDict after = network.Initialize();
        IReadOnlyList<string> layers = GhnOrth.Layers(network);
        IReadOnlyList<OrthogonalWeight> orthogonal = GhnOrth.Orthogonalize(network, after, fromLayer: 20);
        Assert.Equal(layers.Skip(20), orthogonal.Select(weight => weight.Name));
        Assert.All(layers.Take(20), name => Assert.Equal([.. before[name].Values], after[name].Values.ToArray()));
        Assert.Empty(GhnOrth.AddNoise(network, after, new NoiseOptions(Beta, DecodedSize, FromLayer: layers.Count)));
    }

    [Fact]
    public void Attention_gives_its_output_projection_only_and_embeddings_and_scales_nothing()
    {
        string[] unwanted = ["in_proj", "pos_embedding", "layer_scale", "relative_position"];
        string[] networks = ["vit_b_32", "convnext_tiny", "swin_t"];
        Assert.DoesNotContain(
            networks.SelectMany(name => GhnOrth.Layers(Zoo.Create(name))),
            layer => unwanted.Any(part => layer.Contains(part, StringComparison.Ordinal)));
        IReadOnlyList<string> transformer = GhnOrth.Layers(Zoo.Create("vit_b_32"));
        Assert.Equal("conv_proj.weight", transformer[0]);
        Assert.Equal(1 + (12 * 3), transformer.Count);
        Assert.Contains("encoder.layers.encoder_layer_0.self_attention.out_proj.weight", transformer);
    }

    [Fact]
    public void Weights_of_another_network_are_refused()
    {
        using StateDict weights = Zoo.Create("resnet18").Initialize();
        ArgumentException exception = Assert.Throws<InvalidRequestException>(() => GhnOrth.Orthogonalize(Zoo.Create("resnet50"), weights));
        Assert.Contains("layer1.0.conv1.weight of float32 64×64×1×1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_weight_that_is_not_finite_is_named()
    {
        (Network network, StateDict weights) = Convolution(20, 8, 3);
        using (weights)
        {
            weights["layer.weight"].Values[3] = float.NaN;
            ArgumentException exception = Assert.Throws<InvalidRequestException>(() => GhnOrth.Orthogonalize(network, weights));
            Assert.StartsWith("layer.weight", exception.Message, StringComparison.Ordinal);
        }
    }

    private static (Network Network, StateDict Weights) Convolution(int outputs, int inputs, int kernel)
    {
        var builder = new NetworkBuilder("convolution", [inputs, 8, 8]);
        Network network = builder.Build(
            builder.Input.Conv2d("layer", outputs, kernel, bias: false).AdaptiveAvgPool2d(1).Flatten().Linear("classifier", 3));
        return (network, network.Initialize());
    }

    /// <summary>The deviation of all elements of the correlation matrix of the rows of a weight's tall matrix, by the definition.</summary>
    private static double CorrelationDeviation(Tensor weight)
    {
        int outputs = weight.Shape[0];
        int inputs = (int)(weight.ElementCount / outputs);
        float[] values = [.. weight.Values];
        (int count, int length) = (Math.Max(outputs, inputs), Math.Min(outputs, inputs));
        double[][] rows = [.. Enumerable.Range(0, count).Select(row => Enumerable.Range(0, length)
            .Select(column => (double)(outputs >= inputs ? values[(row * inputs) + column] : values[(column * inputs) + row])).ToArray())];
        double[] correlations = [.. rows.SelectMany(left => rows.Select(right =>
            Covariance(left, right) / Math.Sqrt(Covariance(left, left) * Covariance(right, right))))];
        double mean = correlations.Average();
        return Math.Sqrt(correlations.Average(value => Math.Pow(value - mean, 2)));
    }

    private static double Covariance(double[] left, double[] right)
    {
        (double leftMean, double rightMean) = (left.Average(), right.Average());
        return left.Zip(right, (a, b) => (a - leftMean) * (b - rightMean)).Sum();
    }

    /// <summary>The largest element of W·Wᵀ − I, or of Wᵀ·W − I where there are more rows than columns.</summary>
    private static double OrthogonalityError(Tensor weight)
    {
        int outputs = weight.Shape[0];
        int inputs = (int)(weight.ElementCount / outputs);
        float[] values = [.. weight.Values];
        (int count, int length) = (Math.Min(outputs, inputs), Math.Max(outputs, inputs));
        double largest = 0;
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double product = i == j ? -1 : 0;
                for (int k = 0; k < length; k++)
                {
                    product += outputs > inputs
                        ? (double)values[(k * inputs) + i] * values[(k * inputs) + j]
                        : (double)values[(i * inputs) + k] * values[(j * inputs) + k];
                }

                largest = Math.Max(largest, Math.Abs(product));
            }
        }

        return largest;
    }
}
