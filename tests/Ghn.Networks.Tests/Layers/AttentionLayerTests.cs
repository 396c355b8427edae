using System.Text.Json;
using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Formats;

namespace Ghn.Networks.Tests;

/// <summary>Attention with its own number of queries, and with tables that are added to its logits.</summary>
public class AttentionLayerTests
{
    private static readonly string[] Operands = ["query", "key", "value"];

    [Fact]
    public void Attention_to_other_tokens_equals_PyTorchs()
    {
        string stem = Repository.Golden("ops", "attention");
        using StateDict golden = StateDict.Load($"{stem}.npz");
        using var json = JsonDocument.Parse(File.ReadAllBytes($"{stem}.json"));
        foreach (JsonElement entry in json.RootElement.GetProperty("cases").EnumerateArray())
        {
            Check(entry, name => golden[$"c{entry.GetProperty("i").GetInt32():000}_{name}"]);
        }
    }

    [Fact]
    public void A_table_of_another_size_is_refused()
    {
        var attention = new ScaledDotProductAttention(2) { Bias = new AttentionBias([2, 3, 4]) };
        Assert.Equal([3, 8], attention.OutputShape([[3, 6], [4, 6], [4, 8]]));
        ArgumentException error = Assert.Throws<ArgumentException>(() => attention.OutputShape([[3, 6], [5, 6], [5, 8]]));
        Assert.Equal(
            "ScaledDotProductAttention adds 24 numbers to the logits of 2 heads, 3 queries and 5 keys.", error.Message);
    }

    [Fact]
    public void Keys_without_values_and_features_that_differ_are_refused()
    {
        var attention = new ScaledDotProductAttention(2);
        Assert.Throws<ArgumentException>(() => attention.OutputShape([[3, 6], [4, 6], [5, 6]]));
        Assert.Throws<ArgumentException>(() => attention.OutputShape([[3, 6], [4, 8], [4, 6]]));
        Assert.Throws<ArgumentException>(() => attention.OutputShape([[3, 6], [4, 6], [4, 7]]));
    }

    private static void Check(JsonElement entry, Func<string, Tensor> array)
    {
        Network network = Build(entry, array);
        string[] names = network.Parameters.Count > 0 ? [.. Operands, "table"] : Operands;
        using var tape = new Tape();
        Dictionary<string, Variable> leaves = names.ToDictionary(name => name, name => tape.Parameter(array(name)));
        using Variable joined = LayoutOperations.Concat(
            [.. Operands.Select(name => leaves[name].Reshape([2, leaves[name].Shape[1] * leaves[name].Shape[2]]))]);
        using Variable input = joined.Reshape([2, joined.Shape[1], 1, 1]);
        Dictionary<string, Variable> parameters = network.Parameters.ToDictionary(entry => entry.Name, _ => leaves["table"]);
        using Variable output = network.Run(input, parameters, [], ExecutionMode.Evaluation)[0];
        GoldenLayer.RequireEqual(array("y"), output.Value, $"{entry}: y");
        tape.Backward(output, Tensor.From<float>(array("gy").Values, output.Shape));
        foreach (string name in names)
        {
            GoldenLayer.RequireEqual(array($"g{name}"), leaves[name].Gradient!, $"{entry}: g{name}");
        }
    }

    /// <summary>A network whose one input is the queries, keys and values one after the other.</summary>
    private static Network Build(JsonElement entry, Func<string, Tensor> array)
    {
        Shape[] shapes = [.. Operands.Select(name => Shape.Create(array(name).Shape.Dimensions[1..]))];
        int[] ends = [0, .. shapes.Select((_, i) => (int)shapes.Take(i + 1).Sum(shape => shape.ElementCount))];
        var builder = new NetworkBuilder("attention", [ends[^1], 1, 1]);
        Signal[] operands =
        [
            .. shapes.Select((shape, i) => builder.Input.Apply(
                new GatherElements([ends[^1], 1, 1], shape, [.. Enumerable.Range(ends[i], (int)shape.ElementCount)]))),
        ];
        bool hasTable = entry.GetProperty("table").ValueKind != JsonValueKind.Null;
        JsonElement scale = entry.GetProperty("scale");
        var layer = new ScaledDotProductAttention(
            entry.GetProperty("heads").GetInt32(), scale.ValueKind == JsonValueKind.Null ? null : scale.GetDouble())
        {
            Bias = hasTable ? new AttentionBias(array("table").Shape, Places(entry)) : null,
        };
        return builder.Build(builder.Append(layer, operands, "attention"));
    }

    private static int[]? Places(JsonElement entry)
    {
        JsonElement places = entry.GetProperty("places");
        return places.ValueKind == JsonValueKind.Null ? null : [.. places.EnumerateArray().Select(place => place.GetInt32())];
    }
}
