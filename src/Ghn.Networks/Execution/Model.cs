using Ghn.Networks.State;
using Ghn.Networks.Weights;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Memory;

namespace Ghn.Networks.Execution;

/// <summary>
/// A network with values for its state: what can be run.
/// <code>
/// using var model = new Model(Zoo.Create("resnet50"), weights);
/// using Tensor logits = model.Predict(images);
/// </code>
/// </summary>
public sealed class Model : IDisposable
{
    private readonly List<Tensor> _ownTensors = [];
    private readonly IReadOnlyList<TensorMemory> _memories;
    private bool _isDisposed;

    /// <summary>Joins a network with values.</summary>
    /// <param name="network">The network.</param>
    /// <param name="state">
    /// A value for each parameter, and for buffers if there are any; those that lack start as in a new network.
    /// Parameters of float32 are used where they are, so that whoever changes them changes the model; all else is copied. Names of
    /// torchvision's older releases, and a word before every name, are understood; see <see cref="StateNames"/>.
    /// </param>
    /// <exception cref="ArgumentException">A parameter is missing, has another shape, or belongs to another network.</exception>
    public Model(Network network, StateDict state)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(state);
        Network = network;
        StateDict named = StateNames.Fit(network, state);
        var comparison = StateComparison.Of(network, named);
        if (comparison.Complaint() is { } complaint)
        {
            throw new InvalidRequestException($"{complaint}.");
        }

        MissingStatistics = comparison.MissingStatistics;
        foreach (StateSpec entry in network.State)
        {
            State.Add(entry.Name, entry.IsParameter ? ParameterOf(entry, named) : BufferOf(entry, named));
        }

        _memories = State.Memories();
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>The running statistics that were not given, and start as in a new network: with a mean of 0 and a variance of 1.</summary>
    public IReadOnlyList<string> MissingStatistics { get; }

    /// <summary>The values of parameters and buffers, in PyTorch's order. Training changes the buffers.</summary>
    public StateDict State { get; } = new();

    /// <summary>The logits [samples, classes] of images [samples, channels, height, width].</summary>
    /// <param name="images">The images.</param>
    /// <param name="mode">How the network runs; as it is used unless given.</param>
    /// <exception cref="ArgumentException">A layer does not take what it is given.</exception>
    /// <exception cref="ObjectDisposedException">The model or its weights have been disposed.</exception>
    /// <exception cref="IOException">The weights lie in a mapped file that has changed since it was opened.</exception>
    public Tensor Predict(Tensor images, ExecutionMode? mode = null)
    {
        ExecutionMode logitsOnly = (mode ?? ExecutionMode.Evaluation) with { HasAuxiliaryOutputs = false };
        return PredictAll(images, logitsOnly)[0];
    }

    /// <summary>The logits, then the outputs of auxiliary heads if the mode has them, each [samples, classes].</summary>
    /// <param name="images">Images [samples, channels, height, width].</param>
    /// <param name="mode">How the network runs.</param>
    /// <exception cref="ArgumentException">A layer does not take what it is given.</exception>
    /// <exception cref="ObjectDisposedException">The model or its weights have been disposed.</exception>
    /// <exception cref="IOException">The weights lie in a mapped file that has changed since it was opened.</exception>
    public IReadOnlyList<Tensor> PredictAll(Tensor images, ExecutionMode mode)
    {
        using ForwardPass pass = Run(new Tape(isRecording: false), images, mode, isInputParameter: false);
        return [.. pass.Outputs.Select(output => Tensor.From<float>(output.Value.Values, output.Shape))];
    }

    /// <summary>Runs the network such that gradients can be found.</summary>
    /// <param name="images">Images [samples, channels, height, width].</param>
    /// <param name="mode">How the network runs.</param>
    /// <param name="needsInputGradient">Whether the gradient with respect to the images will be wanted.</param>
    /// <exception cref="ArgumentException">A layer does not take what it is given.</exception>
    /// <exception cref="ObjectDisposedException">The model or its weights have been disposed.</exception>
    /// <exception cref="IOException">The weights lie in a mapped file that has changed since it was opened.</exception>
    public ForwardPass Forward(Tensor images, ExecutionMode mode, bool needsInputGradient = false) =>
        Run(new Tape(), images, mode, needsInputGradient);

    /// <summary>Returns the memory of what was copied, as soon as no pass needs it.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        foreach (Tensor tensor in _ownTensors)
        {
            tensor.Dispose();
        }
    }

    private ForwardPass Run(Tape tape, Tensor images, ExecutionMode mode, bool isInputParameter)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.ElementType != ElementType.Float32 || images.Shape.Rank != 4)
        {
            throw new InvalidRequestException($"Images are float32 [samples, channels, height, width], not {images}.");
        }

        ObjectDisposedException.ThrowIf(_isDisposed, this);
        MemoryHold hold = MemoryHold.Of(_memories);
        try
        {
            Variable input = isInputParameter ? tape.Parameter(images) : tape.Constant(images);
            Dictionary<string, Variable> parameters = Network.Parameters.ToDictionary(
                entry => entry.Name, entry => tape.Parameter(State[entry.Name]), StringComparer.Ordinal);
            var pass = new ForwardPass(tape, Network.Run(input, parameters, State, mode), parameters, input, hold);
            hold.RequireUnchanged();
            return pass;
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    private Tensor ParameterOf(StateSpec entry, StateDict state)
    {
        Tensor given = state[entry.Name];
        Tensor value = Conversion.ToFloat32(given);
        if (value != given)
        {
            _ownTensors.Add(value);
        }

        return value;
    }

    private Tensor BufferOf(StateSpec entry, StateDict state)
    {
        Tensor value = entry.Initializer.Create(entry.Shape, new RandomSource(0, entry.Name));
        _ownTensors.Add(value);
        if (!state.TryGet(entry.Name, out Tensor? given))
        {
            return value;
        }

        if (value.ElementType == ElementType.Float32)
        {
            Conversion.ToFloat32(given).Values.CopyTo(value.Values);
        }
        else
        {
            Conversion.ToInt64(given).Elements<long>().CopyTo(value.Elements<long>());
        }

        return value;
    }
}
