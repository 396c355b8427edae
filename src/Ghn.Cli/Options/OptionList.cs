using System.CommandLine;

namespace Ghn.Cli.Options;

/// <summary>Several options at once.</summary>
internal static class OptionList
{
    /// <summary>Declares options, in their order.</summary>
    public static void AddAll(this Command command, IEnumerable<Option> options)
    {
        foreach (Option option in options)
        {
            command.Add(option);
        }
    }
}
