namespace Ghn.Cli.Shell;

/// <summary>What the tool tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>The work is done.</summary>
    public const int Done = 0;

    /// <summary>The work failed: a damaged file, a full disk.</summary>
    public const int Failed = 1;

    /// <summary>The request was wrong: an unknown option, a misspelt name, a missing file.</summary>
    public const int WrongRequest = 2;

    /// <summary>The user interrupted the work.</summary>
    public const int Interrupted = 130;
}
