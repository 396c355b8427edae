using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>Operations on several values, and on a value and a learnt tensor of its shape.</summary>
internal static class CombinationLayers
{
    /// <summary>A sum: of two signals, or of one and a learnt value for each of its places.</summary>
    public static SignalView Sum(NetworkAssembly network, Operation operation)
    {
        (View left, View right) = (operation.ViewAt(0), operation.ViewAt(1));
        if (left.Source is ParameterSource || right.Source is ParameterSource)
        {
            return right.Source is ParameterSource ? AddLearnt(network, operation, left, right) : AddLearnt(network, operation, right, left);
        }

        (SignalView first, SignalView second) = (network[left], network[right]);
        if (first.IsArrangedAs(second))
        {
            return first.Of(network.Append(operation, new Add(), first.Signal, second.Signal));
        }

        Signal sum = network.Append(
            operation, new Add(), Stretched(network, operation, first), Stretched(network, operation, second));
        return network.Whole(sum, operation.Shape);
    }

    /// <summary>A sum of any number of signals.</summary>
    public static SignalView SumOfAll(NetworkAssembly network, Operation operation)
    {
        Signal[] terms =
        [
            .. Enumerable.Range(0, operation.Inputs.Count).Select(i => Stretched(network, operation, network[operation.ViewAt(i)])),
        ];
        return network.Whole(terms.Length == 1 ? terms[0] : network.Append(operation, new Add(), terms), operation.Shape);
    }

    /// <summary>A product: of feature maps and a gate, or of a value and a learnt factor for each of its channels or features.</summary>
    public static SignalView Product(NetworkAssembly network, Operation operation)
    {
        (View left, View right) = (operation.ViewAt(0), operation.ViewAt(1));
        if (left.Source is ParameterSource || right.Source is ParameterSource)
        {
            return right.Source is ParameterSource ? Scale(network, operation, left, right) : Scale(network, operation, right, left);
        }

        bool isLeftGate = left.Shape != right.Shape ? left.Shape.ElementCount < right.Shape.ElementCount : IsGate(left) && !IsGate(right);
        (View maps, View gate) = isLeftGate ? (right, left) : (left, right);
        (SignalView input, SignalView factor) = (network[maps], network[gate]);
        if (input.IsArrangedAs(factor))
        {
            return input.Of(network.Append(operation, new Multiply(), input.Signal, factor.Signal));
        }

        if (gate.Shape is [_, 1, 1, var channels] && operation.Shape is [_, _, _, var own] && own == channels)
        {
            Signal scaled = network.Append(
                operation, new Multiply(), network.Realize(input.WithAxisFirst(3)), network.Realize(factor.WithAxisFirst(3)));
            return network.WholeWithAxisFirst(scaled, 3, operation.Shape);
        }

        Signal product = network.Append(operation, new Multiply(), network.Realize(input), network.Realize(factor));
        return network.Whole(product, operation.Shape);
    }

    /// <summary>Signals one after the other; learnt tokens may come first along the first dimension after that of samples.</summary>
    public static SignalView Concat(NetworkAssembly network, Operation operation)
    {
        int axis = operation.Node.Axis(operation.Node.Integer("axis", 0), operation.Shape.Rank);
        if (axis != 1)
        {
            return axis > 0 ? ConcatAlong(network, operation, axis) : throw operation.Node.Unsupported("it joins samples");
        }

        Value[] inputs = [.. Enumerable.Range(0, operation.Inputs.Count).Select(operation.Input)];
        int tokens = inputs.TakeWhile(input => input is View { Source: ParameterSource }).Count();
        Signal[] signals = [.. inputs.Skip(tokens).Select(input => Part(network, operation, input))];
        Signal joined = inputs.Length == 1
            ? network.Append(operation, new Concat(), signals)
            : Join(network, operation, operation.Details is ConcatDetails details ? Nested(network, operation, details, signals) : signals);
        foreach (View token in inputs.Take(tokens).Reverse().OfType<View>())
        {
            joined = PrependToken(network, operation, token, joined);
        }

        return network.Whole(joined, operation.Shape);
    }

    /// <summary>Dropout, where the model was exported for training.</summary>
    public static SignalView Dropout(NetworkAssembly network, Operation operation)
    {
        SignalView input = network[operation.ViewAt(0)];
        var layer = new Dropout(operation.Input(1).Scalar() ?? 0.5);
        return input.IsComplete
            ? input.Of(network.Append(operation, layer, input.Signal))
            : network.Whole(network.Append(operation, layer, network.Realize(input)), operation.Shape);
    }

    /// <summary>What is joined; zeros are those in the shape of another part.</summary>
    private static Signal Part(NetworkAssembly network, Operation operation, Value input)
    {
        if (input is View view)
        {
            return network.Realize(network[view]);
        }

        View? other = operation.Views.FirstOrDefault(other => other.Shape == input.Shape && other.Source.DependsOnImages);
        return other is not null && input is Constant zeros && zeros.Numbers.All(number => number == 0)
            ? network.Append(operation, new Zeros(), network.Realize(network[other]))
            : throw operation.Node.Unsupported($"it joins a constant of the shape {input.Shape}, which is not zeros in the shape of another part");
    }

    private static SignalView ConcatAlong(NetworkAssembly network, Operation operation, int axis)
    {
        Signal[] signals =
        [
            .. Enumerable.Range(0, operation.Inputs.Count)
                .Select(i => network.Realize(network[operation.ViewAt(i)].WithAxisFirst(axis))),
        ];
        return network.WholeWithAxisFirst(Join(network, operation, signals), axis, operation.Shape);
    }

    private static List<Signal> Nested(NetworkAssembly network, Operation operation, ConcatDetails details, Signal[] signals)
    {
        var joined = new List<Signal>();
        int start = 0;
        foreach (int count in details.Groups)
        {
            joined.Add(Join(network, operation, signals[start..(start + count)]));
            start += count;
        }

        return joined;
    }

    private static Signal Join(NetworkAssembly network, Operation operation, IReadOnlyList<Signal> signals) =>
        signals.Count == 1 ? signals[0] : network.Append(operation, new Concat(), signals);

    private static SignalView AddLearnt(NetworkAssembly network, Operation operation, View view, View learnt)
    {
        Signal input = network.Realize(network[view]);
        if (learnt.Shape.ElementCount != input.Shape.ElementCount)
        {
            throw operation.Node.Unsupported($"it adds a learnt tensor of the shape {learnt.Shape} to {input.Shape}");
        }

        (Layer layer, string entry) = input.Shape switch
        {
            [var length, var features] => ((Layer)new PositionalEmbedding(length, features), ""),
            [var channels, var height, var width] => (new PositionalMaps(channels, (height, width)), "weight"),
            Shape other => throw operation.Node.Unsupported($"it adds a learnt tensor to {other}"),
        };
        return network.Whole(network.Append(operation, layer, input, [(entry, learnt)]), operation.Shape);
    }

    private static SignalView Scale(NetworkAssembly network, Operation operation, View view, View factors)
    {
        Signal input = network.Realize(network[view]);
        bool isPerChannel = input.Shape.Rank == 3 && factors.Shape.Rank >= 3 && factors.Shape[^3] == input.Shape[0]
            && factors.Shape.ElementCount == input.Shape[0];
        bool isPerFeature = factors.Shape.Rank > 0 && factors.Shape.ElementCount == input.Shape[^1] && factors.Shape[^1] == input.Shape[^1];
        LayerScale layer = isPerChannel ? new LayerScale(input.Channels) : new LayerScale(input.Features) { ChannelsLast = true };
        return isPerChannel || isPerFeature
            ? network.Whole(network.Append(operation, layer, input, [("", factors)]), operation.Shape)
            : throw operation.Node.Unsupported($"it multiplies {input.Shape} by a learnt tensor of the shape {factors.Shape}");
    }

    /// <summary>A learnt token is expanded to one for each sample.</summary>
    private static Signal PrependToken(NetworkAssembly network, Operation operation, View token, Signal tokens)
    {
        int features = checked((int)token.Source.Shape.ElementCount);
        var learnt = new View(token.Source);
        bool isOneForEach = token.Shape is [_, 1, var width] && width == features && tokens.Shape.Rank == 2
            && token.Arrangement.Places().Select((place, i) => place == i % features).All(fits => fits);
        return isOneForEach
            ? network.Append(operation, new ClassToken(features), tokens, [("", learnt)])
            : throw operation.Node.Unsupported($"it joins a learnt tensor of the shape {token.Shape} to {tokens.Shape}");
    }

    private static bool IsGate(View view) => view.Source is Operation operation
        && (operation.Type == "Sigmoid" || operation.Details is ActivationDetails { Function: ActivationFunction.Hardsigmoid });

    /// <summary>Feature maps of one position are stretched to those that they are added to.</summary>
    private static Signal Stretched(NetworkAssembly network, Operation operation, SignalView view)
    {
        Signal signal = network.Realize(view);
        return view.Shape == operation.Shape ? signal
            : signal.Shape is [_, 1, 1] && operation.Shape is [_, _, var height, var width]
                ? network.Append(operation, new Interpolate((height, width), InterpolationMode.Nearest), signal)
                : throw operation.Node.Unsupported($"it adds {view.Shape} to {operation.Shape}");
    }
}
