using System.Globalization;
using Ghn.Tensors;
using Ghn.Training.FineTuning;
using Ghn.Training.Optimization;
using Ghn.Training.Runs;

namespace Ghn.Training.Evaluations.Splits;

/// <summary>
/// By which recipes the networks of a folder were trained: a line <c>sgd:500: …</c> for each method that trains. The table has only the
/// method's name, which has stood for other recipes in other versions.
/// </summary>
internal static class SplitTrainings
{
    /// <summary>The name of the file in the folder.</summary>
    public const string FileName = "trainings.txt";

    /// <summary>Complains of scores by other recipes than today's, and notes down the recipes that are new.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="methods">What is asked for.</param>
    /// <param name="isKept">Whether the folder's table has scores of a method, by its name.</param>
    /// <exception cref="ArgumentException">The folder has scores of a method by another recipe, or does not tell by which.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void RequireSame(RunDirectory directory, IReadOnlyList<SplitMethod> methods, Func<string, bool> isKept)
    {
        List<string> known = [.. (directory.ReadText(FileName) ?? string.Empty).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        bool isChanged = false;
        foreach ((string name, Recipe recipe) in Trained(methods))
        {
            string now = $"{Prefix(name)}{Describe(recipe)}";
            string? was = known.Find(line => line.StartsWith(Prefix(name), StringComparison.Ordinal));
            if (was == now)
            {
                continue;
            }

            if (isKept(name))
            {
                string found = was is null ? "an earlier version, which does not tell by what recipe" : $"another recipe ('{was}')";
                throw new InvalidRequestException(
                    $"{directory.Path} has networks with {name} by {found}; it is '{now}' now. "
                    + "Choose another folder with --run, or delete that one.");
            }

            known.RemoveAll(line => line == was);
            known.Add(now);
            isChanged = true;
        }

        if (isChanged)
        {
            directory.WriteText(FileName, string.Concat(known.Select(line => $"{line}\n")));
        }
    }

    /// <summary>All of a recipe that decides what comes of a training, in a line.</summary>
    private static string Describe(Recipe recipe) => string.Create(
        CultureInfo.InvariantCulture,
        $"{recipe.Optimizer}, learning rate {recipe.LearningRate}, momentum {recipe.Momentum}, weight decay {recipe.WeightDecay}, "
        + $"schedule {recipe.Schedule} (steps of {recipe.Schedule.StepEpochs ?? TrainingSchedule.Step.StepEpochs} epochs, warm-up "
        + $"{recipe.WarmUpEpochs}), length {recipe.Steps} steps or {recipe.Epochs} epochs, batches of {recipe.BatchSize}, label smoothing "
        + $"{recipe.LabelSmoothing}, largest gradient {recipe.MaxGradientNorm}, augmentation {recipe.Augments}");

    private static IEnumerable<(string Name, Recipe Recipe)> Trained(IReadOnlyList<SplitMethod> methods) =>
        from method in methods where method.Training is not null select (CommaSeparated.Shown(method.Name), method.Training!.Recipe);

    private static string Prefix(string name) => $"{name}: ";
}
