using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Vectors;

namespace Ghn.Tensors.Optimizers;

/// <summary>
/// Adam (Kingma &amp; Ba, 2015), AdamW (Loshchilov &amp; Hutter, 2019) and AMSGrad (Reddi et al., 2018), as in PyTorch: the running
/// mean of the gradients over the root of that of their squares, both corrected for their start at zero.
/// </summary>
public sealed class Adam : Optimizer
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
        Span<float> value = parameter.ValuesAt(start, length);
        ReadOnlySpan<float> gradient = parameter.GradientsAt(start, length);
        Span<float> mean = parameter.MomentsAt(0, start, length);
        Span<float> square = parameter.MomentsAt(1, start, length);
        Span<float> maxSquare = _options.IsAmsGrad ? parameter.MomentsAt(2, start, length) : default;
        (float beta1, float new1) = ((float)_options.Beta1, (float)(1 - _options.Beta1));
        (float beta2, float new2) = ((float)_options.Beta2, (float)(1 - _options.Beta2));
        float coupled = _options.DecouplesWeightDecay ? 0 : (float)_options.WeightDecay;
        float remaining = _options.DecouplesWeightDecay ? (float)(1 - (LearningRate * _options.WeightDecay)) : 1;
        float rate = (float)(LearningRate / (1 - Math.Pow(_options.Beta1, parameter.Steps)));
        float correction = (float)Math.Sqrt(1 - Math.Pow(_options.Beta2, parameter.Steps));
        float epsilon = (float)_options.Epsilon;
        for (int i = 0; i < length; i += PartialVector.VectorWidth)
        {
            Vector512<float> at = PartialVector.LoadAt(value, i);
            Vector512<float> descent = PartialVector.LoadAt(gradient, i) + (at * coupled);
            Vector512<float> newMean = (PartialVector.LoadAt(mean, i) * beta1) + (descent * new1);
            Vector512<float> newSquare = (PartialVector.LoadAt(square, i) * beta2) + (descent * descent * new2);
            PartialVector.StoreAt(newMean, mean, i);
            PartialVector.StoreAt(newSquare, square, i);
            if (!maxSquare.IsEmpty)
            {
                newSquare = Vector512.Max(newSquare, PartialVector.LoadAt(maxSquare, i));
                PartialVector.StoreAt(newSquare, maxSquare, i);
            }

            Vector512<float> scale = (Vector512.Sqrt(newSquare) / correction) + Vector512.Create(epsilon);
            PartialVector.StoreAt((at * remaining) - (newMean / scale * rate), value, i);
        }
    }

    private static string[] SlotsOf(AdamOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.IsAmsGrad ? [MeanSlot, SquareSlot, MaxSquareSlot] : [MeanSlot, SquareSlot];
    }
}
