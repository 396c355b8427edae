using System.Text.Json;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Formats;
using Ghn.Tensors.Tests.Optimizers;

namespace Ghn.Tensors.Tests.Autograd;

/// <summary>What PyTorch computes in one case of an operation: <c>tests/Golden/ops</c>.</summary>
internal sealed class GoldenOperation
{
    /// <summary>PyTorch adds in another order; the difference is a few roundings.</summary>
    private const double Tolerance = 2e-6;

    private readonly string _operation;
    private readonly JsonElement _attributes;
    private readonly StateDict _arrays;

    private GoldenOperation(string operation, JsonElement attributes, StateDict arrays)
    {
        _operation = operation;
        _attributes = attributes;
        _arrays = arrays;
    }

    /// <summary>All cases of an operation.</summary>
    public static IReadOnlyList<GoldenOperation> Cases(string operation)
    {
        string stem = Repository.Golden("ops", operation);
        StateDict arrays = StateDict.Load($"{stem}.npz");
        using var json = JsonDocument.Parse(File.ReadAllBytes($"{stem}.json"));
        GoldenOperation[] cases =
        [
            .. json.RootElement.GetProperty("cases").EnumerateArray()
                .Select(entry => new GoldenOperation(operation, entry.Clone(), arrays)),
        ];
        Assert.NotEmpty(cases);
        return cases;
    }

    public Tensor Array(string name) => _arrays[NameOf(name)];

    public bool Has(string name) => _arrays.Contains(NameOf(name));

    public string Text(string attribute) => _attributes.GetProperty(attribute).GetString()!;

    public int Integer(string attribute) => _attributes.GetProperty(attribute).GetInt32();

    public double Number(string attribute) => _attributes.GetProperty(attribute).GetDouble();

    /// <summary>A number; another one where there is none.</summary>
    public double Number(string attribute, double fallback) =>
        _attributes.TryGetProperty(attribute, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : fallback;

    public int[] Integers(string attribute) => [.. _attributes.GetProperty(attribute).EnumerateArray().Select(number => number.GetInt32())];

    public bool IsNull(string attribute) => _attributes.GetProperty(attribute).ValueKind == JsonValueKind.Null;

    public bool Flag(string attribute) => _attributes.GetProperty(attribute).GetBoolean();

    /// <summary>An attribute that holds further ones.</summary>
    public GoldenArguments Arguments(string attribute) => new(_attributes.GetProperty(attribute));

    /// <summary>An attribute for height and width, or for both.</summary>
    public (int Height, int Width) Pair(string attribute)
    {
        JsonElement value = _attributes.GetProperty(attribute);
        return value.ValueKind == JsonValueKind.Array
            ? (value[0].GetInt32(), value[1].GetInt32())
            : (value.GetInt32(), value.GetInt32());
    }

    /// <summary>Runs the operation forward and backward, and compares its value and the gradients of its leaves.</summary>
    /// <param name="leaves">The names of the arrays that are its leaves.</param>
    /// <param name="gradients">The names of their gradients.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="tolerance">The relative distance that gradients may have.</param>
    public void Check(string[] leaves, string[] gradients, Func<Variable[], Variable> operation, double tolerance = Tolerance)
    {
        using var tape = new Tape();
        Variable[] variables = [.. leaves.Select(name => tape.Parameter(Array(name)))];
        using Variable result = operation(variables);
        RequireEqual("y", result.Value);
        Tensor upstream = Has("gy") ? Array("gy") : Tensor.From<float>([1f], []);
        tape.Backward(result, Tensor.From<float>(upstream.Values, result.Shape));
        for (int i = 0; i < leaves.Length; i++)
        {
            RequireEqual(gradients[i], variables[i].TakeGradient()!, tolerance);
        }
    }

    /// <summary>Runs the operation on <c>x</c> forward alone, and compares its value.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="tolerance">The relative distance that it may have.</param>
    public void CheckValue(Func<Variable, Variable> operation, double tolerance)
    {
        using var tape = new Tape(isRecording: false);
        using Variable result = operation(tape.Constant(Array("x")));
        RequireEqual("y", result.Value, tolerance);
    }

    public void RequireEqual(string name, Tensor actual, double tolerance = Tolerance)
    {
        Tensor expected = Array(name);
        Assert.Equal(expected.ElementCount, actual.ElementCount);
        double distance = 0;
        double norm = 0;
        for (int i = 0; i < expected.ElementCount; i++)
        {
            distance += Math.Pow(expected.Values[i] - actual.Values[i], 2);
            norm += Math.Pow(expected.Values[i], 2);
        }

        Assert.True(
            Math.Sqrt(distance) <= tolerance * Math.Max(Math.Sqrt(norm), 1e-3),
            $"{_operation} {_attributes}: {name} is {Math.Sqrt(distance / norm):g3} off.");
    }

    private string NameOf(string array) => $"c{Integer("i"):000}_{array}";
}
