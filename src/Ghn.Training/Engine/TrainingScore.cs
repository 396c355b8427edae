using Ghn.Training.Runs;

namespace Ghn.Training.Engine;

/// <summary>How well what is trained does, found now and then while it is.</summary>
/// <param name="name">What checkpoints call it: <c>top1</c>.</param>
/// <param name="evaluate">Finds it, as a number from 0 to 1 of which more is better.</param>
public sealed class TrainingScore(string name, Func<CancellationToken, double> evaluate)
{
    private string BestName => $"best_{name}";

    /// <summary>The latest one; 0 before the first evaluation.</summary>
    public double Latest { get; private set; }

    /// <summary>The greatest one.</summary>
    public double Best { get; private set; }

    /// <summary>The step after which it was.</summary>
    public int BestStep { get; private set; }

    /// <summary>Evaluates after a step; an evaluation that is interrupted leaves no trace.</summary>
    internal double Find(int step, CancellationToken cancellation)
    {
        Latest = evaluate(cancellation);
        if (Latest > Best)
        {
            (Best, BestStep) = (Latest, step);
        }

        return Latest;
    }

    /// <summary>All of it, for a checkpoint.</summary>
    internal IReadOnlyDictionary<string, object?> ToMetadata() => new Dictionary<string, object?>
    {
        [name] = Latest,
        [BestName] = Best,
        ["best_step"] = (long)BestStep,
    };

    /// <summary>Takes what a checkpoint tells.</summary>
    /// <exception cref="Tensors.Files.InvalidFileException">That cannot be after so many steps.</exception>
    internal void Restore(CheckpointMetadata metadata, int step)
    {
        Best = metadata.Number(BestName, 0, 1);
        Latest = metadata.Number(name, 0, Best);
        BestStep = (int)metadata.Integer("best_step", 0, step);
    }
}
