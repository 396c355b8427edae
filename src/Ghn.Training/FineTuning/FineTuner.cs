using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Optimizers;
using Ghn.Tensors.Optimizers.Schedules;
using Ghn.Training.Data;
using Ghn.Training.Engine;
using Ghn.Training.Runs;

namespace Ghn.Training.FineTuning;

/// <summary>
/// Trains a network from given weights on.
/// <code>
/// using var tuner = new FineTuner(network, weights, recipe, batches);
/// tuner.Run(until: 50);
/// Evaluation early = Evaluator.Evaluate(tuner.Model, test, new EvaluationOptions { UsesBatchStatistics = false });
/// tuner.Run(until: tuner.StepCount);
/// </code>
/// What comes out depends on the weights, the recipe, the batches, the seed and the number of threads only: whether it ran at a stretch
/// or was saved and restored in between makes no difference, to the last bit.
/// </summary>
public sealed class FineTuner : ITrainer<TrainingStep>, IDisposable
{
    /// <summary>How much the loss of an auxiliary head counts, as in its paper (Szegedy et al., 2014).</summary>
    private const float AuxiliaryWeight = 0.3f;

    private const string ModelPrefix = "model.";
    private const string OptimizerPrefix = "optimizer.";

    private readonly StateDict _weights;
    private readonly IBatchSource _training;
    private readonly ILearningRateSchedule _schedule;
    private readonly Optimizer _optimizer;
    private readonly ulong _seed;

    /// <summary>Prepares a training; no step is made yet.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Where it starts: a value for each parameter, and for buffers if there are any. They are copied.</param>
    /// <param name="recipe">How it is trained.</param>
    /// <param name="training">What it is trained on.</param>
    /// <param name="seed">What dropout and stochastic depth depend on.</param>
    /// <exception cref="ArgumentException">The weights are not those of the network, or there is no batch to train on.</exception>
    public FineTuner(Network network, StateDict weights, Recipe recipe, IBatchSource training, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(training);
        if (training.BatchCount == 0)
        {
            throw new InvalidRequestException($"{training.Dataset.Name} does not fill a batch: there is nothing to train on.");
        }

        _weights = CopyOf(weights);
        (_training, _seed, Recipe) = (training, seed, recipe);
        Model = new Model(network, _weights);
        _schedule = recipe.ScheduleOver(training.BatchCount);
        _optimizer = recipe.CreateOptimizer(ParametersOf(Model));
    }

    /// <summary>The network with its weights as they are now.</summary>
    public Model Model { get; }

    /// <summary>What it is trained on.</summary>
    public IImageDataset Dataset => _training.Dataset;

    /// <summary>How it is trained.</summary>
    public Recipe Recipe { get; }

    /// <summary>How many steps are done.</summary>
    public int Step { get; private set; }

    /// <summary>How many steps the recipe asks for.</summary>
    public int StepCount => Recipe.StepCount(_training.BatchCount);

    /// <summary>How many times the training images have been seen; a fraction in the middle of an epoch.</summary>
    public double Epochs => (double)Step / _training.BatchCount;

    /// <summary>
    /// All that a training consists of, for <see cref="Restore"/>: weights, running statistics, the optimiser's moments. The tensors are
    /// those in use, not copies.
    /// </summary>
    public StateDict State
    {
        get
        {
            var state = new StateDict();
            state.AddAll(ModelPrefix, Model.State);
            state.AddAll(OptimizerPrefix, _optimizer.State);
            return state;
        }
    }

    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">The step, from 0.</param>
    public double LearningRateAt(int step) => _schedule.At(Recipe.LearningRate, step);

    /// <inheritdoc/>
    int ITrainer<TrainingStep>.StepsDone => Step;

    /// <inheritdoc/>
    IReadOnlyList<string> ITrainer<TrainingStep>.Columns { get; } =
        ["epoch", "loss", "top1", "learning_rate", "seconds", "images_per_second"];

    /// <inheritdoc/>
    /// <exception cref="TrainingDivergedException">The loss is not finite.</exception>
    /// <exception cref="ArgumentException">The network does not take such images, or a label is none of its classes.</exception>
    public IEnumerable<Func<TrainingStep>> Steps(int until, CancellationToken cancellation = default)
    {
        while (Step < until)
        {
            (int epoch, int firstBatch) = Math.DivRem(Step, _training.BatchCount);
            foreach (ImageBatch batch in _training.Batches(epoch, firstBatch, cancellation))
            {
                if (cancellation.IsCancellationRequested)
                {
                    batch.Dispose();
                    cancellation.ThrowIfCancellationRequested();
                }

                yield return () => Train(epoch, batch);
                if (Step == until)
                {
                    yield break;
                }
            }
        }
    }

    /// <inheritdoc/>
    TrainingMeter ITrainer<TrainingStep>.CreateMeter() => new(["loss"], "images");

    /// <inheritdoc/>
    IReadOnlyList<double?> ITrainer<TrainingStep>.Row(TrainingMeter meter, double? score) =>
        [Epochs, .. meter.Means, score, LearningRateAt(Step - 1), meter.TotalSeconds, meter.ItemsPerSecond];

    /// <summary>Takes up a training where it was saved.</summary>
    /// <param name="state">What <see cref="State"/> was, of a training of the same network by the same recipe; it is copied.</param>
    /// <param name="step">What <see cref="Step"/> was.</param>
    /// <exception cref="ArgumentException">The state is of another network or recipe.</exception>
    public void Restore(StateDict state, int step)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        _optimizer.Restore(state.Part(OptimizerPrefix));
        state.Part(ModelPrefix).CopyTo(Model.State);

        Step = step;
    }

    /// <inheritdoc/>
    void ITrainer<TrainingStep>.Restore(StateDict state, int stepsDone, CheckpointMetadata counts) => Restore(state, stepsDone);

    /// <summary>Returns the memory of the weights and of the optimiser.</summary>
    public void Dispose()
    {
        _optimizer.Dispose();
        Model.Dispose();
        _weights.Dispose();
    }

    private static StateDict CopyOf(StateDict weights)
    {
        var copies = new StateDict();
        foreach ((string name, Tensor tensor) in weights)
        {
            Tensor copy = Tensor.Allocate(tensor.Shape, tensor.ElementType);
            tensor.CopyTo(copy);
            copies.Add(name, copy);
        }

        return copies;
    }

    private static StateDict ParametersOf(Model model)
    {
        var parameters = new StateDict();
        foreach (StateSpec entry in model.Network.Parameters)
        {
            parameters.Add(entry.Name, model.State[entry.Name]);
        }

        return parameters;
    }

    /// <summary>Makes a step, and lets go of its images, whose memory an evaluation may need.</summary>
    private TrainingStep Train(int epoch, ImageBatch batch)
    {
        using ImageBatch images = batch;
        _optimizer.LearningRate = LearningRateAt(Step);
        ExecutionMode mode = ExecutionMode.Training with { Seed = SeedOf(Step) };
        using ForwardPass pass = Model.Forward(batch.Images, mode);
        using Variable loss = LossOf(pass, [.. batch.Labels]);
        double value = loss.Value.Values[0];
        if (!double.IsFinite(value))
        {
            throw new TrainingDivergedException(Step + 1, _optimizer.LearningRate);
        }

        using StateDict gradients = pass.Backward(loss);
        if (Recipe.MaxGradientNorm is double max)
        {
            GradientClipping.ClipByNorm(gradients, max);
        }

        _optimizer.Step(gradients);
        Step++;
        return new TrainingStep(Step, epoch, value, _optimizer.LearningRate, batch.Count);
    }

    private Variable LossOf(ForwardPass pass, int[] labels)
    {
        Variable sum = pass.Logits.CrossEntropy(labels, Recipe.LabelSmoothing);
        foreach (Variable output in pass.Outputs.Skip(1).Where(output => output.Shape == pass.Logits.Shape))
        {
            using Variable main = sum;
            using Variable auxiliary = output.CrossEntropy(labels, Recipe.LabelSmoothing);
            using Variable weighted = auxiliary.Scale(AuxiliaryWeight);
            sum = main.Add(weighted);
        }

        return sum;
    }

    private ulong SeedOf(int step) => new RandomSource(_seed, $"step {step}").NextSeed();
}
