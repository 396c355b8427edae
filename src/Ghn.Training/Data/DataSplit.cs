namespace Ghn.Training.Data;

/// <summary>The part of a data set.</summary>
public enum DataSplit
{
    /// <summary>What networks learn from.</summary>
    Train,

    /// <summary>What they are judged by; ImageNet's <c>val</c>.</summary>
    Test,
}
