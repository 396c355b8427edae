using Ghn.HyperNetworks;
using Ghn.Training.Evaluations.Splits;
using Ghn.Training.FineTuning;

namespace Ghn.Training.Tests;

/// <summary>Five small networks, a GHN that predicts for them, and images of noise to judge by: an evaluation that takes seconds.</summary>
internal sealed class SmallSplit : IDisposable
{
    private readonly TrainableHyperNetwork _ghn = SmallTraining.Ghn();

    public static IReadOnlyList<EvaluatedArchitecture> Members { get; } =
        EvaluatedArchitecture.Of(SmallTraining.Architectures, "small", SmallTraining.ClassCount, SmallTraining.ImageSize);

    public static SplitEvaluator Evaluator { get; } = new(_ => new NoiseImages()) { Seed = 3 };

    public HyperNetwork Ghn => _ghn.Current;

    public SplitMethod Predicted => SplitMethod.Predicted("ghn", Ghn);

    public static SplitMethod Trained(Recipe recipe) =>
        SplitMethod.Trained(new BaselineTraining(recipe with { BatchSize = 4 }, _ => new NoiseImages()));

    public void Dispose() => _ghn.Dispose();
}
