using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Memory;

namespace Ghn.Networks.Execution;

/// <summary>
/// The outputs of a model for some images, from which a loss can be computed and propagated back:
/// <code>
/// using ForwardPass pass = model.Forward(images, ExecutionMode.Training);
/// Variable loss = pass.Logits.CrossEntropy(labels);
/// using StateDict gradients = pass.Backward(loss);
/// </code>
/// </summary>
public sealed class ForwardPass : IDisposable
{
    private readonly Tape _tape;
    private readonly IReadOnlyDictionary<string, Variable> _parameters;
    private readonly Variable _input;
    private readonly MemoryHold _hold;

    internal ForwardPass(
        Tape tape, IReadOnlyList<Variable> outputs, IReadOnlyDictionary<string, Variable> parameters, Variable input,
        MemoryHold hold)
    {
        _tape = tape;
        _parameters = parameters;
        _input = input;
        _hold = hold;
        Outputs = outputs;
    }

    /// <summary>The logits, then the outputs of auxiliary heads if the mode has them, each [samples, classes].</summary>
    public IReadOnlyList<Variable> Outputs { get; }

    /// <summary>The logits [samples, classes].</summary>
    public Variable Logits => Outputs[0];

    /// <summary>The loss's gradient with respect to the images, after a backward pass; null where it was not asked for.</summary>
    public Tensor? InputGradient => _input.Gradient;

    /// <summary>Propagates a loss back, once.</summary>
    /// <param name="loss">A scalar computed from the outputs.</param>
    /// <returns>
    /// The loss's gradient with respect to each parameter that it depends on, in PyTorch's order. It is the caller's to dispose.
    /// </returns>
    public StateDict Backward(Variable loss)
    {
        _tape.Backward(loss);
        return Gradients();
    }

    /// <summary>Propagates a gradient of the logits back, once.</summary>
    /// <param name="gradient">The gradient [samples, classes], which the pass takes over.</param>
    /// <returns>As of a loss. It is the caller's to dispose.</returns>
    /// <exception cref="ArgumentException">It has another shape than the logits.</exception>
    public StateDict Backward(Tensor gradient)
    {
        _tape.Backward(Logits, gradient);
        return Gradients();
    }

    /// <summary>Returns the memory of the outputs, of the images' gradient, and of what was kept for a backward pass.</summary>
    public void Dispose()
    {
        _tape.Dispose();
        foreach (Variable output in Outputs)
        {
            output.Dispose();
        }

        _input.TakeGradient()?.Dispose();
        _hold.Dispose();
    }

    private StateDict Gradients()
    {
        var gradients = new StateDict();
        foreach ((string name, Variable parameter) in _parameters)
        {
            if (parameter.TakeGradient() is { } gradient)
            {
                gradients.Add(name, gradient);
            }
        }

        return gradients;
    }
}
