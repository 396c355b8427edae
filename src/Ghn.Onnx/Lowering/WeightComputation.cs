using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.Onnx.Lowering;

/// <summary>
/// The network that computes a weight from what is learnt of it, as its one sample. Whatever else takes part, such as a learnt gain, has
/// the numbers that the file has.
/// </summary>
internal sealed class WeightComputation
{
    private readonly ComputedSource _weight;
    private readonly Dictionary<Source, Signal> _signals = [];

    private WeightComputation(ComputedSource weight) => _weight = weight;

    /// <summary>The network that computes what a layer acts with from a parameter; null if it acts with the parameter itself.</summary>
    /// <param name="weight">What the layer takes.</param>
    /// <param name="learnt">The parameter, which may be that of a layer before.</param>
    /// <param name="taken">Which elements of the parameter's tensor the layer takes, as it takes them.</param>
    /// <exception cref="ImportException">
    /// An operation is not known here, something has no numbers, or a computed weight is taken in two arrangements.
    /// </exception>
    public static Network? Of(View weight, ParameterBinding learnt, IndexMap taken) => (weight.Source, learnt.IsAs(taken)) switch
    {
        (ComputedSource computed, true) => Of(computed),
        (ComputedSource computed, false) => throw new ImportException(
            $"it takes {computed.Name} in another arrangement than a layer before"),
        (_, false) => Rearranging(learnt, taken),
        _ => null,
    };

    private static Network Of(ComputedSource weight)
    {
        var network = new NetworkBuilder(weight.Name, weight.Learnt.Shape);
        var computation = new WeightComputation(weight);
        computation._signals[weight.Learnt] = network.Input;
        foreach (Operation step in weight.Steps)
        {
            computation._signals[step.Result] = step.Views.Any(view => computation._signals.ContainsKey(view.Source))
                ? Reshape(computation.Compute(step), step.Shape)
                : throw Unsupported(step, "it computes with other tensors alone");
        }

        return network.Build(computation._signals[weight.Steps[^1].Result]);
    }

    /// <summary>The network that puts the elements of a parameter where a layer takes them, from a weight that others share.</summary>
    /// <param name="learnt">The parameter.</param>
    /// <param name="taken">Which elements of the same tensor the layer takes.</param>
    private static Network Rearranging(ParameterBinding learnt, IndexMap taken)
    {
        var network = new NetworkBuilder(learnt.Name, learnt.Map.Shape);
        int[] elements = IndexMap.Inverse(learnt.Map.Places());
        int[] places = Array.ConvertAll(taken.Places(), place => place == IndexMap.Nothing ? place : elements[place]);
        Signal signal = network.Input;
        foreach (Layer layer in Run(signal.Shape, places) ?? ViewLowering.Find(signal.Shape, [.. taken.Shape, 1], places))
        {
            signal = signal.Apply(layer);
        }

        return network.Build(signal);
    }

    /// <summary>The layers that take elements that follow each other, such as rows of a matrix; null if they do not.</summary>
    private static IReadOnlyList<Layer>? Run(Shape learnt, int[] places) =>
        places.Length < learnt.ElementCount && places[0] >= 0 && places.Index().All(entry => entry.Item == places[0] + entry.Index)
            ? [.. learnt.Rank == 1 ? [] : (Layer[])[new Flatten()], new Unflatten(), new ChannelSlice(places[0], places.Length)]
            : null;

    private Signal Compute(Operation step)
    {
        if (!_signals.ContainsKey((step.Inputs[0] as View)?.Source ?? _weight))
        {
            return step.Node.Type == "MatMul"
                ? MatrixProduct(step, FixedSignal(Numbers(step, 0)), SignalAt(step, 1))
                : ComputeWithNumbersFirst(step, SignalAt(step, 1), Numbers(step, 0));
        }

        Signal first = SignalAt(step, 0);
        Reduction Reduced(ReductionFunction function) => new(function, Axes(step), KeepsDimensions: true);
        return step.Node.Type switch
        {
            "ReduceMean" => first.Apply(Reduced(ReductionFunction.Mean)),
            "ReduceSum" => first.Apply(Reduced(ReductionFunction.Sum)),
            "ReduceMax" => first.Apply(Reduced(ReductionFunction.Max)),
            "ReduceL2" => first.Apply(Reduced(ReductionFunction.L2)),
            "Sqrt" => first.Apply(new Pointwise(PointwiseFunction.Sqrt)),
            "Reciprocal" => first.Apply(new Pointwise(PointwiseFunction.Reciprocal)),
            "Neg" => first.Apply(new Pointwise(PointwiseFunction.Negate)),
            "Abs" => first.Apply(new Pointwise(PointwiseFunction.Abs)),
            "Pow" when Scalar(step, 1) is 2 => Joined(new Multiply(), first, first),
            "Pow" when Scalar(step, 1) is { } exponent => first.Apply(Pointwise.Power(exponent)),
            "Clip" => first.Apply(Pointwise.Clip(
                Bound(step, 1, "min", double.NegativeInfinity), Bound(step, 2, "max", double.PositiveInfinity))),
            "Max" when Scalar(step, 1) is { } min => first.Apply(Pointwise.Clip(minimum: min)),
            "Min" when Scalar(step, 1) is { } max => first.Apply(Pointwise.Clip(maximum: max)),
            "Add" or "Sub" or "Mul" or "Div" => ComputeWithSecond(step, first),
            "MatMul" => MatrixProduct(
                step, first, _signals.ContainsKey((step.Input(1) as View)?.Source ?? _weight)
                    ? SignalAt(step, 1)
                    : FixedSignal(Numbers(step, 1))),
            _ => throw Unsupported(step, "the operation is not known in computations of weights"),
        };
    }

    /// <summary>
    /// A product of matrices and vectors, as spectral norms have it: a vector is a row on the left, a column on the right.
    /// </summary>
    private static Signal MatrixProduct(Operation step, Signal left, Signal right)
    {
        Shape rows = step.Input(0).Shape is [var width] ? [1, width] : step.Input(0).Shape;
        Shape columns = step.Input(1).Shape is [var height] ? [height, 1] : step.Input(1).Shape;
        return rows.Rank == 2 && columns.Rank == 2
            ? Joined(new MatrixProduct(), Reshape(left, rows), Reshape(right, columns))
            : throw Unsupported(step, $"it multiplies {rows} by {columns}");
    }

    private Signal FixedSignal(Constant numbers) =>
        _signals[_weight.Learnt].Network.Append(new FixedTensor(numbers.Shape, numbers.Numbers), []);

    private Signal ComputeWithSecond(Operation step, Signal first)
    {
        if (!_signals.ContainsKey((step.Input(1) as View)?.Source ?? _weight))
        {
            Constant numbers = Numbers(step, 1);
            return step.Node.Type switch
            {
                "Add" => Affine(step, first, numbers, number => (1, number)),
                "Sub" => Affine(step, first, numbers, number => (1, -number)),
                "Mul" => Affine(step, first, numbers, number => (number, 0)),
                _ => Affine(step, first, numbers, number => (1 / number, 0)),
            };
        }

        Signal second = SignalAt(step, 1);
        int rank = Math.Max(first.Shape.Rank, second.Shape.Rank);
        (first, second) = (Reshape(first, OfRank(first.Shape, rank)), Reshape(second, OfRank(second.Shape, rank)));
        return step.Node.Type switch
        {
            "Add" => Joined(new Add(), first, second),
            "Sub" => Joined(new Networks.Layers.Arithmetic(SignalFunction.Subtract), first, second),
            "Mul" when second.Shape.ElementCount > first.Shape.ElementCount => Joined(new Multiply(), second, first),
            "Mul" => Joined(new Multiply(), first, second),
            _ => Joined(new Networks.Layers.Arithmetic(SignalFunction.Divide), first, second),
        };
    }

    private static Signal ComputeWithNumbersFirst(Operation step, Signal second, Constant numbers) => step.Node.Type switch
    {
        "Add" => Affine(step, second, numbers, number => (1, number)),
        "Sub" => Affine(step, second, numbers, number => (-1, number)),
        "Mul" => Affine(step, second, numbers, number => (number, 0)),
        "Div" => Affine(step, second.Apply(new Pointwise(PointwiseFunction.Reciprocal)), numbers, number => (number, 0)),
        _ => throw Unsupported(step, "the operation is not known in computations of weights"),
    };

    /// <summary>A factor and a shift for each element, which mostly are the same, or differ along the first dimension alone.</summary>
    private static Signal Affine(Operation step, Signal signal, Constant numbers, Func<double, (double Factor, double Shift)> map)
    {
        if (signal.Shape.ElementCount != step.Shape.ElementCount)
        {
            throw Unsupported(step, $"it stretches {signal.Shape} to {step.Shape}");
        }

        (double Factor, double Shift)[] all = [.. numbers.Select(Sizes.Stretch(numbers.Shape, step.Shape)).Numbers.Select(map)];
        int size = step.Shape.Rank == 0 ? 1 : all.Length / Math.Max(1, step.Shape[0]);
        bool isOne = Array.TrueForAll(all, pair => pair == all[0]);
        bool isPerRow = all.Index().All(entry => entry.Item == all[entry.Index / size * size]);
        (double Factor, double Shift)[] kept = isOne ? all[..1] : isPerRow ? [.. all.Where((_, i) => i % size == 0)] : all;
        Signal rows = isOne ? signal : Reshape(signal, [kept.Length, all.Length / kept.Length, 1]);
        return rows.Apply(new FrozenAffine([.. kept.Select(pair => pair.Factor)], [.. kept.Select(pair => pair.Shift)]));
    }

    private static Signal Joined(Layer layer, Signal first, Signal second) => first.Network.Append(layer, [first, second]);

    private Signal SignalAt(Operation step, int place)
    {
        View view = step.ViewAt(place);
        Signal signal = _signals[view.Source];
        foreach (Layer layer in ViewLowering.Find(signal.Shape, AsSignal(view.Shape), view.Map.Sources))
        {
            signal = signal.Apply(layer);
        }

        return signal;
    }

    private static Signal Reshape(Signal signal, Shape shape)
    {
        foreach (Layer layer in ViewLowering.Find(signal.Shape, AsSignal(shape), places: null))
        {
            signal = signal.Apply(layer);
        }

        return signal;
    }

    /// <summary>A lone number is a signal of one element.</summary>
    private static Shape AsSignal(Shape shape) => shape.Rank == 0 ? [1] : shape;

    private static Constant Numbers(Operation step, int place) => step.Input(place) switch
    {
        Constant constant => constant,
        View { Source: ParameterSource { Value: { } tensor } } view => (Constant)tensor.ToConstant().Select(view.Map),
        var other => throw Unsupported(step, $"it takes {(other as View)?.Source.Name}, which has no numbers"),
    };

    private static double? Scalar(Operation step, int place) =>
        step.Inputs.Count == place + 1 && step.Input(place) is { Shape.ElementCount: 1 } ? Numbers(step, place).Numbers[0] : null;

    /// <summary>A bound that older operator sets have as an attribute and newer ones as an input.</summary>
    private static double Bound(Operation step, int place, string attribute, double otherwise) =>
        step.OptionalInput(place) is not null ? Numbers(step, place).Numbers[0] : step.Node.Number(attribute, otherwise);

    private static int[] Axes(Operation step)
    {
        int rank = step.Input(0).Shape.Rank;
        long[]? axes = step.Node.IntegersOf("axes", 1);
        return axes is { Length: > 0 } ? [.. axes.Select(axis => step.Node.Axis(axis, rank))]
            : step.Node.Integer("noop_with_empty_axes", 0) == 0 ? [.. Enumerable.Range(0, rank)]
            : [];
    }

    private static Shape OfRank(Shape shape, int rank) => [.. Enumerable.Repeat(1, rank - shape.Rank), .. shape];

    private static ImportException Unsupported(Operation step, string problem) =>
        new($"its weights are computed by node {step.Node.Name} ({step.Node.Type}): {problem}");
}
