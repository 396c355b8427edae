using Ghn.Tensors;
using Ghn.Tensors.Formats;
using Ghn.Training.Engine;
using Ghn.Training.Runs;

namespace Ghn.Fuzz.Readers;

/// <summary>
/// Takes trainings up from checkpoints: the facts of a training of a GHN, and those of a fine-tuning. Most checkpoints are such as earlier
/// versions wrote, without a checksum, so that changed facts reach what checks them.
/// </summary>
internal static class CheckpointReading
{
    /// <summary>The name of a checkpoint in the folder of a run.</summary>
    public const string FileName = "checkpoint.safetensors";

    private const string FineTuning = "fine-tuning";
    private const int Steps = 100;

    /// <summary>Checkpoints of both kinds.</summary>
    public static byte[][] Seeds() =>
    [
        Seed(OfNetwork().ToMetadata(), FineTuning, isChecked: true),
        Seed(OfNetwork().ToMetadata(), FineTuning, isChecked: false),
        Seed(OfGhn().ToMetadata(), "ghn", isChecked: false),
    ];

    /// <summary>Takes up whatever training a checkpoint is of.</summary>
    public static void Read(string path) => new RunDirectory(Path.GetDirectoryName(path)!).Resume((tensors, facts) =>
    {
        int step = (int)facts.Integer("step", 0, Steps);
        facts.Number("top1", 0, 1);
        CheckpointMetadata meter = facts.Group("meter");
        if (tensors.Contains(FineTuning))
        {
            OfNetwork().Restore(meter, step);
        }
        else
        {
            OfGhn().Restore(meter, step);
        }
    });

    private static TrainingMeter OfNetwork() => new(["loss"], "images");

    private static TrainingMeter OfGhn() => new(["loss", "top1"], "networks", isBrief: true);

    private static byte[] Seed(IReadOnlyDictionary<string, object?> meter, string tensor, bool isChecked)
    {
        using var tensors = new StateDict { [tensor] = Tensor.From<float>([1, 2, 3], [3]) };
        var facts = new Dictionary<string, object?> { ["step"] = 0L, ["top1"] = 0.5, ["meter"] = meter };
        if (!isChecked)
        {
            var content = new Dictionary<string, object?> { [RunDirectory.MetadataKey] = facts };
            return Readers.Seeds.Written(".safetensors", path => StateDictFile.Save(path, tensors, content));
        }

        using var folder = new TemporaryFolder();
        var run = new RunDirectory(folder.Path);
        run.SaveCheckpoint(tensors, facts);
        return File.ReadAllBytes(run.CheckpointPath);
    }
}
