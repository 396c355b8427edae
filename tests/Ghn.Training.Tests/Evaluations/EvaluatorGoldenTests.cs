using System.Text.Json;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Training.Data;
using Ghn.Training.Data.Cifar;
using Ghn.Training.Data.Loading;
using Ghn.Training.Data.Transforms;
using Ghn.Training.Evaluations;
using Ghn.Training.Tests.Data;

namespace Ghn.Training.Tests;

/// <summary>Evaluations equal PyTorch's; <c>Fixtures/make.py</c> has made the numbers from the same images and weights.</summary>
public class EvaluatorGoldenTests
{
    private const int TestBatch = 32;
    private const int TrainBatch = 64;
    private const int TrainBatches = 3;
    private const double Tolerance = 2e-5;

    private static readonly string[] Networks = ["resnet18", "shufflenet_v2_x0_5"];

    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(
        Repository.Root, "tests", "Ghn.Training.Tests", "Evaluations", "Fixtures", "evaluation.json"))).RootElement;

    [Theory]
    [InlineData("batch")]
    [InlineData("running")]
    [InlineData("reestimated")]
    public void Networks_alone_and_together_score_as_in_PyTorch(string statistics)
    {
        using var ensemble = new Ensemble();
        foreach (string name in Networks)
        {
            Network network = Zoo.Create(name, classCount: 10, imageSize: 32);
            using StateDict weights = HashedValues.StateOf(network, Golden.GetProperty(name).GetProperty("gain").GetDouble());
            using var model = new Model(network, weights);
            if (statistics == "reestimated")
            {
                BatchNormStatistics.Reestimate(model, Batches(DataSplit.Train, TrainBatch), TrainBatches);
            }

            var options = new EvaluationOptions { UsesBatchStatistics = statistics == "batch", Ensemble = ensemble };
            AssertIs(
                Golden.GetProperty(name).GetProperty(statistics), Evaluator.Evaluate(model, Batches(DataSplit.Test, TestBatch), options));
            AssertFirstLogits(Golden.GetProperty(name).GetProperty(statistics), model, options.UsesBatchStatistics);
        }

        Assert.Equal(Networks.Length, ensemble.Members);
        AssertIs(Golden.GetProperty("ensemble").GetProperty(statistics), ensemble.Evaluate());
    }

    private static DataLoader Batches(DataSplit split, int size)
    {
        CifarDataset images = GoldenImages.Cifar10(split);
        return new DataLoader(images, StandardTransforms.For(images, 32, isTraining: false), new DataLoaderOptions { BatchSize = size });
    }

    private static void AssertIs(JsonElement expected, Evaluation evaluation)
    {
        Assert.Equal(100, evaluation.Count);
        Assert.Equal(0, evaluation.NotFinite);
        Assert.Equal(expected.GetProperty("top1").GetInt32(), 100 * evaluation.Top1, 1e-9);
        Assert.Equal(expected.GetProperty("top5").GetInt32(), 100 * evaluation.Top5, 1e-9);
        Assert.Equal(expected.GetProperty("loss").GetDouble(), evaluation.Loss, Tolerance);
    }

    private static void AssertFirstLogits(JsonElement expected, Model model, bool usesBatchStatistics)
    {
        using ImageBatch batch = Batches(DataSplit.Test, TestBatch).Batches(epoch: 0).First();
        using Tensor logits = model.Predict(batch.Images, ExecutionMode.Evaluation with { UsesBatchStatistics = usesBatchStatistics });
        foreach ((int index, JsonElement value) in expected.GetProperty("logits")[0].EnumerateArray().Index())
        {
            Assert.Equal(value.GetDouble(), logits.Values[index], Tolerance);
        }
    }
}
