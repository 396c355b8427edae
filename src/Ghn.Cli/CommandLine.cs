using System.CommandLine;
using System.CommandLine.Parsing;
using Ghn.Training;

namespace Ghn.Cli;

/// <summary>The whole tool: parses a command line, runs the command that it names, and turns failures into exit codes.</summary>
internal static class CommandLine
{
    private const string ToolName = "ghn";

    /// <summary>The commands whose work several processes can share.</summary>
    private static readonly string[] Distributed = [TrainCommand.Name, EvalCommand.Name];

    /// <summary>Runs the tool.</summary>
    /// <returns>One of <see cref="ExitCode"/>'s.</returns>
    public static int Run(IReadOnlyList<string> arguments, Terminal terminal)
    {
        RootCommand root = Root(terminal);
        try
        {
            ParseResult request = root.Parse(arguments.Count > 0 ? arguments : ["--help"]);
            if (request.Errors.Count > 0 || UnknownOption(request) is not null)
            {
                return Complain(terminal, ExitCode.WrongRequest, $"{Explain(request)} See '{CommandPath(request)} --help'.");
            }

            if (Mpirun.ProcessCount > 1 && !Distributed.Contains(request.CommandResult.Command.Name))
            {
                return Complain(terminal, ExitCode.WrongRequest, $"'{CommandPath(request)}' works in one process: call it without mpirun.");
            }

            int code = request.Invoke(new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
            });
            return arguments.Count > 0 ? code : ExitCode.WrongRequest;
        }
        catch (Exception error)
        {
            (int code, string message) = Failure.Of(error, arguments);
            return Complain(terminal, code, message);
        }
        finally
        {
            Flush(terminal);
        }
    }

    private static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand("Predicts the weights of neural networks with graph hypernetworks.")
        {
            PredictCommand.Create(terminal),
            GraphCommand.Create(terminal),
            RunCommand.Create(terminal),
            EvalCommand.Create(terminal),
            TrainCommand.Create(terminal),
            FinetuneCommand.Create(terminal),
            CompareCommand.Create(terminal),
            ArchsCommand.Create(terminal),
            DeepNetsCommand.Create(terminal),
            InspectCommand.Create(terminal),
            ConvertCommand.Create(terminal),
        };
        root.HelpName = ToolName;
        HelpWithExamples.AddTo(root, terminal);
        return root;
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

    private static int Complain(Terminal terminal, int code, string message)
    {
        terminal.EndProgress();
        terminal.Error.WriteLine($"ghn: {message.ReplaceLineEndings(" ")}");
        return code;
    }

    /// <summary>A reader that went away, as <c>head</c> does, is no failure.</summary>
    private static void Flush(Terminal terminal)
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
