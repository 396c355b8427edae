using System.Numerics.Tensors;
using Ghn.HyperNetworks;
using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Optimizers;
using Ghn.Training.Data;
using Ghn.Training.Engine;
using Tensor = Ghn.Tensors.Tensor;

namespace Ghn.Training.HyperNetworks;

/// <summary>
/// Makes the steps of the training of a GHN: it predicts the parameters of some networks, runs each on the same images, and changes
/// itself such that they classify them better (GHN-3 paper, Eq. 10):
/// <code>loss = (Σ cross-entropy + γ·Σ‖predicted parameter‖) / networks</code>
/// The networks of a step are spread over the threads; with a GHN so large that its matrix products keep all threads busy, they come one
/// after the other. Either way a network's memory is free before the next one on its thread is predicted, however many make a step.
/// </summary>
public sealed class HyperNetworkLearner : IDisposable
{
    /// <summary>
    /// The most parameters of a GHN for which each thread gets gradients of its own, at most half a gigabyte with two threads.
    /// </summary>
    private const long MaxParametersOfParallelGradients = 32_000_000;

    private readonly HyperNetworkRecipe _recipe;
    private readonly GradientAccumulators? _accumulators;

    /// <summary>Prepares the training of a GHN, which stays the caller's.</summary>
    /// <param name="ghn">The GHN.</param>
    /// <param name="recipe">How it is trained.</param>
    public HyperNetworkLearner(TrainableHyperNetwork ghn, HyperNetworkRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(ghn);
        ArgumentNullException.ThrowIfNull(recipe);
        (Ghn, _recipe) = (ghn, recipe);
        _accumulators = ghn.Current.ParameterCount <= MaxParametersOfParallelGradients ? new GradientAccumulators(ghn) : null;
        Optimizer = recipe.CreateOptimizer(ghn.Parameters);
    }

    /// <summary>The GHN.</summary>
    public TrainableHyperNetwork Ghn { get; }

    /// <summary>What changes the GHN; schedules set its learning rate.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>Makes a step.</summary>
    /// <param name="architectures">The networks.</param>
    /// <param name="batch">The images.</param>
    /// <param name="seed">What dropout in the networks depends on, and what the GHN leaves to standard initialisation.</param>
    /// <exception cref="ArgumentException">There is no network, or one of them does not take such images.</exception>
    public HyperNetworkStep Step(IReadOnlyList<TrainingArchitecture> architectures, ImageBatch batch, ulong seed = 0) =>
        Apply(FindGradients(architectures, batch, seed));

    /// <summary>Changes the GHN along the gradients that were found, unless they are not finite.</summary>
    /// <param name="found">What <see cref="FindGradients"/> came to.</param>
    /// <returns>The whole step.</returns>
    public HyperNetworkStep Apply(HyperNetworkStep found)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (!double.IsFinite(found.Loss))
        {
            return found;
        }

        double norm = GradientClipping.ClipByNorm(Ghn.Gradients, _recipe.MaxGradientNorm ?? double.PositiveInfinity);
        bool isFinite = double.IsFinite(norm);
        if (isFinite)
        {
            Optimizer.Step(Ghn.Gradients);
        }

        return found with { GradientNorm = norm, IsSkipped = !isFinite };
    }

    /// <summary>
    /// Finds the gradients of the GHN's parameters, in <see cref="TrainableHyperNetwork.Gradients"/>, without changing the GHN.
    /// </summary>
    /// <param name="architectures">The networks.</param>
    /// <param name="batch">The images.</param>
    /// <param name="seed">What dropout in the networks depends on, and what the GHN leaves to standard initialisation.</param>
    /// <param name="cancellation">Gives the step up before the next network; what the gradients are then means nothing.</param>
    /// <returns>The step so far; it counts as skipped.</returns>
    /// <exception cref="ArgumentException">There is no network, or one of them does not take such images.</exception>
    /// <exception cref="OperationCanceledException">The step was given up.</exception>
    public HyperNetworkStep FindGradients(
        IReadOnlyList<TrainingArchitecture> architectures, ImageBatch batch, ulong seed = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(architectures);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfZero(architectures.Count, nameof(architectures));
        Ghn.ClearGradients();
        var results = new PredictedNetworkResult[architectures.Count];
        if (_accumulators is null || architectures.Count == 1)
        {
            for (int i = 0; i < results.Length; i++)
            {
                Add(i, Ghn.Accumulator);
            }
        }
        else
        {
            _accumulators.For(results.Length, Add);
        }

        cancellation.ThrowIfCancellationRequested();
        double loss = results.Average(result => result.CrossEntropy + (_recipe.Regularization * result.SumOfNorms));
        return new HyperNetworkStep(loss, results, GradientNorm: double.NaN, IsSkipped: true);

        void Add(int index, GradientAccumulator accumulator)
        {
            if (!cancellation.IsCancellationRequested)
            {
                results[index] = AddGradients(accumulator, architectures[index], batch, seed, 1.0 / results.Length);
            }
        }
    }

    /// <summary>Returns the memory of the optimiser and of gradients.</summary>
    public void Dispose()
    {
        Optimizer.Dispose();
        _accumulators?.Dispose();
    }

    /// <summary>Adds the gradients of a network's share of the loss, unless its loss is not finite.</summary>
    private PredictedNetworkResult AddGradients(
        GradientAccumulator accumulator, TrainingArchitecture architecture, ImageBatch batch, ulong seed, double share)
    {
        using var tape = new Tape();
        using DifferentiablePrediction prediction = accumulator.Predict(tape, architecture.Network, architecture.Graph, seed);
        ExecutionMode mode = new() { UsesBatchStatistics = true, DropsOut = true, Seed = seed };
        using Variable images = tape.Constant(batch.Images);
        using Variable logits = architecture.Network.Run(images, prediction.Parameters, prediction.Buffers, mode)[0];
        using Variable crossEntropy = logits.CrossEntropy([.. batch.Labels], _recipe.LabelSmoothing);
        using Variable? norms = _recipe.Regularization > 0 ? tape.SumOfNorms(prediction.Predicted) : null;
        using Variable loss = Regularized(crossEntropy, norms);
        if (float.IsFinite(loss.Value.Values[0]))
        {
            tape.Backward(loss, Tensor.From<float>([(float)share], []));
        }

        return new PredictedNetworkResult(crossEntropy.Value.Values[0], norms?.Value.Values[0] ?? 0, Accuracy(logits.Value, batch.Labels));
    }

    private Variable Regularized(Variable crossEntropy, Variable? norms)
    {
        if (norms is null)
        {
            return crossEntropy;
        }

        using Variable regularization = norms.Scale((float)_recipe.Regularization);
        return crossEntropy.Add(regularization);
    }

    private static double Accuracy(Tensor logits, IReadOnlyList<int> labels)
    {
        int classes = logits.Shape[1];
        int right = labels.Index().Count(
            entry => TensorPrimitives.IndexOfMax<float>(logits.Values.Slice(entry.Index * classes, classes)) == entry.Item);
        return (double)right / labels.Count;
    }
}
