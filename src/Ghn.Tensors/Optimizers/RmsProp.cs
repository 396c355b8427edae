using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Vectors;

namespace Ghn.Tensors.Optimizers;

/// <summary>
/// RMSProp as in PyTorch, which torchvision's recipes for small networks use: gradients over the root of the running mean
/// of their squares, gathered by a momentum.
/// </summary>
public sealed class RmsProp : Optimizer
{
    private const string SquareSlot = "square";
    private const string MomentumSlot = "momentum";

    private readonly RmsPropOptions _options;

    /// <summary>Optimises parameters of float32 in place.</summary>
    /// <param name="parameters">The parameters; they stay the caller's.</param>
    /// <param name="options">How to descend.</param>
    /// <exception cref="ArgumentException">A parameter is not float32.</exception>
    public RmsProp(StateDict parameters, RmsPropOptions options)
        : base(parameters, SlotsOf(options))
    {
        _options = options;
        LearningRate = options.LearningRate;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Update(OptimizedParameter parameter, long start, int length)
    {
        Span<float> value = parameter.ValuesAt(start, length);
        ReadOnlySpan<float> gradient = parameter.GradientsAt(start, length);
        Span<float> square = parameter.MomentsAt(0, start, length);
        Span<float> momentum = _options.Momentum != 0 ? parameter.MomentsAt(1, start, length) : default;
        (float kept, float added) = ((float)_options.Smoothing, (float)(1 - _options.Smoothing));
        float epsilon = (float)_options.Epsilon;
        float inertia = (float)_options.Momentum;
        float decay = (float)_options.WeightDecay;
        float rate = (float)LearningRate;
        for (int i = 0; i < length; i += PartialVector.VectorWidth)
        {
            Vector512<float> at = PartialVector.LoadAt(value, i);
            Vector512<float> descent = PartialVector.LoadAt(gradient, i) + (at * decay);
            Vector512<float> newSquare = (PartialVector.LoadAt(square, i) * kept) + (descent * descent * added);
            PartialVector.StoreAt(newSquare, square, i);
            Vector512<float> direction = descent / (Vector512.Sqrt(newSquare) + Vector512.Create(epsilon));
            if (!momentum.IsEmpty)
            {
                direction += PartialVector.LoadAt(momentum, i) * inertia;
                PartialVector.StoreAt(direction, momentum, i);
            }

            PartialVector.StoreAt(at - (direction * rate), value, i);
        }
    }

    private static string[] SlotsOf(RmsPropOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Momentum != 0 ? [SquareSlot, MomentumSlot] : [SquareSlot];
    }
}
