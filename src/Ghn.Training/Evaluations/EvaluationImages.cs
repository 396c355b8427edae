using Ghn.Networks.State;
using Ghn.Training.Data;
using Ghn.Training.Data.Loading;
using Ghn.Training.Data.Sources;

namespace Ghn.Training.Evaluations;

/// <summary>
/// The images that networks are judged by, in the order in which they see them. Data sets that keep the images of a class together, as
/// folders do, are mixed: a batch whose images all are of one class has statistics that no other batch has, and the first images alone
/// would stand for the first classes only.
/// </summary>
public static class EvaluationImages
{
    private const ulong Seed = 0;

    /// <summary>Images of a data set in the order of their evaluation, always the same.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="limit">How many of them at most; all unless given.</param>
    public static IImageDataset Of(IImageDataset dataset, int? limit = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        int count = Math.Min(limit ?? dataset.Count, dataset.Count);
        int[] order = [.. Enumerable.Range(0, dataset.Count)];
        if (IsSortedByClass(dataset))
        {
            Shuffling.Shuffle(order, new RandomSource(Seed, "order of evaluation"));
        }
        else if (count == dataset.Count)
        {
            return dataset;
        }

        return new Subset(dataset, order[..count], count == dataset.Count ? dataset.Name : $"part of {dataset.Name}");
    }

    private static bool IsSortedByClass(IImageDataset dataset)
    {
        int classes = 1;
        for (int i = 1; i < dataset.Count; i++)
        {
            int step = dataset.LabelOf(i) - dataset.LabelOf(i - 1);
            if (step < 0)
            {
                return false;
            }

            classes += step > 0 ? 1 : 0;
        }

        return classes > 1;
    }
}
