using System.CommandLine;

namespace Ghn.Cli.Commands;

/// <summary>Commands under a common name, which does nothing by itself: <c>ghn deepnets</c>.</summary>
internal sealed class GhnCommandGroup : Command
{
    /// <summary>Describes the commands.</summary>
    /// <param name="name">What they are called by: <c>deepnets</c>.</param>
    /// <param name="summary">What they do, in a sentence.</param>
    /// <param name="examples">What ends the group's help.</param>
    /// <param name="commands">The commands, in the order in which the help lists them.</param>
    public GhnCommandGroup(string name, string summary, string examples, params IEnumerable<GhnCommand> commands)
        : base(name, summary)
    {
        Examples = examples;
        foreach (GhnCommand command in commands)
        {
            Add(command);
        }
    }

    /// <summary>What ends the group's help.</summary>
    public string Examples { get; }
}
