using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators;
using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Import;

/// <summary>
/// Passes over nodes that cannot be read. Where the shape of what they give is known, they are operations that pass on what flows
/// into them. Where it is not, they are the beginning of a gap in the graph, which ends where a shape is known again. Operations that
/// Ghn has never heard of are taken to keep the shape of their input, as most do; if that is wrong, a gap begins where it does not fit.
/// </summary>
/// <param name="declared">The shapes that the file tells.</param>
/// <param name="batch">The number of samples.</param>
internal sealed class UnknownNodes(DeclaredShapes declared, int batch)
{
    private readonly Dictionary<string, Gap> _gaps = new(StringComparer.Ordinal);

    /// <summary>Whether a value is in a gap.</summary>
    public bool IsInGap(string value) => _gaps.ContainsKey(value);

    /// <summary>Makes another name of a value that is in a gap.</summary>
    public void Extend(string value, string name) => _gaps[name] = _gaps[value];

    /// <summary>The operation that hides a value.</summary>
    public UnsupportedReason Before(string value) => _gaps[value].Reason;

    /// <summary>What a node gives: an operation for each of its outputs, but for those that are in a gap.</summary>
    /// <param name="node">The node.</param>
    /// <param name="names">All values that it takes.</param>
    /// <param name="sources">What those of them come from that are in no gap.</param>
    /// <param name="objection">Why it cannot be read; null if that is for a gap before it.</param>
    public IReadOnlyList<OpaqueOperation?> PassOver(
        OnnxNode node, IEnumerable<string> names, IEnumerable<Source> sources, InvalidFileException? objection)
    {
        Gap[] before = [.. names.Select(name => _gaps.GetValueOrDefault(name)).OfType<Gap>()];
        var gap = new Gap(
            before.Length > 0 ? before[0].Reason : node.Unknown(objection!),
            [.. before.SelectMany(other => other.Sources).Concat(sources).Distinct()]);
        var results = new List<OpaqueOperation?>();
        foreach (string output in node.Outputs)
        {
            OpaqueOperation? operation = output.Length > 0 ? PassingOn(node, output, gap, isFirst: before.Length == 0) : null;
            results.Add(operation);
            if (operation is null && output.Length > 0)
            {
                _gaps[output] = gap;
            }
        }

        return results;
    }

    /// <summary>An operation for an output; null if its shape is not known, or if it does not depend on the images.</summary>
    private OpaqueOperation? PassingOn(OnnxNode node, string output, Gap gap, bool isFirst)
    {
        Shape? shape = declared.Of(output)
            ?? (isFirst && output == node.Outputs[0] ? ShapeIfPassedOver(node) : null)
            ?? (isFirst ? InputOfMaxSize(node, gap.Sources) : null);
        if (shape is null || !gap.Sources.Any(source => source.DependsOnImages))
        {
            return null;
        }

        View[] inputs = [.. gap.Sources.Select(source => new View(source))];
        return new OpaqueOperation(node, OperationResult.Of(output, shape, inputs), inputs, gap.Reason);
    }

    private static Shape? ShapeIfPassedOver(OnnxNode node)
    {
        try
        {
            return OperatorTable.Find(node)?.ShapeIfPassedOver(node);
        }
        catch (Exception error) when (error is InvalidFileException or ImportException)
        {
            return null;
        }
    }

    /// <summary>The shape that an operation most likely gives; null for one that should be known.</summary>
    private Shape? InputOfMaxSize(OnnxNode node, IEnumerable<Source> sources) => OperatorTable.Find(node) is { IsReadable: true }
        ? null
        : sources.Where(source => source.DependsOnImages && source.Shape.Rank > 1 && source.Shape[0] == batch)
            .MaxBy(source => source.Shape.ElementCount)?.Shape;

    /// <summary>Nodes of whose outputs not even the shape is known.</summary>
    /// <param name="Reason">The first of them.</param>
    /// <param name="Sources">What flows into them.</param>
    private sealed record Gap(UnsupportedReason Reason, IReadOnlyList<Source> Sources);
}
