namespace Ghn.Cli.Tests;

/// <summary>Which namespace of the tool may use which.</summary>
public class ArchitectureTests() : NamespaceTests(typeof(ExitCode).Assembly, Allowed)
{
    private static readonly string[] OfCommands =
        ["Shell", "Progress", "Output", "Files", "Networks", "Distribution", "Runs", "Options", "Commands"];

    /// <summary>The commands that share with others more than floors. Any other has a folder of its own and needs no line here.</summary>
    private static readonly (string User, string[] Used)[] Related =
    [
        ("Commands.Eval", [.. OfCommands, "Commands.Predict"]),
        ("Commands.Distance", [.. OfCommands, "Commands.Embed"]),
        ("Commands.Analyze", [.. OfCommands, "Commands.Finetune"]),
        ("Commands.Search", [.. OfCommands, "Commands.Property"]),
        ("Commands.Compare", [.. OfCommands, "Commands.Finetune", "Commands.Eval"]),
    ];

    private static readonly string[] Commands =
    [
        .. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src", "Ghn.Cli", "Commands"))
            .Select(folder => $"Commands.{Path.GetFileName(folder)}"),
    ];

    private static readonly (string User, string[] Used)[] Allowed =
    [
        ("Shell", []),
        ("Progress", ["Shell"]),
        ("Output", ["Shell"]),
        ("Files", ["Shell"]),
        ("Networks", ["Shell", "Files"]),
        ("Distribution", ["Shell"]),
        ("Runs", ["Shell"]),
        ("Options", ["Shell", "Files", "Networks"]),
        ("Commands", ["Shell", "Distribution"]),
        .. Commands.Except(Related.Select(command => command.User)).Select(command => (command, OfCommands)),
        .. Related,
        ("", [.. OfCommands, .. Commands]),
    ];

    protected override string Root => "Ghn.Cli";
}
