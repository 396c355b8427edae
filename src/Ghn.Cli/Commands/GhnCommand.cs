using System.CommandLine;

namespace Ghn.Cli.Commands;

/// <summary>A command of the tool: its name, what it does in a sentence, its examples, its options, and its work.</summary>
internal abstract class GhnCommand : Command
{
    /// <summary>Describes a command.</summary>
    /// <param name="name">What calls it: <c>predict</c>.</param>
    /// <param name="summary">What it does, in a sentence.</param>
    /// <param name="examples">What ends its help: calls, and what its JSON holds.</param>
    protected GhnCommand(string name, string summary, string examples)
        : base(name, summary) => Examples = examples;

    /// <summary>What ends the command's help.</summary>
    public string Examples { get; }

    /// <summary>Whether the processes of an mpirun can share its work.</summary>
    public virtual bool IsDistributed => false;

    /// <summary>Does the work.</summary>
    /// <param name="context">What was asked for, and where to answer.</param>
    public abstract void Run(CommandContext context);

    /// <summary>Declares arguments and options, in the order in which the help lists them.</summary>
    protected void Declare(params IEnumerable<Symbol> symbols)
    {
        foreach (Symbol symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                Add(argument);
            }
            else
            {
                Add((Option)symbol);
            }
        }
    }
}
