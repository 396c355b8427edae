using System.CommandLine;
using Ghn.Cli.Distribution;

namespace Ghn.Cli.Tests;

/// <summary>What the processes of an mpirun compare of their requests: everything that a command takes.</summary>
public sealed class SharedRequestTests
{
    private const string Program = "ghn 1.0.0+0123456789abcdef";

    /// <summary>Values, one of which each option takes.</summary>
    private static readonly string[] Values =
        ["on", "16", "0.5", "cosine", "ghn2", "centrality", "test", "noise", "running", "sgd:5", "name"];

    [Theory]
    [InlineData("train")]
    [InlineData("eval")]
    public void Every_option_is_compared_but_for_those_that_may_differ(string name)
    {
        Command command = CommandOf(name);
        var differing = new List<string>();
        foreach (Option option in command.Options)
        {
            (string Name, string? Value)[] usual = [.. Facts(Request(command))];
            string? value = Values.FirstOrDefault(value => Understands(command, option, value));
            Assert.True(option is Option<bool> || value is not null, $"The test knows no value that {option.Name} takes.");
            string[] given = option is Option<bool> ? [option.Name] : [option.Name, value!];
            (string Name, string? Value)[] others = [.. Facts(Request(command, given))];
            (string Name, string? Value)[] different = [.. others.Except(usual)];
            if (SharedRequest.MayDiffer.Contains(option.Name))
            {
                Assert.Empty(different);
            }
            else
            {
                Assert.Equal(option.Name, Assert.Single(different).Name);
                differing.Add(option.Name);
            }
        }

        Assert.Equal(command.Options.Count - 1, differing.Count);
        Assert.Equal(["--threads"], SharedRequest.MayDiffer);
    }

    [Fact]
    public void Every_network_is_compared_at_its_place()
    {
        Command eval = CommandOf("eval");
        string[] data = ["--data", "cifar10:x"];
        Assert.Equal(
            [("network 1", "resnet18"), ("network 2", "vit_b_16")],
            Facts(eval.Parse(["resnet18", "vit_b_16", .. data])).Where(fact => fact.Name.StartsWith("network", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_program_and_the_command_come_first()
    {
        (string, string?)[] facts = [.. Facts(Request(CommandOf("train")))];
        Assert.Equal([("the program", Program), ("the command", "train")], facts[..2]);
    }

    [Fact]
    public void Other_spellings_of_an_option_are_the_same_request()
    {
        Command train = CommandOf("train");
        Assert.Equal(Facts(Request(train, "--json")), Facts(Request(train, "--json=true")));
        Assert.Equal(Facts(Request(train, "--seed", "1")), Facts(Request(train, "--seed=1")));
    }

    private static IReadOnlyList<(string Name, string? Value)> Facts(ParseResult request) => SharedRequest.FactsOf(request, Program);

    /// <summary>A command among the others, as the tool declares it.</summary>
    private static Command CommandOf(string name)
    {
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, ShowsProgress: false, Width: 100, CancellationToken.None);
        return CommandLine.Root(terminal, new MpirunGroup(terminal)).Subcommands.Single(command => command.Name == name);
    }

    private static ParseResult Request(Command command, params string[] options) => ((RootCommand)command.Parents.Single()).Parse(
        [command.Name, .. command.Arguments.Count > 0 ? (string[])["resnet18"] : [],
            .. options.Contains("--data") ? [] : (string[])["--data", "cifar10:x"], .. options]);

    private static bool Understands(Command command, Option option, string value) =>
        Request(command, option.Name, value).Errors.Count == 0;
}
