using System.Runtime.CompilerServices;

namespace Ghn.Cli.Tests;

/// <summary>A test that watches system calls by strace, and says so where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class StraceFactAttribute : FactAttribute
{
    public const string Strace = "/usr/bin/strace";

    public StraceFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = File.Exists(Strace) ? null : $"{Strace} is not there: install strace.";
}
