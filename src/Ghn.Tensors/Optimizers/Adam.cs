using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Vectors;

namespace Ghn.Tensors.Optimizers;

/// <summary>
/// Adam (Kingma &amp; Ba, 2015), AdamW (Loshchilov &amp; Hutter, 2019) and AMSGrad (Reddi et al., 2018), as in PyTorch: the running
/// mean of the gradients over the root of that of their squares, both corrected for their start at zero.
/// </summary>
public sealed unsafe class Adam : Optimizer
{
    private const string MeanSlot = "mean";
    private const string SquareSlot = "square";
    private const string MaxSquareSlot = "greatest_square";

    private readonly AdamOptions _options;

    /// <summary>Optimises parameters of float32 in place.</summary>
    /// <param name="parameters">The parameters; they stay the caller's.</param>
    /// <param name="options">How to descend.</param>
    /// <exception cref="ArgumentException">A parameter is not float32.</exception>
    public Adam(StateDict parameters, AdamOptions options)
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
        float* mean = parameter.MomentAt(0, start);
        float* square = parameter.MomentAt(1, start);
        float* greatest = _options.IsAmsGrad ? parameter.MomentAt(2, start) : null;
        (float beta1, float new1) = ((float)_options.Beta1, (float)(1 - _options.Beta1));
        (float beta2, float new2) = ((float)_options.Beta2, (float)(1 - _options.Beta2));
        float coupled = _options.DecouplesWeightDecay ? 0 : (float)_options.WeightDecay;
        float remaining = _options.DecouplesWeightDecay ? (float)(1 - (LearningRate * _options.WeightDecay)) : 1;
        float rate = (float)(LearningRate / (1 - Math.Pow(_options.Beta1, parameter.Steps)));
        float correction = (float)Math.Sqrt(1 - Math.Pow(_options.Beta2, parameter.Steps));
        float epsilon = (float)_options.Epsilon;
        for (int i = 0; i < length; i += PartialVector.VectorWidth)
        {
            int count = length - i;
            Vector512<float> at = PartialVector.Load(value + i, count);
            Vector512<float> slope = PartialVector.Load(gradient + i, count) + (at * coupled);
            Vector512<float> newMean = (PartialVector.Load(mean + i, count) * beta1) + (slope * new1);
            Vector512<float> newSquare = (PartialVector.Load(square + i, count) * beta2) + (slope * slope * new2);
            PartialVector.Store(newMean, mean + i, count);
            PartialVector.Store(newSquare, square + i, count);
            if (greatest != null)
            {
                newSquare = Vector512.Max(newSquare, PartialVector.Load(greatest + i, count));
                PartialVector.Store(newSquare, greatest + i, count);
            }

            Vector512<float> scale = (Vector512.Sqrt(newSquare) / correction) + Vector512.Create(epsilon);
            PartialVector.Store((at * remaining) - (newMean / scale * rate), value + i, count);
        }
    }

    private static string[] SlotsOf(AdamOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.IsAmsGrad ? [MeanSlot, SquareSlot, MaxSquareSlot] : [MeanSlot, SquareSlot];
    }
}
