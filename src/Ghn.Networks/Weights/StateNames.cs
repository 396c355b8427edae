using System.Text.RegularExpressions;
using Ghn.Tensors;

namespace Ghn.Networks.Weights;

/// <summary>
/// The names that entries of a state dict have in files, where these are not the network's: those of torchvision's older releases,
/// which it renames while it loads its published weights, and those that a wrapper around the network puts a word before
/// (<c>module.</c> of PyTorch's data parallelism and of its averages, <c>model.</c> of trainers).
/// </summary>
public static partial class StateNames
{
    /// <summary>Wrappers may be wrapped.</summary>
    private const int MaxPrefixes = 3;

    /// <summary>How many states PyTorch's <c>AveragedModel</c> has averaged, which stands beside its entries (<c>module.…</c>).</summary>
    private const string AverageCount = "n_averaged";

    /// <summary>The state under the network's names, as far as they can be told; tensors are not copied.</summary>
    /// <param name="network">The network.</param>
    /// <param name="state">The state, under any names.</param>
    /// <returns>The state itself if nothing has to be renamed.</returns>
    public static StateDict Fit(Network network, StateDict state)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(state);
        var known = network.State.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        if (state.Names.All(known.Contains))
        {
            return state;
        }

        string[] names = [.. state.Names.Where(name => name != AverageCount || known.Contains(name))];
        string prefix = FindPrefix(known, names);
        var fitted = new StateDict();
        foreach (string name in names)
        {
            string own = Rename(name[prefix.Length..], known);
            fitted[fitted.Contains(own) ? name : own] = state[name];
        }

        fitted.AddMetadata(state);
        return fitted;
    }

    /// <summary>What stands before every name, and before none of the network's.</summary>
    private static string FindPrefix(HashSet<string> known, string[] names)
    {
        string prefix = string.Empty;
        for (int i = 0; i < MaxPrefixes && names.Length > 0 && !names.Any(IsKnown); i++)
        {
            int end = names[0].IndexOf('.', prefix.Length) + 1;
            if (end == 0 || !names.All(name => name.Length > end && name.AsSpan(0, end).SequenceEqual(names[0].AsSpan(0, end))))
            {
                return string.Empty;
            }

            prefix = names[0][..end];
        }

        return names.Any(IsKnown) ? prefix : string.Empty;

        bool IsKnown(string name) => known.Contains(Rename(name[prefix.Length..], known));
    }

    private static string Rename(string name, HashSet<string> known)
    {
        if (known.Contains(name))
        {
            return name;
        }

        string renamed = DenseLayer().Replace(name, "$1$2");
        renamed = renamed.Replace(".mlp.linear_1.", ".mlp.0.", StringComparison.Ordinal)
            .Replace(".mlp.linear_2.", ".mlp.3.", StringComparison.Ordinal);
        return known.Contains(renamed) ? renamed : name;
    }

    /// <summary>DenseNet of 2017: <c>denselayer1.norm.1.weight</c> instead of <c>denselayer1.norm1.weight</c>.</summary>
    [GeneratedRegex(@"(denselayer[0-9]+\.(?:norm|conv))\.([12]\.)", RegexOptions.CultureInvariant)]
    private static partial Regex DenseLayer();
}
