using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Vectors;

namespace Ghn.Tensors.Optimizers;

/// <summary>
/// Stochastic gradient descent, as in PyTorch: direction ← momentum·direction + (1 − dampening)·gradient, where the first
/// gradient counts whole; parameter ← parameter − rate·direction.
/// </summary>
public sealed class Sgd : Optimizer
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
        Span<float> value = parameter.ValuesAt(start, length);
        ReadOnlySpan<float> gradient = parameter.GradientsAt(start, length);
        Span<float> momentum = _options.Momentum != 0 ? parameter.MomentsAt(0, start, length) : default;
        bool isFirst = parameter.Steps == 1;
        float kept = isFirst ? 0 : (float)_options.Momentum;
        float added = isFirst ? 1 : (float)(1 - _options.Dampening);
        float ahead = _options.IsNesterov ? (float)_options.Momentum : 0;
        float decay = (float)_options.WeightDecay;
        float rate = (float)LearningRate;
        for (int i = 0; i < length; i += PartialVector.VectorWidth)
        {
            Vector512<float> at = PartialVector.LoadAt(value, i);
            Vector512<float> direction = PartialVector.LoadAt(gradient, i) + (at * decay);
            if (!momentum.IsEmpty)
            {
                Vector512<float> gathered = (PartialVector.LoadAt(momentum, i) * kept) + (direction * added);
                PartialVector.StoreAt(gathered, momentum, i);
                direction = _options.IsNesterov ? direction + (gathered * ahead) : gathered;
            }

            PartialVector.StoreAt(at - (direction * rate), value, i);
        }
    }

    private static string[] SlotsOf(SgdOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Momentum != 0 ? [MomentumSlot] : [];
    }
}
