using Ghn.Tensors;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Onnx.Lowering;

/// <summary>
/// The statistics of a batch normalisation that a file has multiplied into its factors and shifts. Read from the file, it has a mean of 0
/// and a variance with which it does nothing; written to the file, any statistics become part of the factors and shifts.
/// </summary>
/// <param name="Names">The names of the normalisation's entries in the network's state.</param>
/// <param name="Epsilon">What is added to the variance.</param>
/// <param name="IsShift">Whether the parameter is the shift.</param>
internal sealed record FoldedStatistics(LayerNames Names, double Epsilon, bool IsShift)
{
    /// <summary>What the normalisation's state has besides factors and shifts, and the file has not.</summary>
    public IEnumerable<string> StatisticNames =>
        [Names.StateName("running_mean"), Names.StateName("running_var"), Names.StateName("num_batches_tracked")];

    /// <summary>The statistics that leave factors and shifts as they are.</summary>
    /// <param name="channels">The number of channels.</param>
    public IEnumerable<(string Name, Tensor Value)> Neutral(int channels)
    {
        yield return (Names.StateName("running_mean"), Filled(channels, 0));
        yield return (Names.StateName("running_var"), Filled(channels, (float)(1 - Epsilon)));
    }

    /// <summary>What the file has for the parameter.</summary>
    /// <param name="value">The parameter.</param>
    /// <param name="state">The network's state.</param>
    public Tensor ToFile(Tensor value, StateDict state)
    {
        Span<float> weight = Conversion.ToFloat32(state[Names.StateName("weight")]).Values;
        Span<float> mean = Conversion.ToFloat32(state[Names.StateName("running_mean")]).Values;
        Span<float> variance = Conversion.ToFloat32(state[Names.StateName("running_var")]).Values;
        Tensor folded = Tensor.Allocate(value.Shape);
        for (int i = 0; i < folded.Values.Length; i++)
        {
            double factor = weight[i] / Math.Sqrt(variance[i] + Epsilon);
            folded.Values[i] = (float)(IsShift ? Conversion.ToFloat32(value).Values[i] - (mean[i] * factor) : factor);
        }

        return folded;
    }

    private static Tensor Filled(int count, float number)
    {
        Tensor tensor = Tensor.Allocate([count]);
        tensor.Values.Fill(number);
        return tensor;
    }
}
