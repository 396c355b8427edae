using Ghn.HyperNetworks.Configuration;
using Ghn.HyperNetworks.Decoding;
using Ghn.HyperNetworks.PostProcessing;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Tests;

/// <summary>What a prediction leaves of the weights that a network has already.</summary>
public class GivenWeightsTests
{
    private const string LayerScale = "features.1.0.layer_scale";

    [Fact]
    public void What_is_not_predicted_stays_as_it_was()
    {
        using HyperNetwork ghn = GoldenCheckpoints.Load("ghn3_micro");
        Network network = Zoo.Create("convnext_tiny");
        using StateDict given = network.Initialize(seed: 7);
        given[LayerScale].Values.Fill(0.25f);
        using Prediction plain = ghn.Predict(network);
        using Prediction kept = ghn.Predict(network, new PredictionOptions { Given = given });

        Assert.All(kept.Weights[LayerScale].Values.ToArray(), value => Assert.Equal(0.25f, value));
        Assert.Contains(kept.Parameters, parameter => parameter.Name == LayerScale && parameter.Origin == ParameterOrigin.Kept);
        foreach (PredictedParameter parameter in plain.Parameters.Where(other => other.Origin != ParameterOrigin.StandardInitialization))
        {
            Assert.Equal(plain.Weights[parameter.Name].Values.ToArray(), kept.Weights[parameter.Name].Values.ToArray());
        }
    }

    [Fact]
    public void The_row_of_a_class_token_stays_and_the_other_positions_are_predicted()
    {
        const string Positions = "encoder.pos_embedding";
        using HyperNetwork ghn = GoldenCheckpoints.Load("ghn3_micro");
        Network network = Zoo.Create("vit_b_32");
        using StateDict given = network.Initialize(seed: 7);
        given[Positions].Values.Fill(3);
        given["class_token"].Values.Fill(2);
        using Prediction plain = ghn.Predict(network);
        using Prediction kept = ghn.Predict(network, new PredictionOptions { Given = given });

        int features = kept.Weights[Positions].Shape[2];
        Assert.All(kept.Weights["class_token"].Values.ToArray(), value => Assert.Equal(2, value));
        Assert.All(kept.Weights[Positions].Values[..features].ToArray(), value => Assert.Equal(3, value));
        Assert.Equal(plain.Weights[Positions].Values[features..].ToArray(), kept.Weights[Positions].Values[features..].ToArray());
    }

    [Fact]
    public void What_is_asked_to_stay_does_and_neither_noise_nor_rotation_touches_it()
    {
        const string Kept = "layer1.0.conv1.weight";
        using HyperNetwork ghn = GoldenCheckpoints.Load("ghn3_micro");
        Network network = Zoo.Create("resnet18");
        using StateDict given = network.Initialize(seed: 7);
        given["bn1.running_mean"].Values.Fill(5);
        using Prediction plain = ghn.Predict(network);
        using Prediction kept = ghn.Predict(network, new PredictionOptions { Given = given, Keeps = name => name == Kept });

        Assert.Equal(given[Kept].Values.ToArray(), kept.Weights[Kept].Values.ToArray());
        Assert.Equal(ParameterOrigin.Kept, kept.Parameters.Single(parameter => parameter.Name == Kept).Origin);
        Assert.Equal(plain.Weights["bn1.running_mean"].Values.ToArray(), kept.Weights["bn1.running_mean"].Values.ToArray());
        Assert.Equal(plain.Weights["conv1.weight"].Values.ToArray(), kept.Weights["conv1.weight"].Values.ToArray());

        HashSet<string> except = [Kept];
        IReadOnlyList<OrthogonalWeight> changed = GhnOrth.Orthogonalize(network, kept.Weights, except: except);
        GhnOrth.AddNoise(network, kept.Weights, new NoiseOptions(1, DecodedSize: 0), except);
        Assert.Equal(given[Kept].Values.ToArray(), kept.Weights[Kept].Values.ToArray());
        Assert.DoesNotContain(changed, weight => weight.Name == Kept);
        Assert.Contains(changed, weight => weight.Name == "conv1.weight");
    }

    [Fact]
    public void What_nobody_gave_cannot_stay()
    {
        using HyperNetwork ghn = GoldenCheckpoints.Load("ghn3_micro");
        Network network = Zoo.Create("resnet18");
        InvalidRequestException error = Assert.Throws<InvalidRequestException>(
            () => ghn.Predict(network, new PredictionOptions { Keeps = name => name == "fc.bias" }));
        Assert.Contains("fc.bias", error.Message, StringComparison.Ordinal);
        using StateDict other = Zoo.Create("resnet18", classCount: 10).Initialize(seed: 0);
        error = Assert.Throws<InvalidRequestException>(
            () => ghn.Predict(network, new PredictionOptions { Given = other, Keeps = name => name == "fc.bias" }));
        Assert.Contains("fc.bias", error.Message, StringComparison.Ordinal);
    }
}
