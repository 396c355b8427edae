namespace Ghn.Cli.Tests;

/// <summary>The small GHNs among the golden data.</summary>
internal static class GoldenGhns
{
    /// <summary>The path of a checkpoint.</summary>
    public static string PathOf(string name) => Repository.Golden("ghns", name);
}
