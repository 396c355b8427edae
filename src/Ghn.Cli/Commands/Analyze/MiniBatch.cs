using Ghn.Cli.Files;
using Ghn.Cli.Shell;
using Ghn.Tensors;
using Ghn.Tensors.Formats;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Training.Data;
using Ghn.Training.Data.Loading;
using Ghn.Training.Data.Transforms;

namespace Ghn.Cli.Commands.Analyze;

/// <summary>Some images and their classes.</summary>
/// <param name="Images">[samples, channels, height, width].</param>
/// <param name="Labels">A class for each.</param>
internal sealed record MiniBatch(Tensor Images, int[] Labels)
{
    /// <summary>The first images of a data set, as networks are judged by them.</summary>
    /// <param name="images">The data set.</param>
    /// <param name="size">The height and width that the network takes.</param>
    /// <param name="count">How many.</param>
    public static MiniBatch First(IImageDataset images, (int Height, int Width) size, int count)
    {
        var loader = new DataLoader(
            images, StandardTransforms.For(images, size, isTraining: false), new DataLoaderOptions { BatchSize = count, Prefetch = 0 });
        using ImageBatch batch = loader.Batches(epoch: 0).First();
        return new MiniBatch(Tensor.From<float>(batch.Images.Values, batch.Images.Shape), [.. batch.Labels]);
    }

    /// <summary>Images with the labels of an .npy file.</summary>
    /// <param name="images">The images [samples, channels, height, width].</param>
    /// <param name="labels">The file of labels [samples], whole numbers.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <exception cref="RequestException">The file holds something else.</exception>
    public static MiniBatch Of(Tensor images, string labels, int classCount)
    {
        WeightsFile.RequireReadable(labels);
        StateDict arrays = StateDict.Load(labels);
        if (arrays.Count != 1 || arrays.First().Value.ElementType.IsFloatingPoint()
            || arrays.First().Value.ElementCount != images.Shape[0])
        {
            throw new RequestException(
                $"{labels} does not hold one array of a class for each of the {images.Shape[0]} images. Save one by "
                + "np.save(path, labels.astype('int64')).");
        }

        long[] numbers = [.. Conversion.ToInt64(arrays.First().Value).Elements<long>()];
        int wrong = Array.FindIndex(numbers, number => number < 0 || number >= classCount);
        return wrong < 0
            ? new MiniBatch(images, [.. numbers.Select(number => (int)number)])
            : throw new RequestException($"{labels}, label {wrong}, is {numbers[wrong]}: the network's classes are 0 to {classCount - 1}.");
    }
}
