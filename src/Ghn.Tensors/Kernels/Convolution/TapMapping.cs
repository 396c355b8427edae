namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// Along one axis, the inputs of one phase, which is their remainder by the stride: phase + stride·i, and the taps by which outputs see
/// them:
/// tap k connects input i with output <c>First + i</c>.
/// </summary>
internal sealed record TapMapping(int Phase, int Count, IReadOnlyList<(int Tap, int First)> Taps)
{
    /// <summary>The mappings of all phases that occur.</summary>
    public static TapMapping[] All(int size, int kernel, int stride, int padding, int dilation) =>
    [
        .. from phase in Enumerable.Range(0, Math.Min(stride, size))
           let taps = from tap in Enumerable.Range(0, kernel)
                      let distance = phase + padding - (tap * dilation)
                      where distance % stride == 0
                      select (tap, distance / stride)
           select new TapMapping(phase, (size - phase + stride - 1) / stride, [.. taps]),
    ];

    /// <summary>The first and the last output that any tap asks for, which may not exist.</summary>
    public static (int First, int Last) Bounds(TapMapping[] mappings) => (
        mappings.SelectMany(mapping => mapping.Taps, (_, tap) => tap.First).DefaultIfEmpty(0).Min(),
        mappings.SelectMany(mapping => mapping.Taps, (mapping, tap) => tap.First + mapping.Count - 1).DefaultIfEmpty(0).Max());
}
