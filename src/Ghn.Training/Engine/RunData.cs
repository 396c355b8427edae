using Ghn.Training.Data;
using Ghn.Training.Runs;

namespace Ghn.Training.Engine;

/// <summary>The images of a training, in the words of its checkpoints: a training does not go on with others.</summary>
/// <param name="dataset">The images.</param>
internal sealed class RunData(IImageDataset dataset)
{
    private readonly DatasetFingerprint _fingerprint = DatasetFingerprint.Of(dataset);

    /// <summary>What tells the images from others.</summary>
    public IReadOnlyDictionary<string, object?> Metadata => _fingerprint.Parts.ToDictionary(part => part.Key, part => (object?)part.Value);

    /// <summary>Complains about a checkpoint of a training on other images; earlier versions did not say which.</summary>
    /// <exception cref="ArgumentException">The images are others.</exception>
    public void Check(CheckpointMetadata metadata)
    {
        string[] changes = [.. from part in _fingerprint.Parts
                               let was = metadata.Text(part.Key)
                               where was is not null && was != part.Value
                               select $"{part.Key} {was}, now {part.Value}"];
        if (changes.Length > 0)
        {
            throw new ArgumentException($"it is of a training on other images than {dataset.Name} ({string.Join("; ", changes)}).");
        }
    }
}
