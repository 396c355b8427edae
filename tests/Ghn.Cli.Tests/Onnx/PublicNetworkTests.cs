namespace Ghn.Cli.Tests;

/// <summary>Networks of forty public kinds go through the whole tool, but for what <c>not-yet.txt</c> says.</summary>
public class PublicNetworkTests
{
    private static readonly KnownFaults Faults = new(PublicNetworks.FaultsPath);

    public static TheoryData<string> Networks => [.. PublicNetworks.Names];

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_network_of_a_public_kind_comes_and_goes(string network)
    {
        foreach (string file in PublicNetworks.Files(network))
        {
            using OnnxFileJourney journey = PublicNetworks.Journey(file);
            Faults.Match(file, KnownFaults.Lines(file, journey.Go(journey.Steps)));
        }
    }

    [Fact]
    public void The_documentation_says_which_are_right()
    {
        ILookup<string, string> steps = Faults.All
            .Select(line => line.Split(' '))
            .ToLookup(words => words[0], words => words[1].TrimEnd(':'));
        string[] right = [.. PublicNetworks.Names.Where(network => !PublicNetworks.Files(network).Any(steps.Contains))];
        new DocumentedTable("networks of public kinds").Match(
        [
            $"{right.Length} of {PublicNetworks.Names.Count} are right in every check and every form:",
            string.Empty,
            $"| network | {string.Join(" | ", PublicNetworks.Forms.Values)} |",
            $"|---|{string.Concat(PublicNetworks.Forms.Select(_ => "---|"))}",
            .. PublicNetworks.Names.Select(network =>
                $"| {network} | {string.Join(" | ", PublicNetworks.Forms.Keys.Select(form => Result(steps[$"{network}__{form}"])))} |"),
        ]);
    }

    [Fact]
    public void Each_is_there_in_every_form() =>
        Assert.All(PublicNetworks.Names, network => Assert.Equal(PublicNetworks.Forms.Count, PublicNetworks.Files(network).Count()));

    [Fact]
    public void There_are_forty() => Assert.Equal(40, PublicNetworks.Names.Count);

    private static string Result(IEnumerable<string> failed) =>
        failed.Any() ? $"not: {string.Join(", ", OnnxFileJourney.AllSteps.Intersect(failed))}" : "right";
}
