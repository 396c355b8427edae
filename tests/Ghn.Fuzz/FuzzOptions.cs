using System.Globalization;

namespace Ghn.Fuzz;

/// <summary>What to run, as the command line says it.</summary>
internal sealed class FuzzOptions
{
    private const string Usage =
        "ghn-fuzz [--cases N] [--reader NAME]… [--seed S] [--threads N] [--failures FOLDER] | --replay FILE\n"
        + "Has every reader read N damaged files in all, and prints what came of it. Cases that break a promise are saved in FOLDER.";

    /// <summary>How many cases in all.</summary>
    public long Cases { get; private set; } = 100_000;

    /// <summary>The readers' names; all of them if empty.</summary>
    public List<string> Readers { get; } = [];

    /// <summary>What the cases depend on.</summary>
    public int Seed { get; private set; } = 1;

    /// <summary>How many threads work.</summary>
    public int Threads { get; private set; } = Environment.ProcessorCount;

    /// <summary>Where failing cases are saved.</summary>
    public string Failures { get; private set; } = "fuzz-failures";

    /// <summary>A saved case to try again instead.</summary>
    public string? Replay { get; private set; }

    /// <summary>Reads a command line.</summary>
    /// <exception cref="FormatException">It is not understood; the message says how it should be.</exception>
    public static FuzzOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new FuzzOptions();
        for (int i = 0; i < arguments.Count; i += 2)
        {
            if (i + 1 == arguments.Count)
            {
                throw new FormatException(Usage);
            }

            options.Take(arguments[i], arguments[i + 1]);
        }

        return options;
    }

    private void Take(string option, string value)
    {
        switch (option)
        {
            case "--cases":
                Cases = long.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "--reader":
                Readers.Add(value);
                break;
            case "--seed":
                Seed = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "--threads":
                Threads = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "--failures":
                Failures = value;
                break;
            case "--replay":
                Replay = value;
                break;
            default:
                throw new FormatException(Usage);
        }
    }
}
