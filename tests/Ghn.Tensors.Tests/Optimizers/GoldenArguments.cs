using System.Text.Json;

namespace Ghn.Tensors.Tests.Optimizers;

/// <summary>The arguments that an optimiser of PyTorch was given; those that lack have its defaults.</summary>
internal sealed class GoldenArguments(JsonElement arguments)
{
    public double Number(string name, double missing) =>
        arguments.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : missing;

    public double Number(string name, int index, double missing) =>
        arguments.TryGetProperty(name, out JsonElement values) ? values[index].GetDouble() : missing;

    public bool Flag(string name) => arguments.TryGetProperty(name, out JsonElement value) && value.GetBoolean();
}
