using Ghn.Networks.Layers;
using Ghn.Networks.Weights;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Networks.Architectures;

/// <summary>
/// What torchvision calls <c>transform_input</c>: GoogLeNet and Inception v3 were trained on images whose channels reach from -1 to 1, so
/// that their published weights want images that were normalised by ImageNet's mean and deviation turned into these, channel by channel.
/// torchvision does so where it is asked for the published weights, and nowhere else; so do the networks here. Nothing of it is learnt, and
/// the computational graph has the same nodes with it and without.
/// </summary>
public static class InputTransform
{
    /// <summary>The name of the node, and of the entry in a file's metadata that says <c>true</c> or <c>false</c>.</summary>
    public const string Name = "transform_input";

    private const int ImageNetClasses = 1000;

    private static readonly double[] Means = [0.485, 0.456, 0.406];
    private static readonly double[] Deviations = [0.229, 0.224, 0.225];

    private static readonly string[] Architectures = ["googlenet", "inception_v3"];

    /// <summary>Whether it can be chosen of an architecture of the zoo.</summary>
    public static bool IsOptionOf(string architecture) => Architectures.Contains(architecture, StringComparer.Ordinal);

    /// <summary>Whether a network transforms its input so.</summary>
    public static bool IsIn(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.Nodes.Any(node => node.Name == Name && node.Layer is FrozenAffine);
    }

    /// <summary>
    /// The network that given weights want: the one with transformed input if the file says so, or if it is torchvision's kind, that is, if
    /// the weights are for ImageNet's thousand classes, have statistics that images left, and come without a word of it.
    /// </summary>
    /// <param name="network">A network; those that are not of the zoo, or have no such option, come back as they are.</param>
    /// <param name="weights">Its weights, under any names that <see cref="StateNames.Fit"/> knows.</param>
    public static Network Fit(Network network, StateDict weights)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        bool isPlain = IsOptionOf(network.Name) && !IsIn(network) && network.InputShape is [3, int height, int width] && height == width;
        if (!isPlain || !AreFor(weights, network))
        {
            return network;
        }

        Network transformed = Zoo.Create(network.Name, network.ClassCount, network.InputShape[1], transformsInput: true);
        return transformed.State.Select(entry => (entry.Name, entry.Shape)).SequenceEqual(
            network.State.Select(entry => (entry.Name, entry.Shape)))
            ? transformed
            : network;
    }

    /// <summary>The input of a network under construction, transformed if that was chosen.</summary>
    internal static Signal Input(NetworkBuilder network, ZooOptions options)
    {
        // From (x - mean) / deviation to (x - 0.5) / 0.5.
        return options.TransformsInput
            ? network.Input.Apply(
                new FrozenAffine(
                    [.. Deviations.Select(deviation => deviation / 0.5)], [.. Means.Select(mean => (mean - 0.5) / 0.5)]),
                Name)
            : network.Input;
    }

    private static bool AreFor(StateDict weights, Network network)
    {
        if (weights.Metadata.TryGetValue(Name, out string? said))
        {
            return said == "true";
        }

        StateDict named = StateNames.Fit(network, weights);
        return network.ClassCount == ImageNetClasses
            && network.Nodes.First(node => node.Layer is BatchNorm2d).StateName("running_mean") is string mean
            && named.TryGet(mean, out Tensor? means)
            && means.ElementType.IsFloatingPoint()
            && Conversion.ToFloat32(means).Values.ContainsAnyExcept(0f);
    }
}
