using System.CommandLine;

namespace Ghn.Cli.Options;

/// <summary>
/// Options that mean the same in every command that has them; see also <see cref="JsonOption"/>, <see cref="ThreadsOption"/>,
/// <see cref="DataOption"/>, <see cref="GhnOption"/> and <see cref="KeyOption"/>.
/// </summary>
internal static class CommonOptions
{
    /// <summary>How often work is repeated at most.</summary>
    private const int MaxRepetitions = 10_000;

    /// <summary>Declares <c>--seed</c>, which is 0 unless given.</summary>
    /// <param name="subject">What it is the seed of, as a sentence that has no full stop.</param>
    /// <param name="max">The greatest seed.</param>
    public static Option<ulong?> Seed(string subject, ulong max = ulong.MaxValue) =>
        NumberOption.Create("--seed", $"{subject} (0 unless given).", ulong.MinValue, max);

    /// <summary>Declares <c>--seed</c> of work that is repeated, each time with the next one.</summary>
    public static Option<ulong?> FirstSeed() => Seed("The first seed, of everything random", ulong.MaxValue - MaxRepetitions);

    /// <summary>Declares <c>--seeds</c>: how many times work is repeated.</summary>
    /// <param name="description">How that is said.</param>
    public static Option<int?> SeedCount(string description) => NumberOption.Create("--seeds", description, 1, MaxRepetitions);

    /// <summary>Declares <c>--output</c>.</summary>
    /// <param name="description">What is written there.</param>
    public static Option<string?> Output(string description) => new("--output", "-o") { HelpName = "FILE", Description = description };

    /// <summary>Declares <c>--run</c>.</summary>
    /// <param name="description">What the folder keeps.</param>
    public static Option<string?> Run(string description) => new("--run") { HelpName = "FOLDER", Description = description };

    /// <summary>Declares <c>--limit</c>.</summary>
    /// <param name="description">What of the images is left.</param>
    public static Option<int?> Limit(string description) => NumberOption.Create("--limit", description, 1, int.MaxValue);

    /// <summary>Declares <c>--log-every</c>.</summary>
    /// <param name="steps">After how many steps a row goes into the log unless it is said.</param>
    public static Option<int?> LogSteps(int steps) => NumberOption.Create(
        "--log-every", $"After how many steps, each time, a row goes into the log ({steps} unless given).", 1, int.MaxValue);

    /// <summary>Declares <c>--checkpoint-minutes</c>.</summary>
    /// <param name="minutes">After how many minutes a checkpoint is saved unless it is said.</param>
    public static Option<double?> CheckpointMinutes(double minutes) => NumberListOption.CreateSingle(
        "--checkpoint-minutes", $"After how many minutes, each time, a checkpoint is saved ({minutes} unless given).", 0, 1440);
}
