namespace Ghn.Training.Evaluations;

/// <summary>How well a network, or several together, classify images.</summary>
/// <param name="Count">The number of images.</param>
/// <param name="Top1">The share of the images, 0 to 1, whose class has the highest logit.</param>
/// <param name="Top5">The share of the images, 0 to 1, whose class has one of the five highest logits.</param>
/// <param name="Loss">The mean cross-entropy, in nats; not a number where logits are not.</param>
/// <param name="NotFinite">How many images have a logit that is infinite or not a number. They count as wrong.</param>
public sealed record Evaluation(long Count, double Top1, double Top5, double Loss, long NotFinite);
