using Ghn.Training.Data;

namespace Ghn.Cli.Commands.Finetune;

/// <summary>The images of a fine-tuning, divided among its trainings.</summary>
/// <param name="Search">What the points of a grid are trained on.</param>
/// <param name="HeldOut">What they are judged by.</param>
/// <param name="Training">What the final trainings are trained on.</param>
internal sealed record DividedImages(IImageDataset Search, IImageDataset HeldOut, IImageDataset Training);
