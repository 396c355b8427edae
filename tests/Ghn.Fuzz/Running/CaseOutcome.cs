namespace Ghn.Fuzz.Running;

/// <summary>What a reader made of a damaged file.</summary>
internal enum CaseOutcome
{
    /// <summary>It was read.</summary>
    Accepted,

    /// <summary>It was refused with the error that is promised.</summary>
    CleanError,

    /// <summary>Another exception came, or none that names the file.</summary>
    Unexpected,

    /// <summary>It took too long.</summary>
    TooSlow,

    /// <summary>It took too much memory.</summary>
    TooLarge,
}
