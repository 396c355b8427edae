using Ghn.Networks;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;

namespace Ghn.Onnx.Operators.Views;

/// <summary>Signals one after the other; learnt tokens may come first along the first dimension after that of samples.</summary>
/// <param name="Node">The node in the file.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Inputs">What is joined.</param>
/// <param name="Axis">Along which dimension.</param>
/// <param name="Groups">How many neighbours each are joined first; none if all are joined at once.</param>
internal sealed record ConcatOperation(
    OnnxNode Node, OperationResult Result, IReadOnlyList<Value?> Inputs, int Axis, IReadOnlyList<int> Groups)
    : Operation(Node, Result, Inputs), ILowerable
{
    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network)
    {
        if (Axis != 1)
        {
            return Axis > 0 ? LowerAlong(network) : throw Node.Unsupported("it joins samples");
        }

        Value[] inputs = [.. Enumerable.Range(0, Inputs.Count).Select(Input)];
        int tokens = inputs.TakeWhile(input => input.IsLearnt()).Count();
        Signal[] signals = [.. inputs.Skip(tokens).Select(input => Part(network, input))];
        Signal joined = inputs.Length == 1
            ? network.Append(this, new Concat(), signals)
            : Join(network, Groups.Count > 0 ? Nested(network, signals) : signals);
        foreach (View token in inputs.Take(tokens).Reverse().OfType<View>())
        {
            joined = PrependToken(network, token, joined);
        }

        return network.Whole(joined, Shape);
    }

    /// <summary>What is joined; zeros are those in the shape of another part.</summary>
    private Signal Part(NetworkAssembly network, Value input)
    {
        if (input is View view)
        {
            return network.Realize(network[view]);
        }

        View? other = Views.FirstOrDefault(other => other.Shape == input.Shape && other.Source.DependsOnImages);
        return other is not null && input is Constant zeros && zeros.Numbers.All(number => number == 0)
            ? network.Append(this, new Zeros(), network.Realize(network[other]))
            : throw Node.Unsupported($"it joins a constant of the shape {input.Shape}, which is not zeros in the shape of another part");
    }

    private SignalView LowerAlong(NetworkAssembly network)
    {
        Signal[] signals =
        [
            .. Enumerable.Range(0, Inputs.Count).Select(i => network.Realize(network[ViewAt(i)].WithAxisFirst(Axis))),
        ];
        return network.WholeWithAxisFirst(Join(network, signals), Axis, Shape);
    }

    private List<Signal> Nested(NetworkAssembly network, Signal[] signals)
    {
        var joined = new List<Signal>();
        int start = 0;
        foreach (int count in Groups)
        {
            joined.Add(Join(network, signals[start..(start + count)]));
            start += count;
        }

        return joined;
    }

    private Signal Join(NetworkAssembly network, IReadOnlyList<Signal> signals) =>
        signals.Count == 1 ? signals[0] : network.Append(this, new Concat(), signals);

    /// <summary>A learnt token is expanded to one for each sample.</summary>
    private Signal PrependToken(NetworkAssembly network, View token, Signal tokens)
    {
        int features = checked((int)token.Source.Shape.ElementCount);
        var learnt = new View(token.Source);
        bool isOneForEach = token.Shape is [_, 1, var width] && width == features && tokens.Shape.Rank == 2
            && token.Map.Places().Select((place, i) => place == i % features).All(fits => fits);
        return isOneForEach
            ? network.Append(this, new ClassToken(features), tokens, [("", learnt)])
            : throw Node.Unsupported($"it joins a learnt tensor of the shape {token.Shape} to {tokens.Shape}");
    }
}
