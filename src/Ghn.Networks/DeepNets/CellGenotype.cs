namespace Ghn.Networks.DeepNets;

/// <summary>
/// How a cell is wired. Its states are numbered: 0 and 1 come from the last but one and the last cell, and every step adds one,
/// the sum of two earlier states under an operation each.
/// </summary>
public sealed record CellGenotype
{
    /// <summary>The most steps that a cell can have.</summary>
    public const int MaxSteps = 15;

    /// <summary>Wires a cell.</summary>
    /// <param name="branches">Two branches for each step, in order.</param>
    /// <param name="outputs">The states whose channels the cell returns, one after the other, in ascending order.</param>
    /// <exception cref="ArgumentException">A branch comes from a state that is not there yet, or an output is no step.</exception>
    public CellGenotype(IReadOnlyList<CellBranch> branches, IReadOnlyList<int> outputs)
    {
        ArgumentNullException.ThrowIfNull(branches);
        ArgumentNullException.ThrowIfNull(outputs);
        int steps = branches.Count / 2;
        if (branches.Count % 2 != 0 || steps is < 1 or > MaxSteps)
        {
            throw new ArgumentException(
                $"A cell has two branches for each of 1 to {MaxSteps} steps, not {branches.Count} in all.", nameof(branches));
        }

        for (int i = 0; i < branches.Count; i++)
        {
            if (branches[i].Input < 0 || branches[i].Input >= 2 + (i / 2))
            {
                throw new ArgumentException(
                    $"Branch {i} of a cell comes from state {branches[i].Input}, but there are {2 + (i / 2)} states before it.",
                    nameof(branches));
            }
        }

        bool isAscending = outputs.Zip(outputs.Skip(1)).All(pair => pair.First < pair.Second);
        if (outputs.Count == 0 || outputs[0] < 2 || outputs[^1] >= 2 + steps || !isAscending)
        {
            throw new ArgumentException(
                $"A cell of {steps} steps returns some of the states 2 to {1 + steps}, ascending, not {string.Join(", ", outputs)}.",
                nameof(outputs));
        }

        Branches = [.. branches];
        Outputs = [.. outputs];
    }

    /// <summary>The branches, two for each step.</summary>
    public IReadOnlyList<CellBranch> Branches { get; }

    /// <summary>The states whose channels the cell returns.</summary>
    public IReadOnlyList<int> Outputs { get; }

    /// <summary>The number of steps.</summary>
    public int Steps => Branches.Count / 2;

    /// <summary>Whether the cell is wired alike.</summary>
    public bool Equals(CellGenotype? other) =>
        other is not null && Branches.SequenceEqual(other.Branches) && Outputs.SequenceEqual(other.Outputs);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (CellBranch branch in Branches)
        {
            hash.Add(branch);
        }

        foreach (int output in Outputs)
        {
            hash.Add(output);
        }

        return hash.ToHashCode();
    }

    /// <summary>Whether the cell has an operation.</summary>
    public bool Contains(CellOperation operation) => Branches.Any(branch => branch.Operation == operation);
}

/// <summary>A branch of a step of a cell.</summary>
/// <param name="Operation">What happens to the state.</param>
/// <param name="Input">The state.</param>
public readonly record struct CellBranch(CellOperation Operation, int Input);
