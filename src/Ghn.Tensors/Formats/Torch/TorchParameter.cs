using Ghn.Tensors.Formats.Pickle;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Torch;

/// <summary>
/// A parameter as PyTorch wrote it until 2017: an object that is made of a tensor and gets it once more as its state
/// (data, requires_grad, hooks).
/// </summary>
/// <param name="data">The tensor.</param>
internal sealed class TorchParameter(ITensorSource? data) : IPickleObject, ITensorSource
{
    private ITensorSource? _data = data;

    /// <inheritdoc/>
    public string? Obstacle => _data is null ? "it is a parameter without data" : _data.Obstacle;

    /// <inheritdoc/>
    public bool IsView => _data is { IsView: true };

    /// <inheritdoc/>
    public void SetState(PickleReader reader, object? state)
    {
        if (state is object?[] and [ITensorSource data, ..] && data is not TorchParameter)
        {
            _data = data;
        }
    }

    /// <inheritdoc/>
    public Tensor ToTensor(string name, Budget copies) => _data!.ToTensor(name, copies);
}
