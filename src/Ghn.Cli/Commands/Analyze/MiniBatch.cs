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

    /// <summary>Images and labels of two .npy files.</summary>
    /// <param name="images">The file of images [samples, channels, height, width], of any real type.</param>
    /// <param name="labels">The file of labels [samples], whole numbers.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <exception cref="RequestException">A file holds something else.</exception>
    public static MiniBatch Load(string images, string labels, int classCount)
    {
        Tensor pixels = Single(images, "images [samples, channels, height, width]", "np.save(path, images.astype('float32'))");
        if (pixels.Shape.Rank != 4 || !pixels.ElementType.IsFloatingPoint())
        {
            throw new RequestException(
                $"{images} holds {pixels}, not images [samples, channels, height, width]. Save them by "
                + "np.save(path, images.astype('float32')).");
        }

        Tensor classes = Single(labels, "labels [samples]", "np.save(path, labels.astype('int64'))");
        if (classes.ElementType.IsFloatingPoint() || classes.ElementCount != pixels.Shape[0])
        {
            throw new RequestException(
                $"{labels} holds {classes}, not a class for each of the {pixels.Shape[0]} images. Save them by "
                + "np.save(path, labels.astype('int64')).");
        }

        long[] numbers = [.. Conversion.ToInt64(classes).Elements<long>()];
        int wrong = Array.FindIndex(numbers, number => number < 0 || number >= classCount);
        return wrong < 0
            ? new MiniBatch(Conversion.ToFloat32(pixels), [.. numbers.Select(number => (int)number)])
            : throw new RequestException($"{labels}, label {wrong}, is {numbers[wrong]}: the network's classes are 0 to {classCount - 1}.");
    }

    /// <summary>The height and width of the images of a file.</summary>
    /// <exception cref="RequestException">It holds something else.</exception>
    public static (int Height, int Width) SizeOf(string images)
    {
        Tensor pixels = Single(images, "images [samples, channels, height, width]", "np.save(path, images.astype('float32'))");
        return pixels.Shape.Rank == 4
            ? (pixels.Shape[2], pixels.Shape[3])
            : throw new RequestException($"{images} holds {pixels}, not images [samples, channels, height, width].");
    }

    private static Tensor Single(string path, string what, string remedy)
    {
        WeightsFile.RequireReadable(path);
        StateDict arrays = StateDict.Load(path);
        return arrays.Count == 1
            ? arrays.First().Value
            : throw new RequestException($"{path} holds {arrays.Count} arrays, not one of {what}. Save one by {remedy}.");
    }
}
