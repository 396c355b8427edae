using System.Text.RegularExpressions;
using Ghn.Tensors;

namespace Ghn.Networks.Tests;

/// <summary>
/// Stand-ins for torchvision's published weights: names and shapes as in the files of its model zoo. Those of 2017 have no counters of
/// batches, DenseNet's and the vision transformers' have names of then.
/// </summary>
internal static partial class PublishedWeights
{
    private static readonly string[] WithoutCounters = ["vgg", "resnet", "densenet", "inception", "googlenet", "squeezenet", "alexnet"];

    /// <summary>The entries of an architecture's file, of torchvision's own names and shapes.</summary>
    public static (string Name, Shape Shape)[] Of(string architecture) =>
    [
        .. from entry in GoldenZoo.Network(architecture).State
           where !entry.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal)
                || !WithoutCounters.Any(family => architecture.StartsWith(family, StringComparison.Ordinal))
           select (Published(architecture, entry.Name), entry.Shape),
    ];

    private static string Published(string architecture, string name)
    {
        if (architecture.StartsWith("densenet", StringComparison.Ordinal))
        {
            return DenseLayer().Replace(name, "$1.$2");
        }

        return architecture.StartsWith("vit", StringComparison.Ordinal)
            ? name.Replace(".mlp.0.", ".mlp.linear_1.", StringComparison.Ordinal).Replace(
                ".mlp.3.", ".mlp.linear_2.", StringComparison.Ordinal)
            : name;
    }

    [GeneratedRegex(@"(denselayer\d+\.(?:norm|conv))([12]\.)", RegexOptions.CultureInvariant)]
    private static partial Regex DenseLayer();
}
