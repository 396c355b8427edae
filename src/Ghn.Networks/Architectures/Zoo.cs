using Ghn.Tensors;

namespace Ghn.Networks.Architectures;

/// <summary>The 74 classification architectures of torchvision 0.14 that the GHN-3 paper evaluates (Table 20).</summary>
public static class Zoo
{
    /// <summary>Every architecture, family by family.</summary>
    public static IReadOnlyList<IArchitecture> Architectures { get; } =
    [
        .. AlexNet.All,
        .. Vgg.All,
        .. ResNet.All,
        .. SqueezeNet.All,
        .. DenseNet.All,
        .. GoogLeNet.All,
        .. InceptionV3.All,
        .. RegNet.All,
        .. MobileNetV2.All,
        .. MobileNetV3.All,
        .. MnasNet.All,
        .. EfficientNet.All,
        .. ShuffleNetV2.All,
        .. VisionTransformer.All,
        .. Swin.All,
        .. ConvNeXt.All,
    ];

    /// <summary>The names of all architectures.</summary>
    public static IEnumerable<string> Names => Architectures.Select(architecture => architecture.Name);

    /// <summary>Whether there is an architecture called <paramref name="name"/>.</summary>
    public static bool Contains(string name) => Architectures.Any(architecture => architecture.Name == name);

    /// <summary>Writes the network called <paramref name="name"/>.</summary>
    /// <param name="name">A name from <see cref="Names"/>.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="imageSize">The height and width of the images; those that the architecture was designed for unless given.</param>
    /// <param name="transformsInput">
    /// Whether the input is transformed as torchvision's published weights want it; see <see cref="InputTransform"/>.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There is no such architecture, it does not take images of that size, or its input cannot be transformed.
    /// </exception>
    public static Network Create(string name, int classCount = 1000, int? imageSize = null, bool transformsInput = false)
    {
        ArgumentNullException.ThrowIfNull(name);
        IArchitecture architecture = Architectures.FirstOrDefault(candidate => candidate.Name == name)
            ?? throw new InvalidRequestException(Unknown(name));
        if (transformsInput && !InputTransform.IsOptionOf(name))
        {
            throw new InvalidRequestException(
                $"{name} takes images as they are: only googlenet and inception_v3 transform their input.");
        }

        var options = new ZooOptions(classCount, imageSize ?? architecture.ImageSize) { TransformsInput = transformsInput };
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ClassCount, 1, nameof(classCount));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ImageSize, 1, nameof(imageSize));
        return architecture.Build(options);
    }

    private static string Unknown(string name)
    {
        IReadOnlyList<string> nearest = NearestNames.To(name, Names);
        string remedy = nearest.Count > 0 ? $"Did you mean {string.Join(" or ", nearest)}?" : $"It has {string.Join(", ", Names)}.";
        return $"The zoo has no architecture called {name}. {remedy}";
    }
}
