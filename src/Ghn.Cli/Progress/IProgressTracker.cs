namespace Ghn.Cli.Progress;

/// <summary>What long work tells whoever watches it.</summary>
internal interface IProgressTracker
{
    /// <summary>Some more is done.</summary>
    /// <param name="amount">How much, in the unit of the work.</param>
    void Advance(long amount = 1);

    /// <summary>Shows a few words beside the pace, in place of the last ones: <c>loss 1.23</c>.</summary>
    void Show(string text);
}
