using Ghn.Networks;
using Ghn.Onnx.Ir;
using Ghn.Tensors;

namespace Ghn.Onnx.Lowering;

/// <summary>
/// Operands that are stretched to each other's shape, be they signals, learnt or known: as signals of one rank, wherever the file has the
/// samples.
/// </summary>
internal sealed class StretchedOperands
{
    private readonly Operation _operation;
    private readonly SampleAxis _axis;
    private readonly Value[] _values;

    private StretchedOperands(Operation operation, SampleAxis axis, Value[] values) =>
        (_operation, _axis, _values) = (operation, axis, values);

    /// <summary>Brings the operands of an operation to one rank, with the samples first.</summary>
    /// <param name="network">The network.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="operands">What it takes.</param>
    /// <param name="matrixRank">How many of the last dimensions are not stretched: 2 for products of matrices.</param>
    /// <exception cref="ImportException">The samples of the operands do not fit each other.</exception>
    public static StretchedOperands Of(NetworkAssembly network, Operation operation, IReadOnlyList<Value> operands, int matrixRank = 0)
    {
        int rank = Math.Max(operands.Max(operand => operand.Shape.Rank), matrixRank + 1);
        Value[] padded =
        [
            .. operands.Select(operand => operand.Reshape([.. Enumerable.Repeat(1, rank - operand.Shape.Rank), .. operand.Shape])),
        ];
        var axis = SampleAxis.Of(network, padded, Enumerable.Range(0, rank - matrixRank));
        return new StretchedOperands(operation, axis, [.. padded.Select(axis.First)]);
    }

    /// <summary>An operand as [samples, parts of a sample, other dimensions …]; one that is the same for all has one sample.</summary>
    public Value this[int index] => _values[index];

    /// <summary>The operands as signals.</summary>
    public Signal[] Signals() => _axis.Signals(_operation, _values);

    /// <summary>The operands as signals, one of them in the place of another.</summary>
    public Signal[] SignalsWith(int index, Value value) =>
        _axis.Signals(_operation, [.. _values.Select((own, i) => i == index ? value : own)]);

    /// <summary>What a layer makes of the operands, as what the operation gives.</summary>
    public SignalView Result(Signal signal)
    {
        Shape shape = _operation.Shape;
        int lacking = _values[0].Shape.Rank - 1 - shape.Rank;
        SignalView padded = _axis.Back(signal, [.. Enumerable.Repeat(1, lacking), .. shape]);
        return padded.Select(IndexMap.All(shape));
    }
}
