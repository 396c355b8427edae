using System.Text.Json;
using Ghn.Networks.Execution;
using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;

namespace Ghn.Networks.Tests;

/// <summary>
/// Networks of cells run forward and backward as PyTorch runs them; between them they have all operations, stems and heads.
/// </summary>
public class DeepNetExecutionTests
{
    public static TheoryData<string> Names => [.. GoldenCellNetwork.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Logits_and_gradients_are_PyTorchs(string name)
    {
        (Network network, JsonElement golden) = GoldenCellNetwork.All[name];
        using StateDict state = HashedValues.StateOf(network, gain: 1);
        using var model = new Model(network, state);
        using Tensor images = HashedValues.Images(network.InputShape[^1]);
        using ForwardPass pass = model.Forward(images, ExecutionMode.Evaluation);
        float[] expected = golden.GetProperty("logits").Deserialize<float[]>()!;
        double noise = golden.GetProperty("logitsNoise").GetDouble() * Euclid.Norm(pass.Logits.Value);
        AssertNear(expected, pass.Logits.Value.Values, 20 * noise, name);

        using StateDict gradients = pass.Backward(pass.Logits.CrossEntropy([3, 7]));
        JsonElement[] all = [.. golden.GetProperty("gradients").EnumerateArray()];
        Assert.Equal(all.Select(entry => entry.GetProperty("name").GetString()), gradients.Names);
        double tolerance = 20 * golden.GetProperty("gradientNoise").GetDouble() * golden.GetProperty("gradientNorm").GetDouble();
        foreach (JsonElement entry in all)
        {
            Tensor gradient = gradients[entry.GetProperty("name").GetString()!];
            int[] places = entry.GetProperty("places").Deserialize<int[]>()!;
            float[] values = [.. places.Select(place => gradient.Values[place])];
            AssertNear(entry.GetProperty("values").Deserialize<float[]>()!, values, tolerance, entry.GetProperty("name").GetString()!);
            Assert.Equal(entry.GetProperty("norm").GetDouble(), Euclid.Norm(gradient), tolerance);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Dead_branches_do_not_count(string name)
    {
        Network network = GoldenCellNetwork.All[name].Network;
        Network reduced = network.WithoutDeadBranches();
        using StateDict state = HashedValues.StateOf(network, gain: 1);
        var live = new StateDict();
        foreach (StateSpec entry in reduced.State)
        {
            live.Add(entry.Name, state[entry.Name]);
        }

        using var whole = new Model(network, state);
        using var model = new Model(reduced, live);
        using Tensor images = HashedValues.Images(network.InputShape[^1]);
        Assert.Equal(whole.Predict(images).Values.ToArray(), model.Predict(images).Values.ToArray());
        Assert.Equal(
            GoldenCellNetwork.All[name].Golden.GetProperty("gradients").GetArrayLength(), reduced.Parameters.Count);
    }

    private static void AssertNear(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= tolerance, $"{what}, {i}: {actual[i]} for {expected[i]}, within {tolerance:g3}");
        }
    }
}
