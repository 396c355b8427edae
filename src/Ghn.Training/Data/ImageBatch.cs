using Ghn.Tensors;

namespace Ghn.Training.Data;

/// <summary>Images that a network sees together, with their labels.</summary>
/// <param name="Images">Float32, [samples, channels, height, width]; the batch's own.</param>
/// <param name="Labels">The class of each sample.</param>
public sealed record ImageBatch(Tensor Images, IReadOnlyList<int> Labels) : IDisposable
{
    /// <summary>The number of images.</summary>
    public int Count => Labels.Count;

    /// <summary>Returns the memory of the images.</summary>
    public void Dispose() => Images.Dispose();
}
