using Ghn.Tensors.Files;

namespace Ghn.Tensors.Optimizers;

/// <summary>A parameter and what its optimiser remembers of it.</summary>
/// <param name="name">The parameter's name.</param>
/// <param name="value">The parameter.</param>
/// <param name="moments">Tensors of its shape that the optimiser gathers over the steps.</param>
/// <param name="stepCount">The number of steps so far, a scalar of int64.</param>
internal sealed class OptimizedParameter(string name, Tensor value, Tensor[] moments, Tensor stepCount)
{
    /// <summary>The parameter's name.</summary>
    public string Name => name;

    /// <summary>The parameter.</summary>
    public Tensor Value => value;

    /// <summary>The gradient of the step that is being made; null between steps and if there is none.</summary>
    public Tensor? Gradient { get; set; }

    /// <summary>The number of steps so far, the one that is being made included.</summary>
    public long Steps
    {
        get => stepCount.Elements<long>()[0];
        set => stepCount.Elements<long>()[0] = value;
    }

    /// <summary>Some elements of the parameter.</summary>
    public Span<float> ValuesAt(long start, int length) => value.ValuesAt(start, length);

    /// <summary>Some elements of the gradient.</summary>
    public ReadOnlySpan<float> GradientsAt(long start, int length) => Gradient!.ValuesAt(start, length);

    /// <summary>Some elements of a moment.</summary>
    public Span<float> MomentsAt(int moment, long start, int length) => moments[moment].ValuesAt(start, length);

    /// <summary>Refuses what cannot be this parameter's gradient.</summary>
    /// <exception cref="ArgumentException">It has another shape, or is not float32.</exception>
    public void RequireGradient(Tensor gradient)
    {
        if (gradient.Shape != value.Shape || gradient.ElementType != ElementType.Float32)
        {
            throw new ArgumentException(
                $"The gradient of {PrintableText.OfName(name)} is {gradient}, but the parameter {value}.", nameof(gradient));
        }
    }
}
