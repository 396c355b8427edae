using Ghn.Networks.Layers;

namespace Ghn.Training.Data.Transforms;

/// <summary>The transforms that the papers and torchvision's recipes use for images of each kind.</summary>
public static class StandardTransforms
{
    /// <summary>
    /// The usual transform of a data set's images. Small images of one size (CIFAR): in training a random crop after padding
    /// by an eighth of their side, and a random flip; then a resize if the network wants another size. Photographs: in training
    /// <see cref="RandomResizedCrop"/> and a random flip; otherwise a resize of the shorter side to 256/224 of the network's, and
    /// the middle of that. Last the normalisation with the data set's statistics.
    /// </summary>
    /// <param name="dataset">The images.</param>
    /// <param name="inputSize">The height and width of the network's input.</param>
    /// <param name="isTraining">Whether images are to vary at random.</param>
    public static ImageTransform For(IImageDataset dataset, Size2d inputSize, bool isTraining)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        IEnumerable<IImageStep> steps = dataset.Info.Side is { } side
            ? StepsForSmallImages(side, inputSize, isTraining)
            : StepsForPhotographs(inputSize, isTraining);
        return new ImageTransform(inputSize, steps, dataset.Info.Statistics);
    }

    private static IEnumerable<IImageStep> StepsForSmallImages(int side, Size2d inputSize, bool isTraining)
    {
        if (isTraining)
        {
            yield return new RandomCrop(side, Padding: side / 8);
            yield return new RandomHorizontalFlip();
        }

        if (inputSize != side)
        {
            yield return new Resize(inputSize);
        }
    }

    private static IEnumerable<IImageStep> StepsForPhotographs(Size2d inputSize, bool isTraining)
    {
        if (isTraining)
        {
            yield return new RandomResizedCrop(inputSize);
            yield return new RandomHorizontalFlip();
        }
        else
        {
            yield return new ResizeShorterSide((int)Math.Round(Math.Max(inputSize.Height, inputSize.Width) * 256 / 224.0));
            yield return new CenterCrop(inputSize);
        }
    }
}
