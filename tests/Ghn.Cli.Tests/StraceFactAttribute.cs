namespace Ghn.Cli.Tests;

/// <summary>A test that watches system calls by strace, and says so where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class StraceFactAttribute : FactAttribute
{
    public const string Strace = "/usr/bin/strace";

    public StraceFactAttribute() => Skip = File.Exists(Strace) ? null : $"{Strace} is not there: install strace.";
}
