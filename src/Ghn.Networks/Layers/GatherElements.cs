using Ghn.Tensors;
using Ghn.Tensors.Kernels.Copying;

namespace Ghn.Networks.Layers;

/// <summary>
/// Elements in any other order and shape, some perhaps left out, some repeated, some places perhaps filled with a number: what no other
/// layer does, as networks from elsewhere need it. It fits maps of one size only.
/// </summary>
/// <param name="From">The shape of the input.</param>
/// <param name="To">The shape of the output.</param>
/// <param name="Sources">
/// For each element of the output, in row-major order, the place of the input's element that it is; −1 for <see cref="Filler"/>.
/// </param>
public sealed record GatherElements(Shape From, Shape To, IReadOnlyList<int> Sources) : Layer
{
    /// <summary>The number at places that no element of the input comes to: 0, or −∞ around the maps of a max pool.</summary>
    public double Filler { get; init; }

    /// <summary>Chooses along each axis by itself: padding, repetition, reversal and slices are of this kind.</summary>
    /// <param name="from">The shape of the input.</param>
    /// <param name="places">For each axis, the place along it that each entry of the output comes from; −1 for the filler.</param>
    /// <exception cref="ArgumentException">There are not as many lists as axes, or a place lies beyond its axis.</exception>
    public static GatherElements AlongAxes(Shape from, IReadOnlyList<IReadOnlyList<int>> places)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(places);
        bool fit = places.Count == from.Rank
            && from.Zip(places).All(axis => axis.Second.All(place => place >= RowSelection.Empty && place < axis.First));
        if (!fit)
        {
            throw new ArgumentException($"The places do not lie within a signal {from}.", nameof(places));
        }

        Shape to = [.. places.Select(axis => axis.Count)];
        int[] sources = new int[checked((int)to.ElementCount)];
        int repetitions = 1;
        int stride = 1;
        for (int axis = from.Rank - 1; axis >= 0; axis--)
        {
            IReadOnlyList<int> along = places[axis];
            for (int i = 0; i < sources.Length; i++)
            {
                int place = along[i / repetitions % along.Count];
                sources[i] = place == RowSelection.Empty || sources[i] == RowSelection.Empty
                    ? RowSelection.Empty
                    : sources[i] + (place * stride);
            }

            repetitions *= along.Count;
            stride *= from[axis];
        }

        return new GatherElements(from, to, sources);
    }

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape input = SignalShapes.Single(inputs, this);
        SignalShapes.Require(input == From, this, $"takes {From}, but is given {input}");
        SignalShapes.Require(To.ElementCount == Sources.Count, this, $"does not fill {To} with {Sources.Count} elements");
        return To;
    }
}
