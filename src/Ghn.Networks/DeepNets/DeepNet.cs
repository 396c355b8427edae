using Ghn.Networks.Architectures;

namespace Ghn.Networks.DeepNets;

/// <summary>
/// An architecture of the design space of DeepNets-1M (Knyazev et al., 2021): cells, and how a network is made of them.
/// <code>
/// Network network = DeepNetGenerator.Draw(DeepNetsSplit.Test, seed: 0, index: 7).ToNetwork(classCount: 10, imageSize: 32);
/// </code>
/// </summary>
/// <param name="Genotype">The cells.</param>
/// <param name="Configuration">The rest.</param>
public sealed record DeepNet(Genotype Genotype, DeepNetConfiguration Configuration)
{
    /// <summary>The number of parameters, including those of branches that nothing flows through, without building the network.</summary>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="imageSize">The height and width of the images.</param>
    public long CountParameters(int classCount = 10, int imageSize = ZooOptions.SmallImageSize) =>
        ParameterCount.Of(this, classCount, imageSize);

    /// <summary>Writes the network.</summary>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="imageSize">The height and width of the images; up to 32 the network begins as for CIFAR, else as for ImageNet.</param>
    /// <param name="stemStride">
    /// How much a <see cref="StemKind.Simple"/> stem shrinks ImageNet's images: 4, or 2 as GHN-3's public code may have it in training.
    /// </param>
    /// <param name="name">What to call it.</param>
    /// <exception cref="ArgumentException">
    /// No data reaches the classifier through the cells, or the images are too small, or not of a size that can be halved often enough.
    /// </exception>
    public Network ToNetwork(
        int classCount = 10,
        int imageSize = ZooOptions.SmallImageSize,
        int stemStride = CellNetwork.DefaultStemStride,
        string name = "deepnet") =>
        new CellNetwork(this, new ZooOptions(classCount, imageSize), stemStride, name).Build();
}
