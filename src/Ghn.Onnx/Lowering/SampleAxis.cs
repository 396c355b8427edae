using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Tensors;

namespace Ghn.Onnx.Lowering;

/// <summary>
/// The dimension along which values have their samples. Sequences may come before samples, and each sample may be several parts, such as
/// heads or windows, along the same dimension. Values that are the same for all samples have an entry for each, or one for all.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="axis">The dimension.</param>
internal sealed class SampleAxis(NetworkAssembly network, int axis)
{
    /// <summary>Which dimension it is.</summary>
    public int Axis { get; } = axis;

    /// <summary>Finds the dimension that several values of one rank have their samples along.</summary>
    /// <param name="network">The network.</param>
    /// <param name="values">The values.</param>
    /// <param name="candidates">The dimensions that it may be.</param>
    /// <exception cref="ImportException">It is none of them.</exception>
    public static SampleAxis Of(NetworkAssembly network, IReadOnlyList<Value> values, IEnumerable<int> candidates)
    {
        View[] views = [.. values.OfType<View>().Where(view => view.Source.DependsOnImages)];
        foreach (int candidate in candidates)
        {
            var axis = new SampleAxis(network, candidate);
            if (views.All(axis.Fits))
            {
                return axis;
            }
        }

        throw new ImportException($"it mixes the samples of a batch of {string.Join(" and ", values.Select(value => value.Shape))}");
    }

    /// <summary>A value as all of a signal, wherever it has its samples.</summary>
    /// <exception cref="ImportException">It mixes the samples.</exception>
    public static SignalView Realize(NetworkAssembly network, Operation operation, View view)
    {
        var samples = Of(network, [view], Enumerable.Range(0, view.Shape.Rank));
        return samples.Back(samples.Signals(operation, [samples.First(view)])[0], view.Shape);
    }

    /// <summary>A value as [samples, parts of a sample, other dimensions …]; one that is the same for all has one sample.</summary>
    /// <exception cref="ImportException">A value that should be the same for all samples is not.</exception>
    public Value First(Value value)
    {
        Shape shape = value.Shape;
        bool isOne = shape[Axis] == 1 && !IsOfSamples(value);
        (int samples, int parts) = isOne ? (1, 1)
            : shape[Axis] % network.Batch == 0 ? (network.Batch, shape[Axis] / network.Batch)
            : throw new ImportException($"{shape} is not something for each of {network.Batch} samples");
        Value divided = value.Reshape([.. shape.Dimensions[..Axis], samples, parts, .. shape.Dimensions[(Axis + 1)..]]);
        int[] order = [Axis, Axis + 1, .. Enumerable.Range(0, Axis), .. Enumerable.Range(Axis + 2, shape.Rank - Axis - 1)];
        Value first = divided.Select(IndexMap.Reorder(divided.Shape, order));
        return IsOfSamples(value) ? first : OneOf(first);
    }

    /// <summary>Values as signals [parts of a sample, other dimensions …], without the parts if no value has several.</summary>
    /// <param name="operation">The operation that takes them.</param>
    /// <param name="values">The values, as <see cref="First"/> gives them.</param>
    public Signal[] Signals(Operation operation, IReadOnlyList<Value> values)
    {
        int start = values.All(value => value.Shape[1] == 1) ? 2 : 1;
        return [.. values.Select(value => Signal(operation, value, [.. value.Shape.Dimensions[start..]]))];
    }

    /// <summary>A signal [parts of a sample, other dimensions …] as a value of the shape that an operation gives.</summary>
    public SignalView Back(Signal signal, Shape shape)
    {
        int[] others = [.. Enumerable.Range(0, shape.Rank).Where(other => other != Axis).Select(other => shape[other])];
        SignalView first = network.Whole(signal, [network.Batch, shape[Axis] / network.Batch, .. others]);
        int[] order = [.. Enumerable.Range(2, Axis), 0, 1, .. Enumerable.Range(Axis + 2, shape.Rank - Axis - 1)];
        SignalView divided = first.Select(IndexMap.Reorder(first.Shape, order));
        return divided.Select(IndexMap.All(shape));
    }

    private static bool IsOfSamples(Value value) => value is View { Source.DependsOnImages: true };

    private bool Fits(View view)
    {
        if (view.Shape[Axis] % network.Batch != 0)
        {
            return false;
        }

        var first = (View)First(view);
        return network[first].IsOfSamples(out _);
    }

    private Signal Signal(Operation operation, Value value, Shape shape) => value switch
    {
        Constant constant => network.Append(operation, new FixedTensor(shape, constant.Numbers)),
        View view => network.Realize(network[view], shape),
        _ => throw new ImportException("it takes what is neither known nor computed"),
    };

    /// <summary>What all samples have in common.</summary>
    private static Value OneOf(Value first)
    {
        int samples = first.Shape[0];
        int count = (int)first.Shape.ElementCount / samples;
        Shape shape = [1, .. first.Shape.Dimensions[1..]];
        Value one = first.Select(IndexMap.Of(shape, [.. Enumerable.Range(0, count)], first.Shape.ElementCount));
        bool isSame = samples == 1 || (first, one) switch
        {
            (View all, View own) => IsRepeated(all.Map.Places(), own.Map.Places()) || IsRepeated(Numbers(all), Numbers(own)),
            (Constant all, Constant own) => IsRepeated(all.Numbers, own.Numbers),
            _ => false,
        };
        return isSame ? one : throw new ImportException("it treats the samples of a batch in different ways");
    }

    /// <summary>The numbers of a tensor that the exporter has repeated for each sample; none where they are not known.</summary>
    private static double[] Numbers(View view) =>
        view.Source is ParameterSource { Value: { } tensor } ? tensor.ToConstant().Select(view.Map).Numbers : [double.NaN];

    private static bool IsRepeated<T>(T[] all, T[] one) => all.Chunk(one.Length).All(part => part.SequenceEqual(one));
}
