namespace Ghn.Analysis.Properties;

/// <summary>What the published tables call the properties of the GHN-2 paper (Section 5.2).</summary>
public static class PropertyNames
{
    /// <summary>The accuracy on clean images, in percent.</summary>
    public const string Accuracy = "val_acc";

    /// <summary>The accuracy on images with noise, in percent.</summary>
    public const string NoisyAccuracy = "val_acc_noise";

    /// <summary>How long classifying takes, in seconds.</summary>
    public const string Time = "time";

    /// <summary>
    /// How long training takes until an accuracy is reached: in epochs in the published tables, in steps where it is measured here.
    /// </summary>
    public const string ConvergeTime = "converge_time";

    /// <summary>Whether predictions are rounded to whole numbers before they are scored: all but the last, as in the reference.</summary>
    internal static bool IsRounded(string property) => property != ConvergeTime;
}
