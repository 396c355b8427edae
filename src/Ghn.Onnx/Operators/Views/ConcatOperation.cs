using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;

namespace Ghn.Onnx.Operators.Views;

/// <summary>
/// Signals one after the other, among them perhaps what is the same for all samples, such as class tokens and registers. A learnt token
/// before all others, along the first dimension after that of samples, is a layer of its own.
/// </summary>
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
        Value[] inputs = [.. Enumerable.Range(0, Inputs.Count).Select(Input)];
        int tokens = inputs.TakeWhile(input => IsToken(network, input)).Count();
        if (Axis != 1 || !inputs.Skip(tokens).All(input => IsPart(network, input)))
        {
            return LowerAlong(network, inputs);
        }

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

    /// <summary>Whether a value is a signal with its samples first, or zeros in the shape of another part.</summary>
    private bool IsPart(NetworkAssembly network, Value input) => input is View { Source.DependsOnImages: true } view
        ? network.HasSamplesFirst(network[view])
        : input is Constant zeros && zeros.Numbers.All(number => number == 0)
            && Views.Any(other => other.Shape == input.Shape && other.Source.DependsOnImages);

    /// <summary>Along any dimension, whatever the parts are: it becomes the first of each sample.</summary>
    private SignalView LowerAlong(NetworkAssembly network, Value[] inputs)
    {
        int rank = Shape.Rank;
        int[] others = [.. Enumerable.Range(0, rank).Where(other => other != Axis)];
        Value[] first = [.. inputs.Select(input => input.Select(IndexMap.Reorder(input.Shape, [Axis, .. others])))];
        SampleAxis samples = rank > 1 ? SampleAxis.Of(network, first, Enumerable.Range(1, rank - 1)) : new SampleAxis(network, 0);
        Signal[] signals = samples.Signals(this, [.. first.Select(value => rank > 1 ? Single(value) : samples.First(value))]);
        Signal? sampled = signals.Zip(inputs).FirstOrDefault(pair => IsOfImages(pair.Second)).First;
        Signal joined = Join(
            network,
            [
                .. signals.Zip(inputs).Select(pair => sampled is null || IsOfImages(pair.Second)
                    ? pair.First
                    : network.Append(this, new ForEachSample(), pair.First, sampled)),
            ]);
        SignalView view = samples.Back(joined, [Shape[Axis], .. others.Select(other => Shape[other])]);
        int[] order = [.. Enumerable.Range(1, Axis), 0, .. Enumerable.Range(Axis + 1, rank - 1 - Axis)];
        return view.Select(IndexMap.Reorder(view.Shape, order));

        Value Single(Value input) => samples.First(input) is { } value && value.Shape[1] == 1
            ? value
            : throw Node.Unsupported($"it joins parts of the samples of {input.Shape}");
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

    private static bool IsOfImages(Value value) => value is View { Source.DependsOnImages: true };

    /// <summary>Whether a value is a learnt token, once for each sample.</summary>
    private bool IsToken(NetworkAssembly network, Value input) =>
        input is View { Source: ParameterSource token, Shape: [_, 1, var width] } view && Shape.Rank == 3
        && width == token.Shape.ElementCount && view.Map.Places().Select((place, i) => place == i % width).All(fits => fits)
        && !network.IsShared(token);

    private Signal PrependToken(NetworkAssembly network, View token, Signal tokens) =>
        network.Append(this, new ClassToken(tokens.Features), tokens, [("", new View(token.Source))]);
}
