using System.CommandLine;
using System.CommandLine.Parsing;
using Ghn.Cli.Shell;
using Ghn.Onnx.Building;
using Ghn.Training.Distribution;

namespace Ghn.Cli.Distribution;

/// <summary>A request that the processes of an mpirun carry out together: all of them must have been asked for the same.</summary>
internal static class SharedRequest
{
    /// <summary>
    /// The options that each process may have its own of: machines differ in processors, and no number depends on threads.
    /// </summary>
    public static readonly IReadOnlyList<string> MayDiffer = ["--threads"];

    /// <summary>Makes sure that all processes were asked for the same, by the same program, before any of them begins.</summary>
    /// <exception cref="DisagreementException">They were not.</exception>
    /// <exception cref="ProcessFailedException">A process was lost.</exception>
    public static void RequireSame(ICommunicator processes, ParseResult request) =>
        processes.RequireSame(FactsOf(request, ProgramVersion.WithRevision));

    /// <summary>What decides what a request comes to: the program, the command, its arguments and options.</summary>
    /// <param name="request">The request.</param>
    /// <param name="program">The program and its revision.</param>
    public static IReadOnlyList<(string Name, string? Value)> FactsOf(ParseResult request, string program)
    {
        List<CommandResult> commands = [];
        for (CommandResult? result = request.CommandResult; result is not null; result = result.Parent as CommandResult)
        {
            commands.Insert(0, result);
        }

        return
        [
            ("the program", program),
            ("the command", string.Join(' ', commands.Skip(1).Select(result => result.Command.Name))),
            .. commands.SelectMany(result => result.Command.Arguments).SelectMany(argument => Facts(argument, request)),
            .. commands.SelectMany(result => result.Command.Options)
                .Where(option => !MayDiffer.Contains(option.Name))
                .Select(option => (option.Name, ValueOf(option, request))),
        ];
    }

    private static IEnumerable<(string Name, string? Value)> Facts(Argument argument, ParseResult request) =>
        (request.GetResult(argument)?.Tokens ?? []).Select((token, index) => ($"{argument.Name} {index + 1}", (string?)token.Value));

    /// <summary>What was typed for an option; true for a flag, null if it is not given.</summary>
    private static string? ValueOf(Option option, ParseResult request) => request.GetResult(option) switch
    {
        null or { Implicit: true } => null,
        { Tokens: [] } => "true",
        { } result => string.Join(' ', result.Tokens.Select(token => token.Value)),
    };
}
