using System.Text.Json;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Formats;

namespace Ghn.Networks.Tests;

/// <summary>What PyTorch computes in the cases of a layer: <c>tests/Golden/ops</c>.</summary>
internal static class GoldenLayer
{
    /// <summary>PyTorch adds in another order; the difference is a few roundings.</summary>
    private const double Tolerance = 2e-6;

    /// <summary>Runs a layer forward and backward in every case; compares its output, and the gradients of input and parameters.</summary>
    /// <param name="operation">The name of the golden file.</param>
    /// <param name="arrays">The name of each parameter's golden array; that of its gradient has a <c>g_</c> or <c>g</c> before it.</param>
    /// <param name="layer">Applies the layer to the network's input.</param>
    public static void Check(string operation, Dictionary<string, string> arrays, Func<JsonElement, Signal, Signal> layer)
    {
        string stem = Repository.Golden("ops", operation);
        using StateDict golden = StateDict.Load($"{stem}.npz");
        using var json = JsonDocument.Parse(File.ReadAllBytes($"{stem}.json"));
        foreach (JsonElement entry in json.RootElement.GetProperty("cases").EnumerateArray())
        {
            int index = entry.GetProperty("i").GetInt32();
            Tensor Array(string name) => golden[$"c{index:000}_{name}"];
            var builder = new NetworkBuilder(operation, Shape.Create(Array("x").Shape.Dimensions[1..]));
            Network network = builder.Build(layer(entry, builder.Input));
            using var tape = new Tape();
            Variable input = tape.Parameter(Array("x"));
            Dictionary<string, Variable> parameters = arrays.ToDictionary(pair => pair.Key, pair => tape.Parameter(Array(pair.Value)));
            using StateDict buffers = network.Initialize();
            using Variable output = network.Run(input, parameters, buffers, ExecutionMode.Evaluation)[0];
            RequireEqual(Array("y"), output.Value, $"{entry}: y");
            tape.Backward(output, Tensor.From<float>(Array("gy").Values, output.Shape));
            RequireEqual(Array("gx"), input.Gradient!, $"{entry}: gx");
            foreach ((string name, Variable parameter) in parameters)
            {
                string array = golden.Contains($"c{index:000}_g_{arrays[name]}") ? $"g_{arrays[name]}" : $"g{arrays[name]}";
                RequireEqual(Array(array), parameter.Gradient!, $"{entry}: {name}");
            }
        }
    }

    /// <summary>Fails unless a tensor is what PyTorch computes.</summary>
    public static void RequireEqual(Tensor expected, Tensor actual, string place)
    {
        Assert.Equal(expected.ElementCount, actual.ElementCount);
        using Tensor difference = Tensor.Allocate(expected.Shape);
        for (int i = 0; i < expected.ElementCount; i++)
        {
            difference.Values[i] = expected.Values[i] - actual.Values[i];
        }

        double distance = Euclid.Norm(difference);
        Assert.True(distance <= Tolerance * Math.Max(Euclid.Norm(expected), 1e-3), $"{place} is {distance:g3} off.");
    }
}
