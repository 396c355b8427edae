using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Tensors;

namespace Ghn.Networks.Tests;

/// <summary>The layers that make, mix and pick tokens.</summary>
public class TokenLayerTests
{
    [Fact]
    public void Attention_has_the_state_of_PyTorchs_module()
    {
        IEnumerable<(string, Shape)> expected =
            [("in_proj_weight", [24, 8]), ("in_proj_bias", [24]), ("out_proj.weight", [8, 8]), ("out_proj.bias", [8])];
        Assert.Equal(expected, new MultiheadAttention(8, Heads: 2).State.Select(entry => (entry.Name, entry.Shape)));
    }

    [Fact]
    public void Tokens_keep_their_shape_through_attention() =>
        Assert.Equal([5, 8], new MultiheadAttention(8, Heads: 2).OutputShape([[5, 8]]));

    [Fact]
    public void A_sequence_is_made_of_feature_maps_a_class_token_and_places()
    {
        var network = new NetworkBuilder("tokens", [8, 3, 5]);
        network.Declare("class_token");
        Signal tokens = network.Input.ToTokens();
        Signal sequence = tokens.Linear("patches", 8).ClassToken("class_token").PositionalEmbedding("places");
        Network built = network.Build(sequence.SelectToken(0));

        Assert.Equal([15, 8], tokens.Shape);
        Assert.Equal([16, 8], sequence.Shape);
        Assert.Equal([8], built.Nodes[^1].OutputShape);
        IEnumerable<(string, Shape)> expected =
            [("class_token", [1, 1, 8]), ("patches.weight", [8, 8]), ("patches.bias", [8]), ("places", [1, 16, 8])];
        Assert.Equal(expected, built.State.Select(entry => (entry.Name, entry.Shape)));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        AssertRefused("MultiheadAttention cannot share 8 features among 3 heads.", new MultiheadAttention(8, Heads: 3), [5, 8]);
        AssertRefused("MultiheadAttention takes tokens of 8 features, but is given 5×6.", new MultiheadAttention(8, Heads: 2), [5, 6]);
        AssertRefused("MultiheadAttention takes tokens (tokens, features), not 8×3×5.", new MultiheadAttention(8, Heads: 2), [8, 3, 5]);
        AssertRefused("ToTokens takes feature maps (channels, height, width), not 5×8.", new ToTokens(), [5, 8]);
        AssertRefused("ClassToken has 8 features, but is given 5×6.", new ClassToken(8), [5, 6]);
        AssertRefused("PositionalEmbedding takes 5 tokens of 8 features, but is given 6×8.", new PositionalEmbedding(5, 8), [6, 8]);
        AssertRefused("SelectToken has no token 5 to select of 5.", new SelectToken(5), [5, 8]);
    }

    private static void AssertRefused(string complaint, Layer layer, Shape input) =>
        Assert.Equal(complaint, Assert.Throws<ArgumentException>(() => layer.OutputShape([input])).Message);
}
