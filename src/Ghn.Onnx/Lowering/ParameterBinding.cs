using Ghn.Onnx.Ir;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Kernels.Copying;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Onnx.Lowering;

/// <summary>Which tensor of a file a parameter of the imported network is.</summary>
/// <param name="Name">The parameter's name in the network.</param>
/// <param name="Source">The tensor of the file.</param>
/// <param name="Map">
/// The parameter's shape, and which of the tensor's elements its elements are: files keep weights of linear layers also transposed.
/// </param>
internal sealed record ParameterBinding(string Name, ParameterSource Source, IndexMap Map)
{
    /// <summary>The order of its columns in the file; null if it is the same as in the network.</summary>
    public ColumnOrder? Columns { get; init; }

    /// <summary>The statistics of a batch normalisation that the file has multiplied into the parameter; null for none.</summary>
    public FoldedStatistics? Folded { get; init; }

    /// <summary>Whether the network has the tensor otherwise than by moving its elements as <see cref="Map"/> says.</summary>
    public bool IsMoreThanItsTensor => Columns is not null || Folded is not null;

    /// <summary>
    /// Binds a parameter to what a layer of the graph takes for it: a tensor of the file as the layer takes it, or, where the layer takes a
    /// part of one, that tensor as it is.
    /// </summary>
    /// <param name="node">The node of the layer.</param>
    /// <param name="name">The parameter's name in the network.</param>
    /// <param name="shape">The shape of what the layer acts with.</param>
    /// <param name="view">What the layer of the graph takes.</param>
    /// <exception cref="InvalidFileException">It is no tensor of the file.</exception>
    public static ParameterBinding Of(OnnxNode node, string name, Shape shape, View view)
    {
        if (view.Source is not ParameterSource source)
        {
            throw node.Unsupported("its weights are computed, not learnt");
        }

        if (view.Shape.ElementCount != shape.ElementCount)
        {
            throw node.Unsupported($"its tensor {source.Name} has the shape {view.Shape}, not {shape}");
        }

        return Fits(view)
            ? new ParameterBinding(name, source, view.Map.As(shape))
            : new ParameterBinding(name, source, IndexMap.All(source.Shape));
    }

    /// <summary>Binds a parameter that is a tensor of the file as it is.</summary>
    /// <param name="source">The tensor.</param>
    /// <param name="name">The parameter's name in the network.</param>
    /// <param name="others">The parameters that were bound before.</param>
    /// <exception cref="ImportException">It is shared with another layer.</exception>
    public static ParameterBinding Of(ParameterSource source, string name, IEnumerable<ParameterBinding> others) =>
        others.Any(other => other.Source == source)
            ? throw new ImportException($"it shares the tensor {source.Name} with another layer")
            : new ParameterBinding(name, source, IndexMap.All(source.Shape));

    /// <summary>Whether a value has all elements of a tensor of the file, each once, so that a parameter can be bound to it.</summary>
    public static bool Fits(View view) =>
        view.Source is ParameterSource source && source.Shape.ElementCount == view.Shape.ElementCount && IsPermutation(view.Map);

    /// <summary>Whether another binding of the same tensor has just the elements of this one, be they at other places.</summary>
    public bool CanShare(ParameterBinding other) => Name == other.Name && !IsMoreThanItsTensor && !other.IsMoreThanItsTensor;

    /// <summary>Whether elements of the same tensor are those of this binding, at the same places.</summary>
    public bool IsAs(IndexMap elements) => Map.Shape == elements.Shape && Map.PicksAs(elements);

    /// <summary>The parameter's value as the network has it; null if the file has none.</summary>
    public Tensor? Value() => Source.Value is { } value ? ToNetwork(value) : null;

    /// <summary>The parameter's value as the network has it, given a tensor as the file has it.</summary>
    public Tensor ToNetwork(Tensor value)
    {
        Tensor arranged = Map.TransposedSize is var (rows, columns) ? Transposed(value, rows, columns, Map.Shape)
            : Map.Sources is { } sources ? Pick(value, sources, Map.Shape)
            : value.Reshape(Map.Shape);
        return Columns?.ToNetwork(arranged) ?? arranged;
    }

    /// <summary>The parameter's value in a state of the network as the file has it.</summary>
    public Tensor ToFile(StateDict state)
    {
        Tensor value = state[Name];
        value = Folded?.ToFile(value, state) ?? Columns?.ToFile(value) ?? value;
        if (Map.TransposedSize is var (rows, columns))
        {
            return Transposed(value, columns, rows, Source.Shape);
        }

        return Map.Sources is { } sources ? Pick(value, IndexMap.Inverse(sources), Source.Shape) : value.Reshape(Source.Shape);
    }

    private static bool IsPermutation(IndexMap map)
    {
        if (map.IsWhole || map.IsTransposed)
        {
            return true;
        }

        int[] sources = map.Sources!;

        var isTaken = new bool[sources.Length];
        foreach (int source in sources)
        {
            if (source == IndexMap.Nothing || isTaken[source])
            {
                return false;
            }

            isTaken[source] = true;
        }

        return true;
    }

    private static Tensor Transposed(Tensor value, int rows, int columns, Shape shape)
    {
        Tensor transposed = Tensor.Allocate(shape);
        Transposition.Matrices(Conversion.ToFloat32(value), rows, columns, transposed);
        return transposed;
    }

    private static Tensor Pick(Tensor value, int[] places, Shape shape)
    {
        Tensor source = Conversion.ToFloat32(value);
        Tensor picked = Tensor.Allocate(shape);
        Span<float> from = source.Values;
        Span<float> to = picked.Values;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[places[i]];
        }

        return picked;
    }
}
