using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Vectors;

namespace Ghn.Tensors.Optimizers;

/// <summary>
/// RMSProp as in PyTorch, which torchvision's recipes for small networks use: gradients over the root of the running mean
/// of their squares, gathered by a momentum.
/// </summary>
public sealed unsafe class RmsProp : Optimizer
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
        float* value = parameter.ValueAt(start);
        float* gradient = parameter.GradientAt(start);
        float* square = parameter.MomentAt(0, start);
        float* momentum = _options.Momentum != 0 ? parameter.MomentAt(1, start) : null;
        (float kept, float added) = ((float)_options.Smoothing, (float)(1 - _options.Smoothing));
        float epsilon = (float)_options.Epsilon;
        float inertia = (float)_options.Momentum;
        float decay = (float)_options.WeightDecay;
        float rate = (float)LearningRate;
        for (int i = 0; i < length; i += PartialVector.VectorWidth)
        {
            int count = length - i;
            Vector512<float> at = PartialVector.Load(value + i, count);
            Vector512<float> slope = PartialVector.Load(gradient + i, count) + (at * decay);
            Vector512<float> newSquare = (PartialVector.Load(square + i, count) * kept) + (slope * slope * added);
            PartialVector.Store(newSquare, square + i, count);
            Vector512<float> direction = slope / (Vector512.Sqrt(newSquare) + Vector512.Create(epsilon));
            if (momentum != null)
            {
                direction += PartialVector.Load(momentum + i, count) * inertia;
                PartialVector.Store(direction, momentum + i, count);
            }

            PartialVector.Store(at - (direction * rate), value + i, count);
        }
    }

    private static string[] SlotsOf(RmsPropOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Momentum != 0 ? [SquareSlot, MomentumSlot] : [SquareSlot];
    }
}
