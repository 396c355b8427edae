using System.CommandLine;
using System.CommandLine.Parsing;
using Ghn.Cli.Commands;
using Ghn.Cli.Distribution;
using Ghn.Cli.Options;
using Ghn.Cli.Shell;
using Ghn.Onnx.Building;
using Ghn.Training.Distribution;

namespace Ghn.Cli;

/// <summary>The whole tool: parses a command line, runs the command that it names, and turns failures into exit codes.</summary>
internal static class CommandLine
{
    private const string ToolName = "ghn";

    /// <summary>Runs the tool, alone or together with the other processes of an mpirun.</summary>
    /// <returns>One of <see cref="ExitCode"/>'s.</returns>
    public static int Run(IReadOnlyList<string> arguments, Terminal terminal)
    {
        try
        {
            using var group = new MpirunGroup(terminal);
            int code = group.Run(arguments, () => Run(arguments, terminal, group));
            terminal.Output.Flush();
            return code;
        }
        catch (Exception error)
        {
            FlushWhatIsThere(terminal);
            (int code, string message) = Failure.Of(error, arguments);
            terminal.Say(message);
            return code;
        }
    }

    private static int Run(IReadOnlyList<string> arguments, Terminal terminal, MpirunGroup group)
    {
        RootCommand root = Root(terminal, group);
        ParseResult request = root.Parse(arguments.Count > 0 ? arguments : ["--help"]);
        group.Processes.RunCollectively(() => RequireUnderstood(request));
        SharedRequest.RequireSame(group.Processes, request);
        if (MpirunGroup.IsShared && request.CommandResult.Command is not GhnCommand { IsDistributed: true })
        {
            throw new RequestException($"'{CommandPath(request)}' works in one process: call it without mpirun.");
        }

        int code = request.Invoke(new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
        });
        return arguments.Count > 0 ? code : ExitCode.WrongRequest;
    }

    /// <exception cref="RequestException">The parser has understood something else than was meant, or nothing.</exception>
    private static void RequireUnderstood(ParseResult request)
    {
        if (request.Errors.Count > 0 || UnknownOption(request) is not null)
        {
            throw new RequestException($"{Explain(request)} See '{CommandPath(request)} --help'.");
        }
    }

    /// <summary>Makes all commands, such that a parsed request runs the one that it names.</summary>
    internal static RootCommand Root(Terminal terminal, MpirunGroup group)
    {
        var root = new RootCommand("Predicts the weights of neural networks with graph hypernetworks.") { HelpName = ToolName };
        foreach (Command command in CommandRegistry.All())
        {
            Connect(command, request => new CommandContext(terminal, request, group));
            root.Add(command);
        }

        HelpWithExamples.AddTo(root, terminal);
        return root;
    }

    private static void Connect(Command command, Func<ParseResult, CommandContext> contextOf)
    {
        if (command is GhnCommand runnable)
        {
            runnable.SetAction(request =>
            {
                foreach (ThreadsOption threads in runnable.Options.OfType<ThreadsOption>())
                {
                    threads.Apply(request);
                }

                runnable.Run(contextOf(request));
            });
        }

        foreach (Command subcommand in command.Subcommands)
        {
            Connect(subcommand, contextOf);
        }
    }

    private static string Explain(ParseResult request)
    {
        if (UnknownOption(request) is string option)
        {
            return $"{option} is no option of '{CommandPath(request)}'.";
        }

        Command command = request.CommandResult.Command;
        string known = string.Join(", ", command.Subcommands.Select(subcommand => subcommand.Name));
        return command is RootCommand && request.UnmatchedTokens.Count > 0
            ? $"'{request.UnmatchedTokens[0]}' is no command; there are {known}."
            : string.Join(' ', request.Errors.Select(error => error.Message).Distinct());
    }

    /// <summary>An option that the parser does not know, and so would take for an argument.</summary>
    private static string? UnknownOption(ParseResult request) => request.Tokens
        .TakeWhile(token => token.Type != TokenType.DoubleDash)
        .FirstOrDefault(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal))?.Value;

    private static string CommandPath(ParseResult request)
    {
        string path = string.Empty;
        for (CommandResult? result = request.CommandResult; result?.Parent is not null; result = result.Parent as CommandResult)
        {
            path = $" {result.Command.Name}{path}";
        }

        return $"{ToolName}{path}";
    }

    /// <summary>The results before a failure are worth having; if they are what failed, that is told already.</summary>
    private static void FlushWhatIsThere(Terminal terminal)
    {
        try
        {
            terminal.Output.Flush();
        }
        catch (IOException)
        {
        }
    }
}
