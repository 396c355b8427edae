namespace Ghn.Tensors.Autograd;

/// <summary>
/// Records operations as they happen and plays them back in reverse to find gradients (reverse-mode automatic
/// differentiation). Operations are extension methods of <see cref="Variable"/>:
/// <code>
/// using var tape = new Tape();
/// Variable weight = tape.Parameter(values);
/// Variable loss = tape.Constant(images).Linear(weight, null).CrossEntropy(labels);
/// tape.Backward(loss);
/// Tensor? gradient = weight.Gradient;
/// </code>
/// A tape serves one backward pass, which returns the memory of each operation as soon as it is done with it.
/// </summary>
public sealed class Tape : IDisposable
{
    private readonly List<Step> _steps = [];

    /// <summary>Starts a tape.</summary>
    /// <param name="isRecording">Whether there will be a backward pass; without one, operations keep nothing.</param>
    public Tape(bool isRecording = true) => IsRecording = isRecording;

    /// <summary>Whether operations are recorded.</summary>
    public bool IsRecording { get; }

    /// <summary>A leaf whose gradient is wanted. The tensor stays the caller's.</summary>
    public Variable Parameter(Tensor value) => new(this, new SharedTensor(value, isOwned: false), IsRecording);

    /// <summary>
    /// A leaf whose gradient is added to what <paramref name="gradient"/> holds, in place: backward passes of several tapes gather it
    /// there. Both tensors stay the caller's.
    /// </summary>
    public Variable Parameter(Tensor value, Tensor gradient)
    {
        Variable leaf = Parameter(value);
        if (IsRecording)
        {
            leaf.AddGradient(gradient);
        }

        return leaf;
    }

    /// <summary>A leaf whose gradient is not wanted. The tensor stays the caller's.</summary>
    public Variable Constant(Tensor value) => new(this, new SharedTensor(value, isOwned: false), needsGradient: false);

    /// <summary>Records an operation whose result is a new tensor.</summary>
    /// <param name="value">The result, which the tape takes over.</param>
    /// <param name="inputs">What the operation takes.</param>
    /// <param name="backward">
    /// Adds to the inputs' gradients, given that of the result, which is valid during the call.
    /// It is not called when no input needs a gradient.
    /// </param>
    /// <param name="keeps">The inputs whose values the backward pass reads.</param>
    /// <param name="keepsResult">Whether the backward pass reads the result.</param>
    /// <param name="scratch">Tensors that only the backward pass reads, and that the tape takes over.</param>
    public Variable Record(
        Tensor value, IReadOnlyList<Variable> inputs, Action<SharedTensor> backward,
        IReadOnlyList<Variable>? keeps = null, bool keepsResult = false, IReadOnlyList<Tensor>? scratch = null) =>
        Record(new SharedTensor(value), inputs, backward, keeps, keepsResult, scratch);

    /// <summary>Records an operation with several results, each a new tensor.</summary>
    /// <param name="values">The results, which the tape takes over.</param>
    /// <param name="inputs">What the operation takes.</param>
    /// <param name="backward">
    /// Adds to the inputs' gradients, given those of the results, null for a result that the loss does not depend on. They are valid
    /// during the call. It is not called when no input needs a gradient, or no result has one.
    /// </param>
    /// <param name="keeps">The inputs whose values the backward pass reads.</param>
    /// <param name="keepsResults">Whether the backward pass reads the results.</param>
    /// <param name="scratch">Tensors that only the backward pass reads, and that the tape takes over.</param>
    public IReadOnlyList<Variable> Record(
        IReadOnlyList<Tensor> values, IReadOnlyList<Variable> inputs, Action<IReadOnlyList<SharedTensor?>> backward,
        IReadOnlyList<Variable>? keeps = null, bool keepsResults = false, IReadOnlyList<Tensor>? scratch = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        return RecordAll([.. values.Select(value => new SharedTensor(value))], inputs, backward, keeps, keepsResults, scratch);
    }

    /// <summary>Records an operation whose result shares an input's memory.</summary>
    internal Variable Record(
        SharedTensor value, IReadOnlyList<Variable> inputs, Action<SharedTensor> backward,
        IReadOnlyList<Variable>? keeps = null, bool keepsResult = false, IReadOnlyList<Tensor>? scratch = null) =>
        RecordAll([value], inputs, gradients => backward(gradients[0]!), keeps, keepsResult, scratch)[0];

    private Variable[] RecordAll(
        SharedTensor[] values, IReadOnlyList<Variable> inputs, Action<IReadOnlyList<SharedTensor?>> backward,
        IReadOnlyList<Variable>? keeps, bool keepsResults, IReadOnlyList<Tensor>? scratch)
    {
        bool needsGradient = IsRecording && inputs.Any(input => input.NeedsGradient);
        Variable[] results = [.. values.Select(value => new Variable(this, value, needsGradient))];
        if (needsGradient)
        {
            IEnumerable<SharedTensor> kept = (keeps ?? []).Select(variable => variable.ShareValue());
            kept = keepsResults ? kept.Concat(values.Select(value => value.Share())) : kept;
            _steps.Add(new Step(results, [.. kept], scratch ?? [], backward));
            return results;
        }

        foreach (Tensor tensor in scratch ?? [])
        {
            tensor.Dispose();
        }

        return results;
    }

    /// <summary>Finds the gradient of a scalar with respect to all leaves that want one.</summary>
    /// <exception cref="ArgumentException">The variable has several elements.</exception>
    public void Backward(Variable scalar)
    {
        ArgumentNullException.ThrowIfNull(scalar);
        if (scalar.Shape.ElementCount != 1)
        {
            throw new ArgumentException($"Only a scalar has a gradient by itself, not a tensor of shape {scalar.Shape}.", nameof(scalar));
        }

        Backward(scalar, Tensor.From<float>([1f], scalar.Shape));
    }

    /// <summary>Finds the gradients of all leaves that want one.</summary>
    /// <param name="output">A result on this tape.</param>
    /// <param name="gradient">The loss's gradient with respect to it, which the tape takes over.</param>
    /// <exception cref="ArgumentException">The gradient has another shape than the output.</exception>
    public void Backward(Variable output, Tensor gradient)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(gradient);
        if (gradient.Shape != output.Shape)
        {
            throw new ArgumentException(
                $"A gradient of shape {gradient.Shape} does not fit an output of shape {output.Shape}.", nameof(gradient));
        }

        output.AddGradient(gradient);
        for (int i = _steps.Count - 1; i >= 0; i--)
        {
            Step step = _steps[i];
            _steps.RemoveAt(i);
            SharedTensor?[] upstream = step.TakeGradients();
            if (upstream.Any(shared => shared is not null))
            {
                step.Backward(upstream);
                ReleaseAll(upstream);
            }

            step.Release();
        }
    }

    /// <summary>Returns the memory that operations keep for a backward pass which will not come.</summary>
    public void Dispose()
    {
        foreach (Step step in _steps)
        {
            ReleaseAll(step.TakeGradients());
            step.Release();
        }

        _steps.Clear();
    }

    private static void ReleaseAll(IEnumerable<SharedTensor?> holds)
    {
        foreach (SharedTensor? hold in holds)
        {
            hold?.Release();
        }
    }

    private sealed record Step(
        IReadOnlyList<Variable> Results, IReadOnlyList<SharedTensor> Kept, IReadOnlyList<Tensor> Scratch,
        Action<IReadOnlyList<SharedTensor?>> Backward)
    {
        public SharedTensor?[] TakeGradients() => [.. Results.Select(result => result.TakeSharedGradient())];

        public void Release()
        {
            ReleaseAll(Kept);
            foreach (Tensor tensor in Scratch)
            {
                tensor.Dispose();
            }
        }
    }
}
