using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Networks.Weights;

/// <summary>How a state dict differs from what a network needs, as PyTorch's <c>load_state_dict(strict=True)</c> tells it.</summary>
public sealed class StateComparison
{
    private const int MaxListed = 8;

    private readonly string _network;

    private StateComparison(Network network, StateDict state)
    {
        _network = PrintableText.OfName(network.Name);
        var known = network.State.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        Unexpected = [.. state.Names.Where(name => !known.ContainsKey(name))];
        StateSpec[] missing = [.. network.State.Where(entry => !state.Contains(entry.Name))];
        MissingParameters = [.. missing.Where(entry => entry.IsParameter).Select(entry => entry.Name)];
        MissingStatistics = [.. missing.Where(IsStatistic).Select(entry => entry.Name)];
        Unfit =
        [
            .. from entry in network.State
               where state.Contains(entry.Name)
               let problem = Problem(network, entry, state[entry.Name])
               where problem is not null
               select problem,
        ];
        OtherClassCount = FindOtherClassCount(network, state);
    }

    /// <summary>
    /// For how many classes the state is, where nothing else keeps it from being the network's; null if the number is the same, or more is
    /// wrong.
    /// </summary>
    public int? OtherClassCount { get; }

    /// <summary>Parameters that the state lacks.</summary>
    public IReadOnlyList<string> MissingParameters { get; }

    /// <summary>
    /// Running statistics that the state lacks. Counters, which nothing depends on, and tables that follow from the architecture are
    /// not counted.
    /// </summary>
    public IReadOnlyList<string> MissingStatistics { get; }

    /// <summary>Entries that are none of the network's.</summary>
    public IReadOnlyList<string> Unexpected { get; }

    /// <summary>What is wrong with entries that are there, each with its name.</summary>
    public IReadOnlyList<string> Unfit { get; }

    /// <summary>Compares.</summary>
    /// <param name="network">The network.</param>
    /// <param name="state">The state, under the network's names; see <see cref="StateNames.Fit"/>.</param>
    public static StateComparison Of(Network network, StateDict state)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(state);
        return new StateComparison(network, state);
    }

    /// <summary>A few of many names, and how many more there are.</summary>
    public static string List(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        string more = names.Count > MaxListed ? $" and {names.Count - MaxListed} more" : string.Empty;
        return string.Join(", ", names.Take(MaxListed).Select(PrintableText.OfName)) + more;
    }

    /// <summary>Why the state is not the network's, but for missing statistics; null if it is.</summary>
    public string? Complaint()
    {
        string[] parts =
        [
            .. MissingParameters.Count > 0
                ? [$"The weights have no entry {List(MissingParameters)}, which {_network} needs"]
                : Array.Empty<string>(),
            .. Unexpected.Count > 0 ? [$"The weights have an entry {List(Unexpected)}, which {_network} has not"] : Array.Empty<string>(),
            .. Unfit.Take(MaxListed),
        ];
        return parts.Length == 0 ? null : string.Join("; ", parts);
    }

    /// <summary>A classification layer has a row for each class: with more or fewer, only first dimensions differ, all alike.</summary>
    private int? FindOtherClassCount(Network network, StateDict state)
    {
        if (MissingParameters.Count > 0 || Unexpected.Count > 0)
        {
            return null;
        }

        (Shape Wanted, Shape Given)[] different =
        [
            .. from entry in network.State
               where state.Contains(entry.Name) && Problem(network, entry, state[entry.Name]) is not null
               select (entry.Shape, state[entry.Name].Shape),
        ];
        bool isOfClasses = different.Length > 0 && different.All(pair =>
            pair.Wanted.Rank > 0 && pair.Given.Rank == pair.Wanted.Rank
            && pair.Wanted[0] == network.ClassCount && pair.Given[0] == different[0].Given[0]
            && pair.Wanted.Dimensions[1..].SequenceEqual(pair.Given.Dimensions[1..]));
        return isOfClasses ? different[0].Given[0] : null;
    }

    private static bool IsStatistic(StateSpec entry) => !entry.IsParameter && entry.Initializer is ConstantInitializer;

    /// <summary>
    /// Whole numbers may be of any type, as PyTorch takes them: programs that halve the size of a file halve counters, too.
    /// </summary>
    private static string? Problem(Network network, StateSpec entry, Tensor given)
    {
        bool isScalar = entry.Shape.Rank == 0 && given.Shape.Rank == 1 && given.Shape[0] == 1;
        if (given.Shape != entry.Shape && !isScalar)
        {
            return $"{PrintableText.OfName(entry.Name)} of {PrintableText.OfName(network.Name)} has the shape {entry.Shape}, but the "
                + $"weights have {given.Shape}";
        }

        bool isWhole = entry.Initializer is CounterInitializer or RelativePositionInitializer;
        return isWhole || given.ElementType.IsFloatingPoint()
            ? null
            : $"{PrintableText.OfName(entry.Name)} of {PrintableText.OfName(network.Name)} takes real numbers, but the weights have "
                + $"{given.ElementType}";
    }
}
