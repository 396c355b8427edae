using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Optimizers;
using Ghn.Tensors.Optimizers.Schedules;
using Ghn.Training.Engine;
using Ghn.Training.Runs;

namespace Ghn.Analysis.NeuralPredictors;

/// <summary>Trains a NeuPred by the mean squared error of normalised targets.</summary>
public sealed class NeuPredTrainer : ITrainer<NeuPredStep>, IDisposable
{
    private readonly NeuPred _model;
    private readonly IReadOnlyList<PredictorGraph> _graphs;
    private readonly IReadOnlyList<double> _targets;
    private readonly NeuPredRecipe _recipe;
    private readonly ulong _seed;
    private readonly Optimizer _optimizer;
    private readonly StateDict _gradients = [];
    private readonly EpochSchedule _schedule;

    /// <summary>Prepares a training; no step is made yet.</summary>
    /// <param name="model">What is trained; it stays the caller's.</param>
    /// <param name="graphs">The networks; they stay the caller's.</param>
    /// <param name="targets">What to predict for each, with a mean near 0 and a deviation near 1.</param>
    /// <param name="recipe">How.</param>
    /// <param name="seed">What orders and dropout depend on.</param>
    /// <exception cref="InvalidRequestException">There are too few networks for a batch.</exception>
    public NeuPredTrainer(
        NeuPred model, IReadOnlyList<PredictorGraph> graphs, IReadOnlyList<double> targets, NeuPredRecipe recipe, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(graphs);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(recipe);
        if (graphs.Count < recipe.BatchSize)
        {
            throw new InvalidRequestException($"NeuPred is trained in batches of {recipe.BatchSize} networks; there are {graphs.Count}.");
        }

        (_model, _graphs, _targets, _recipe, _seed) = (model, graphs, targets, recipe, seed);
        _optimizer = recipe.CreateOptimizer(model.Weights);
        foreach ((string name, Tensor weight) in model.Weights)
        {
            _gradients.Add(name, Tensor.Allocate(weight.Shape));
        }

        _schedule = new EpochSchedule(new CosineSchedule(recipe.Epochs), EpochSteps);
    }

    /// <inheritdoc/>
    public int StepsDone { get; private set; }

    /// <inheritdoc/>
    public int StepCount => _recipe.StepCount(EpochSteps);

    /// <inheritdoc/>
    public StateDict State
    {
        get
        {
            var state = new StateDict();
            state.AddAll("model.", _model.Weights);
            state.AddAll("optimizer.", _optimizer.State);
            return state;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Columns { get; } = ["loss", "learning_rate", "seconds"];

    /// <summary>Networks that do not fill a batch are left out of an epoch.</summary>
    private int EpochSteps => _graphs.Count / _recipe.BatchSize;

    /// <inheritdoc/>
    public TrainingMeter CreateMeter() => new(["loss"], "networks");

    /// <inheritdoc/>
    public IReadOnlyList<double?> Row(TrainingMeter meter, double? score)
    {
        ArgumentNullException.ThrowIfNull(meter);
        return [.. meter.Means, _optimizer.LearningRate, meter.TotalSeconds];
    }

    /// <inheritdoc/>
    public IEnumerable<Func<NeuPredStep>> Steps(int until, CancellationToken cancellation)
    {
        while (StepsDone < until)
        {
            cancellation.ThrowIfCancellationRequested();
            (int epoch, int batch) = Math.DivRem(StepsDone, EpochSteps);
            int[] places = OrderOf(epoch)[(batch * _recipe.BatchSize)..((batch + 1) * _recipe.BatchSize)];
            yield return () => Train(places);
        }
    }

    /// <inheritdoc/>
    public void Restore(StateDict state, int stepsDone, CheckpointMetadata counts)
    {
        ArgumentNullException.ThrowIfNull(state);
        _optimizer.Restore(state.Part("optimizer."));
        state.Part("model.").CopyTo(_model.Weights);
        StepsDone = stepsDone;
    }

    /// <summary>Returns the memory of optimiser and gradients.</summary>
    public void Dispose()
    {
        _optimizer.Dispose();
        _gradients.Dispose();
    }

    /// <summary>The loss of some networks, whose gradients are added to those given.</summary>
    internal double AddGradients(int[] places, StateDict gradients, double dropout)
    {
        double loss = 0;
        foreach (int place in places)
        {
            using var tape = new Tape();
            Dictionary<string, Variable> weights = _model.Weights.ToDictionary(
                entry => entry.Key, entry => tape.Parameter(entry.Value, gradients[entry.Key]));
            using Variable output = _model.Forward(tape, _graphs[place], name => weights[name], dropout > 0 ? Drop : null);
            double error = output.Value.Values[0] - _targets[place];
            loss += error * error / places.Length;
            tape.Backward(output, Tensor.From<float>([(float)(2 * error / places.Length)], output.Shape));

            Variable Drop(Variable features, int layer) =>
                features.Dropout(dropout, new RandomSource(_seed, $"dropout {StepsDone} {place} {layer}").NextSeed());
        }

        return loss;
    }

    private NeuPredStep Train(int[] places)
    {
        foreach ((_, Tensor gradient) in _gradients)
        {
            gradient.Values.Clear();
        }

        _optimizer.LearningRate = _schedule.At(_recipe.LearningRate, StepsDone);
        double loss = AddGradients(places, _gradients, _recipe.Dropout);
        if (!double.IsFinite(loss))
        {
            throw new TrainingDivergedException(StepsDone + 1, _optimizer.LearningRate);
        }

        _optimizer.Step(_gradients);
        StepsDone++;
        return new NeuPredStep(loss, places.Length);
    }

    private int[] OrderOf(int epoch)
    {
        int[] order = [.. Enumerable.Range(0, _graphs.Count)];
        if (_recipe.IsShuffled)
        {
            var random = new RandomSource(_seed, $"order of epoch {epoch}");
            Array.Sort(Array.ConvertAll(order, _ => random.NextUniform()), order);
        }

        return order;
    }
}
