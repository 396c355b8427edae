using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Ghn.Cli.Commands;
using Ghn.Cli.Shell;

namespace Ghn.Cli;

/// <summary>Ends every command's help with examples, and answers <c>--version</c> with the tool's own version.</summary>
internal static class HelpWithExamples
{
    private const string Overview =
        """
        Examples:
          ghn predict resnet50 --ghn ghn3xlm16.pt -o resnet50.safetensors
          ghn graph resnet50 --format svg -o resnet50.svg

        Exit codes: 0 done, 1 the work failed, 2 the request was wrong, 130 interrupted.
        """;

    /// <summary>Changes the help and version options of a command line.</summary>
    public static void AddTo(RootCommand root, Terminal terminal)
    {
        foreach (Option option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction help })
            {
                help.MaxWidth = terminal.Width;
                option.Action = new HelpThenExamples(help);
            }
            else if (option is VersionOption)
            {
                option.Action = new Version();
            }
        }
    }

    private sealed class HelpThenExamples(HelpAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            int code = help.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.WriteLine(parseResult.CommandResult.Command switch
            {
                GhnCommand command => command.Examples,
                GhnCommandGroup group => group.Examples,
                _ => Overview,
            });
            return code;
        }
    }

    private sealed class Version : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(ProgramVersion.WithRevision.Split('+')[0]);
            return ExitCode.Done;
        }
    }
}
