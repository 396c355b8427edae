using Ghn.Training.Comparisons;
using Ghn.Training.FineTuning;

namespace Ghn.Training.Papers;

/// <summary>What a paper reports of the training of a network from a start.</summary>
/// <param name="Table">The table.</param>
/// <param name="Start">The start, as the paper calls it.</param>
/// <param name="Top1">Top-1 accuracies, 0 to 1, by the steps of a comparison after which they were reached.</param>
public sealed record PublishedCurve(PublishedTable Table, string Start, IReadOnlyDictionary<int, double> Top1)
{
    /// <summary>How far steps may be from a whole number of epochs.</summary>
    private const double Tolerance = 0.01;

    private static readonly int[] LongEpochs = [1, 45, 90]; // GHN-3, Table 6

    /// <summary>The papers' trainings that a comparison repeats; none if it repeats none.</summary>
    /// <param name="comparison">The comparison.</param>
    public static IReadOnlyList<PublishedCurve> Of(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        Recipe recipe = comparison.Recipe.Grid[0];
        if (!PublishedProtocol.IsImageNet(comparison.Test.Dataset) || !IsAsPublished(recipe)
            || StepAfter(comparison, recipe.Epochs) is not int last || last != comparison.Steps[^1])
        {
            return [];
        }

        string network = comparison.Network.Name;
        (PublishedTable table, Func<string, IEnumerable<(int? Step, string? Figure)>> points, string[] starts) =
            recipe.Epochs == LongEpochs[^1]
            ? Long(comparison, network)
            : Short(comparison, network, recipe.Epochs, last);
        return
        [
            .. from start in starts
               let figures = points(start).Where(point => point is { Step: not null, Figure: not null })
               where figures.Any()
               select new PublishedCurve(
                   table, start, figures.ToDictionary(point => point.Step!.Value, point => PublishedTable.Share(point.Figure!))),
        ];
    }

    /// <summary>What a comparison must be for the papers to have its like.</summary>
    public static string Condition =>
        "the papers train by imagenet-1ep, imagenet-10ep, resnet-90ep (resnet50, resnet152) or swin-90ep (swin_t), to the last step, and "
        + "judge by all of ImageNet";

    /// <summary>GHN-3, Table 6: a row for each start, three columns for each network.</summary>
    private static (PublishedTable, Func<string, IEnumerable<(int?, string?)>>, string[]) Long(Comparison comparison, string network)
    {
        PublishedTable table = PublishedTables.All["GHN-3, Table 6"];
        return (
            table,
            start => LongEpochs.Select(epochs => (StepAfter(comparison, epochs), table[start, $"{network}, {epochs}"])),
            [.. table.Rows]);
    }

    /// <summary>GHN-3, Table 20: a row for each network, columns for starts and lengths.</summary>
    private static (PublishedTable, Func<string, IEnumerable<(int?, string?)>>, string[]) Short(
        Comparison comparison, string network, double epochs, int last)
    {
        PublishedTable table = PublishedTables.All["GHN-3, Table 20"];
        string length = epochs == 1 ? "1 epoch" : $"{epochs} epochs";
        return (
            table,
            start => [(comparison.Steps[0] == 0 ? 0 : null, table[network, start]), (last, table[network, $"{start}, {length}"])],
            ["RandInit", "GHN-3"]);
    }

    /// <summary>Whether a recipe is a paper's, with one of the choices that there are.</summary>
    private static bool IsAsPublished(Recipe recipe) => Recipes.All.Any(published =>
        published.Grid.Contains(recipe) || (published with { LearningRates = published.PredictedLearningRates }).Grid.Contains(recipe));

    /// <summary>The step of a comparison that ends an epoch; null if there is none.</summary>
    private static int? StepAfter(Comparison comparison, double epochs)
    {
        int epochSteps = comparison.Training(comparison.FirstSeed).BatchCount;
        return comparison.Steps.Where(step => Math.Abs(step - (epochs * epochSteps)) <= Tolerance * epochs * epochSteps)
            .Select(step => (int?)step).FirstOrDefault();
    }
}
