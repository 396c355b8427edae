using Ghn.Networks.State;

namespace Ghn.Networks.DeepNets.Generation;

/// <summary>
/// Draws the cells of a network. The reference draws logits of all operations on all edges and keeps for each step the two inputs
/// with the largest weights, each with its best operation. As all logits are alike, this comes down to two different inputs,
/// in any order, and any operation on each, all as likely.
/// </summary>
internal static class GenotypeSampler
{
    private const int InputsOfCell = 2;

    private static readonly CellOperation[] AllOperations = Enum.GetValues<CellOperation>();

    private static readonly CellOperation[] Pools =
        [CellOperation.None, CellOperation.MaxPool3x3, CellOperation.AvgPool3x3, CellOperation.SkipConnect];

    /// <summary>Draws both cells, of as many steps.</summary>
    public static Genotype Draw(int steps, RandomSource random)
    {
        bool onlyPoolsReduce = random.NextUniform() < 0.5;
        IReadOnlyList<int> outputs = Outputs(steps, random);
        return new Genotype(
            new CellGenotype(Branches(steps, AllOperations, random), outputs),
            new CellGenotype(Branches(steps, onlyPoolsReduce ? Pools : AllOperations, random), outputs));
    }

    /// <summary>The last step, and all others, or each of them with a probability of a half.</summary>
    private static List<int> Outputs(int steps, RandomSource random)
    {
        bool leavesOut = steps > 1 && random.NextUniform() < 0.5;
        var outputs = new List<int>(steps);
        for (int step = 0; step < steps; step++)
        {
            if (step == steps - 1 || !leavesOut || random.NextUniform() < 0.5)
            {
                outputs.Add(InputsOfCell + step);
            }
        }

        return outputs;
    }

    private static CellBranch[] Branches(int steps, CellOperation[] operations, RandomSource random)
    {
        // A missing branch of the only step would leave a chain.
        ReadOnlySpan<CellOperation> allowed = steps > 1 ? operations : operations.AsSpan(1);
        var branches = new CellBranch[2 * steps];
        for (int step = 0; step < steps; step++)
        {
            int states = InputsOfCell + step;
            int first = random.NextIndex(states);
            int second = (first + 1 + random.NextIndex(states - 1)) % states;
            branches[2 * step] = new CellBranch(allowed[random.NextIndex(allowed.Length)], first);
            branches[(2 * step) + 1] = new CellBranch(allowed[random.NextIndex(allowed.Length)], second);
        }

        return branches;
    }
}
