using Ghn.HyperNetworks.Checkpoints;
using Ghn.HyperNetworks.Configuration;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.HyperNetworks.Tests;

/// <summary>How GHNs start.</summary>
public class NewHyperNetworkTests
{
    /// <summary>The papers' numbers of parameters for ImageNet, in millions.</summary>
    public static TheoryData<string, double> Sizes => new()
    {
        { "ghn2", 2.3 }, { "ghn3-t", 6.9 }, { "ghn3-s", 35.8 }, { "ghn3-l", 214.7 }, { "ghn3-xl", 654.4 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Presets_have_the_papers_numbers_of_parameters(string name, double millions)
    {
        var layout = new ParameterLayout(HyperNetworkPresets.Named(name, classCount: 1000, imageSize: 224));
        Assert.Equal(millions, layout.Parameters().Sum(parameter => parameter.Shape.ElementCount) / 1e6, 0.051);
    }

    [Theory]
    [InlineData("ghn3_micro_c10")]
    [InlineData("ghn2_micro_c10")]
    [InlineData("ghn1_micro_c10")]
    [InlineData("mlp_micro")]
    public void Names_and_shapes_are_the_references(string ghn)
    {
        using HyperNetworkCheckpoint golden = GoldenCheckpoints.LoadCheckpoint(ghn);
        IEnumerable<string> own = new ParameterLayout(golden.Configuration).Parameters()
            .Select(parameter => $"{parameter.Name} {parameter.Shape.ElementCount}");
        Assert.Equal(golden.Tensors.Select(entry => $"{entry.Key} {entry.Value.ElementCount}").Order(), own.Order());
    }

    [Fact]
    public void Embeddings_are_normal_and_last_layers_small_without_biases()
    {
        using TrainableHyperNetwork ghn = TrainableHyperNetwork.Create(HyperNetworkPresets.Named("ghn3-t", 10, 32), seed: 1);
        Assert.Equal(1 / Math.Sqrt(64), RootMeanSquare(ghn.Parameters["gnn.0.input_dist_embed.weight"]), 2e-3);
        Assert.Equal(1 / Math.Sqrt(16), RootMeanSquare(ghn.Parameters["shape_enc.embed_channel.weight"]), 1e-2);
        Assert.Equal(1 / Math.Sqrt(3 * 256), RootMeanSquare(ghn.Parameters["decoder.conv.0.weight"]), 1e-3);
        Assert.Equal(1 / Math.Sqrt(3 * 512) / 5, RootMeanSquare(ghn.Parameters["decoder.conv.2.weight"]), 1e-4);
        Assert.Equal(0, RootMeanSquare(ghn.Parameters["decoder_1d.fc.2.bias"]));
        Assert.All(ghn.Parameters["gnn.2.ln1.weight"].Values.ToArray(), value => Assert.Equal(1, value));
    }

    [Theory]
    [InlineData(62, 8)]
    [InlineData(64, 7)]
    public void Sizes_that_do_not_fit_are_refused(int hidden, int heads)
    {
        HyperNetworkConfiguration configuration = HyperNetworkPresets.Named("ghn3-t", 10, 32) with { Hidden = hidden, Heads = heads };
        Assert.Throws<InvalidRequestException>(() => TrainableHyperNetwork.Create(configuration, seed: 0));
    }

    [Fact]
    public void A_saved_ghn_is_found_again_with_its_ablations()
    {
        foreach ((string name, HyperNetworkConfiguration configuration) in SmallHyperNetworks.Configurations)
        {
            string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.safetensors");
            using TrainableHyperNetwork ghn = SmallHyperNetworks.Create(name);
            try
            {
                ghn.Save(path);
                using HyperNetwork found = HyperNetwork.Load(path);
                Assert.Equal(configuration with { KernelExtension = found.Configuration.KernelExtension }, found.Configuration);
            }
            finally
            {
                File.Delete(path);
            }
        }
    }

    private static double RootMeanSquare(Tensor tensor) => Math.Sqrt(SquaredNorm.Of(tensor) / tensor.ElementCount);
}
