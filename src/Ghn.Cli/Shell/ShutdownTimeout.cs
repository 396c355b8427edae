namespace Ghn.Cli.Shell;

/// <summary>The time that work may take to stop by itself once it is interrupted; a moment, unless it has something to save.</summary>
internal sealed class ShutdownTimeout
{
    private static readonly TimeSpan ToStop = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ToSave = TimeSpan.FromMinutes(2);

    /// <summary>The time.</summary>
    public TimeSpan Value { get; private set; } = ToStop;

    /// <summary>Gives work from now on the time that a training may take to finish a step and to save what it has learnt.</summary>
    public void AllowSaving() => Value = ToSave;
}
