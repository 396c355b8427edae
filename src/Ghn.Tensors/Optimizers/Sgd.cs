using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Vectors;

namespace Ghn.Tensors.Optimizers;

/// <summary>
/// Stochastic gradient descent, as in PyTorch: direction ← momentum·direction + (1 − dampening)·gradient, where the first
/// gradient counts whole; parameter ← parameter − rate·direction.
/// </summary>
public sealed unsafe class Sgd : Optimizer
{
    private const string MomentumSlot = "momentum";

    private readonly SgdOptions _options;

    /// <summary>Optimises parameters of float32 in place.</summary>
    /// <param name="parameters">The parameters; they stay the caller's.</param>
    /// <param name="options">How to descend.</param>
    /// <exception cref="ArgumentException">A parameter is not float32, or Nesterov's method lacks its momentum.</exception>
    public Sgd(StateDict parameters, SgdOptions options)
        : base(parameters, SlotsOf(options))
    {
        if (options.IsNesterov && (options.Momentum <= 0 || options.Dampening != 0))
        {
            throw new ArgumentException("Nesterov's method needs a momentum, and no dampening.", nameof(options));
        }

        _options = options;
        LearningRate = options.LearningRate;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Update(OptimizedParameter parameter, long start, int length)
    {
        float* value = parameter.ValueAt(start);
        float* gradient = parameter.GradientAt(start);
        float* momentum = _options.Momentum != 0 ? parameter.MomentAt(0, start) : null;
        bool isFirst = parameter.Steps == 1;
        float kept = isFirst ? 0 : (float)_options.Momentum;
        float added = isFirst ? 1 : (float)(1 - _options.Dampening);
        float ahead = _options.IsNesterov ? (float)_options.Momentum : 0;
        float decay = (float)_options.WeightDecay;
        float rate = (float)LearningRate;
        for (int i = 0; i < length; i += PartialVector.VectorWidth)
        {
            int count = length - i;
            Vector512<float> at = PartialVector.Load(value + i, count);
            Vector512<float> direction = PartialVector.Load(gradient + i, count) + (at * decay);
            if (momentum != null)
            {
                Vector512<float> gathered = (PartialVector.Load(momentum + i, count) * kept) + (direction * added);
                PartialVector.Store(gathered, momentum + i, count);
                direction = _options.IsNesterov ? direction + (gathered * ahead) : gathered;
            }

            PartialVector.Store(at - (direction * rate), value + i, count);
        }
    }

    private static string[] SlotsOf(SgdOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Momentum != 0 ? [MomentumSlot] : [];
    }
}
