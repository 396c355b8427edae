using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Tests;

public class PositionalEmbeddingTests
{
    /// <summary>No more than the decoder's columns, and enough that the table is not normalised by its size.</summary>
    private const int Features = 12;

    private const int Side = 4;

    [Theory]
    [InlineData("GHN-3")]
    [InlineData("GHN-2")]
    public void Without_a_class_token_every_row_is_what_the_others_are_with_one(string name)
    {
        using TrainableHyperNetwork ghn = SmallHyperNetworks.Create(name);
        using Prediction with = ghn.Current.Predict(Network(hasClassToken: true));
        using Prediction without = ghn.Current.Predict(Network(hasClassToken: false));

        Tensor table = without.Weights["positions"];
        Assert.Equal([1, Side * Side, Features], table.Shape.Dimensions.ToArray());
        Assert.Equal(with.Weights["positions"].Values[Features..].ToArray(), table.Values.ToArray());
    }

    [Fact]
    public void Only_a_class_token_is_said_to_be_left_to_standard_initialisation()
    {
        using TrainableHyperNetwork ghn = SmallHyperNetworks.Create("GHN-3");

        Assert.Contains("class token", Reason(ghn.Current, hasClassToken: true), StringComparison.Ordinal);
        Assert.DoesNotContain("class token", Reason(ghn.Current, hasClassToken: false), StringComparison.Ordinal);
    }

    private static string Reason(HyperNetwork ghn, bool hasClassToken)
    {
        using Prediction prediction = ghn.Predict(Network(hasClassToken));
        return prediction.Parameters.Single(parameter => parameter.Name == "positions").Reason;
    }

    private static Network Network(bool hasClassToken)
    {
        var builder = new NetworkBuilder("tokens", [3, 2 * Side, 2 * Side]);
        Signal tokens = builder.Input.Conv2d("patches", Features, kernel: 2, stride: 2).ToTokens();
        tokens = hasClassToken ? tokens.ClassToken("token") : tokens;
        return builder.Build(tokens.PositionalEmbedding("positions").SelectToken(0).Linear("head", SmallHyperNetworks.ClassCount));
    }
}
