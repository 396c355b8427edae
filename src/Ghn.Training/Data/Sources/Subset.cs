using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Training.Data.Loading;

namespace Ghn.Training.Data.Sources;

/// <summary>Some images of a data set, in the order of their indices there unless they are given in another.</summary>
public sealed class Subset : IImageDataset
{
    private readonly int[] _indices;

    /// <summary>The images at <paramref name="indices"/>, in that order.</summary>
    /// <param name="source">The data set they are taken from.</param>
    /// <param name="indices">Which images.</param>
    /// <param name="name">What people call it; the number of images unless given.</param>
    /// <exception cref="ArgumentOutOfRangeException">The data set has no such image.</exception>
    public Subset(IImageDataset source, IEnumerable<int> indices, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        _indices = [.. indices];
        foreach (int index in _indices)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index, nameof(indices));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, source.Count, nameof(indices));
        }

        Source = source;
        Name = name ?? $"{source.Name}, {_indices.Length} images";
    }

    /// <summary>The data set the images are taken from.</summary>
    public IImageDataset Source { get; }

    /// <summary>Where the images are found there.</summary>
    public IReadOnlyList<int> Indices => _indices;

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count => _indices.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => Source.ClassNames;

    /// <inheritdoc/>
    public DatasetInfo Info => Source.Info;

    /// <inheritdoc/>
    public int LabelOf(int index) => Source.LabelOf(_indices[index]);

    /// <inheritdoc/>
    public RgbImage Read(int index) => Source.Read(_indices[index]);

    /// <summary>So many images of each class, drawn by the seed, in the order of their indices.</summary>
    /// <exception cref="ArgumentException">A class has fewer images.</exception>
    public static Subset PerClass(IImageDataset dataset, int imagesPerClass, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        int[] chosen = Draw(dataset, imagesPerClass, seed);
        return new Subset(dataset, chosen, $"{dataset.Name}, {imagesPerClass} images per class");
    }

    /// <summary>
    /// Holds out so many images of each class, drawn by the seed, to choose hyperparameters by; both parts are in the order of
    /// their indices.
    /// </summary>
    /// <exception cref="ArgumentException">A class has fewer images.</exception>
    public static (Subset Training, Subset Validation) HoldOut(IImageDataset dataset, int imagesPerClass, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        int[] heldOut = Draw(dataset, imagesPerClass, seed);
        var others = new HashSet<int>(heldOut);
        return (
            new Subset(dataset, Enumerable.Range(0, dataset.Count).Where(index => !others.Contains(index)), $"{dataset.Name}, the rest"),
            new Subset(dataset, heldOut, $"{dataset.Name}, held out"));
    }

    private static int[] Draw(IImageDataset dataset, int imagesPerClass, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(imagesPerClass, 1);
        var members = dataset.ClassNames.Select(_ => new List<int>()).ToArray();
        for (int i = 0; i < dataset.Count; i++)
        {
            members[dataset.LabelOf(i)].Add(i);
        }

        var drawn = new List<int>();
        for (int label = 0; label < members.Length; label++)
        {
            int[] candidates = [.. members[label]];
            if (candidates.Length < imagesPerClass)
            {
                throw new InvalidRequestException(
                    $"{dataset.Name} has {candidates.Length} images of {PrintableText.OfName(dataset.ClassNames[label])}, not "
                        + $"{imagesPerClass}.");
            }

            Shuffling.Shuffle(candidates, new RandomSource(seed, $"images of class {label}"));
            drawn.AddRange(candidates[..imagesPerClass]);
        }

        drawn.Sort();
        return [.. drawn];
    }
}
