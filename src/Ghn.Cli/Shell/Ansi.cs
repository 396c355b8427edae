namespace Ghn.Cli.Shell;

/// <summary>The control sequences of terminals that the tool writes itself; its progress bars are drawn by Spectre.Console.</summary>
internal static class Ansi
{
    /// <summary>Empties the line that the cursor is in.</summary>
    public const string ClearLine = "\r\e[2K";

    /// <summary>Moves the cursor a line up.</summary>
    public const string LineUp = "\e[1A";

    /// <summary>Shows the cursor again.</summary>
    public const string ShowCursor = "\e[?25h";
}
