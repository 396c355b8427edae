namespace Ghn.Networks.DeepNets.Generation;

/// <summary>Which drawn cells the generator rejects, before it draws the rest of a network.</summary>
internal static class GenotypeRules
{
    private static readonly CellOperation[] LargeConvolutions = [CellOperation.Conv5x5, CellOperation.Conv7x7];

    /// <summary>Whether a network may be made of the cells.</summary>
    public static bool Accept(Genotype genotype)
    {
        bool hasConvolution = HasConvolution(genotype.Normal) || HasConvolution(genotype.Reduction);
        bool hasExcitation = genotype.Contains(CellOperation.Cse);
        bool learns = hasConvolution || hasExcitation || genotype.Contains(CellOperation.Msa);
        return learns && (hasConvolution || !hasExcitation) && Accept(genotype.Normal) && Accept(genotype.Reduction);
    }

    /// <summary>
    /// Whether data reach the classifier through as many cells as a network has. A cell gets nothing, or gives nothing, where
    /// operations are missing; whether it gives anything depends on which of its inputs get something.
    /// </summary>
    public static bool Connects(Genotype genotype, DeepNetConfiguration configuration)
    {
        (bool first, bool second) = (true, true);
        for (int i = 0; i < configuration.Cells; i++)
        {
            CellGenotype cell = configuration.IsReduction(i) ? genotype.Reduction : genotype.Normal;
            (first, second) = (second, LetsThrough(cell, first, second));
        }

        return second;
    }

    private static bool Accept(CellGenotype cell) =>
        Count(cell, operation => operation == CellOperation.Cse) <= 1 && Count(cell, LargeConvolutions.Contains) <= 1;

    private static int Count(CellGenotype cell, Func<CellOperation, bool> condition) =>
        cell.Branches.Count(branch => condition(branch.Operation));

    private static bool HasConvolution(CellGenotype cell) =>
        cell.Branches.Any(branch => branch.Operation is >= CellOperation.SepConv3x3 and <= CellOperation.Conv7x7);

    private static bool LetsThrough(CellGenotype cell, bool first, bool second)
    {
        Span<bool> states = stackalloc bool[2 + cell.Steps];
        (states[0], states[1]) = (first, second);
        for (int i = 0; i < cell.Branches.Count; i++)
        {
            CellBranch branch = cell.Branches[i];
            states[2 + (i / 2)] |= branch.Operation != CellOperation.None && states[branch.Input];
        }

        foreach (int output in cell.Outputs)
        {
            if (states[output])
            {
                return true;
            }
        }

        return false;
    }
}
