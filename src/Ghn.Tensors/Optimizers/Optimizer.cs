using Ghn.Tensors.Files;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Optimizers;

/// <summary>
/// Changes parameters along their gradients, in place: PyTorch's optimisers.
/// <code>
/// using var optimizer = new Adam(parameters, new AdamOptions { LearningRate = 4e-4 });
/// optimizer.LearningRate = schedule.At(4e-4, epoch);
/// optimizer.Step(gradients);
/// </code>
/// What a step computes does not depend on the number of threads, and a step allocates nothing.
/// </summary>
public abstract class Optimizer : IDisposable
{
    /// <summary>So many elements are one thread's work at a time; with their moments they lie in the nearest caches.</summary>
    private const int ChunkLength = 4096;

    private const string StepSlot = "step";

    private readonly OptimizedParameter[] _parameters;
    private readonly (int Parameter, long Start)[] _chunks;
    private readonly Action<int> _updateChunk;
    private bool _isDisposed;

    /// <param name="parameters">The parameters.</param>
    /// <param name="slots">What is remembered of each parameter's gradients: each a tensor of the parameter's shape.</param>
    private protected Optimizer(StateDict parameters, string[] slots)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = [.. parameters.Select(pair => Optimize(pair.Key, pair.Value, slots))];
        _chunks =
        [
            .. from index in Enumerable.Range(0, _parameters.Length)
               from chunk in Enumerable.Range(0, (int)((_parameters[index].Value.ElementCount + ChunkLength - 1) / ChunkLength))
               select (index, (long)chunk * ChunkLength),
        ];
        _updateChunk = UpdateChunk;
    }

    /// <summary>The learning rate of the next step; schedules set it.</summary>
    public double LearningRate { get; set; }

    /// <summary>
    /// What the optimiser remembers, live: moments and numbers of steps, by <c>parameter.slot</c>, such as
    /// <c>conv1.weight.momentum</c>. Saved, and later given to <see cref="Restore"/>, it continues bit for bit.
    /// </summary>
    public StateDict State { get; } = new();

    /// <summary>Changes every parameter that has a gradient; the others are left alone, as are their moments.</summary>
    /// <param name="gradients">Gradients of float32 by the names of the parameters, each of its parameter's shape.</param>
    /// <exception cref="ArgumentException">A gradient belongs to no parameter, or has another shape.</exception>
    /// <exception cref="ObjectDisposedException">The optimiser has been disposed, or the parameters or the gradients have.</exception>
    public void Step(StateDict gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Attach(gradients);
        WorkerPool.For(_chunks.Length, _updateChunk);
        foreach (OptimizedParameter parameter in _parameters)
        {
            parameter.Gradient = null;
        }
    }

    /// <summary>Takes up what <see cref="State"/> was when it was saved.</summary>
    /// <param name="state">The state of an optimiser of the same kind, options and parameters; it is copied.</param>
    /// <exception cref="ArgumentException">The state is of another optimiser or of other parameters; nothing has changed.</exception>
    public void Restore(StateDict state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Names.FirstOrDefault(name => !State.Contains(name)) is { } stranger)
        {
            throw new ArgumentException(
                $"The state has an entry {PrintableText.OfName(stranger)}, of which this optimiser knows nothing.", nameof(state));
        }

        state.CopyTo(State);
    }

    /// <summary>Returns the memory of the state; the parameters stay as they are.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        State.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Changes some elements of a parameter and of its moments.</summary>
    /// <param name="parameter">A parameter that has a gradient.</param>
    /// <param name="start">The first element.</param>
    /// <param name="length">The number of elements.</param>
    private protected abstract void Update(OptimizedParameter parameter, long start, int length);

    private OptimizedParameter Optimize(string name, Tensor value, string[] slots)
    {
        if (value.ElementType != ElementType.Float32)
        {
            throw new ArgumentException(
                $"{PrintableText.OfName(name)} is {value}; only parameters of float32 can be optimised.", nameof(value));
        }

        Tensor[] moments = [.. slots.Select(slot => Tensor.Zeros(value.Shape))];
        Tensor steps = Tensor.Zeros([], ElementType.Int64);
        foreach ((string slot, Tensor moment) in slots.Zip(moments))
        {
            State.Add($"{name}.{slot}", moment);
        }

        if (slots.Length > 0)
        {
            State.Add($"{name}.{StepSlot}", steps);
        }

        return new OptimizedParameter(name, value, moments, steps);
    }

    private void Attach(StateDict gradients)
    {
        int found = 0;
        foreach (OptimizedParameter parameter in _parameters)
        {
            if (gradients.TryGet(parameter.Name, out Tensor? gradient))
            {
                parameter.RequireGradient(gradient);
                found++;
            }
        }

        if (found < gradients.Count)
        {
            var known = _parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
            string stranger = gradients.Names.First(name => !known.Contains(name));
            throw new ArgumentException(
                $"There is a gradient of {stranger}, which is none of the optimiser's parameters.", nameof(gradients));
        }

        foreach (OptimizedParameter parameter in _parameters)
        {
            if (gradients.TryGet(parameter.Name, out Tensor? gradient))
            {
                parameter.Gradient = gradient;
                parameter.Steps++;
            }
        }
    }

    private void UpdateChunk(int index)
    {
        (int parameter, long start) = _chunks[index];
        OptimizedParameter optimized = _parameters[parameter];
        if (optimized.Gradient is not null)
        {
            Update(optimized, start, (int)Math.Min(ChunkLength, optimized.Value.ElementCount - start));
        }
    }
}
