namespace Ghn.Analysis.Properties;

/// <summary>How well a property is predicted, over several seeds.</summary>
/// <param name="Property">The property.</param>
/// <param name="Truth">Its values for the test networks.</param>
/// <param name="Seeds">The scores.</param>
public sealed record PropertyScore(string Property, IReadOnlyList<double> Truth, IReadOnlyList<SeedScore> Seeds)
{
    /// <summary>The mean τ; NaN where one is.</summary>
    public double Mean => Seeds.Average(seed => seed.Tau);

    /// <summary>The standard deviation of τ over the seeds as a population, as the papers report it; NaN where one is.</summary>
    public double Deviation
    {
        get
        {
            double mean = Mean;
            return Math.Sqrt(Seeds.Average(seed => (seed.Tau - mean) * (seed.Tau - mean)));
        }
    }
}
