namespace Ghn.Training.FineTuning;

/// <summary>How the learning rate changes.</summary>
public enum ScheduleKind
{
    /// <summary>Not at all.</summary>
    Constant,

    /// <summary>To a tenth, every so many epochs.</summary>
    Step,

    /// <summary>Half a cosine down to zero, at every step.</summary>
    Cosine,
}
