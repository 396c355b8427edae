namespace Ghn.Tensors.Formats.Pickle;

/// <summary>The type of an array's elements as a pickle describes it: a kind and a size, then the order of its bytes.</summary>
/// <param name="name">Kind and size: <c>u1</c>.</param>
internal sealed class PickledElementType(string name) : IPickleObject
{
    private string _byteOrder = "|";

    /// <summary>The name in the header of an .npy file: <c>|u1</c>.</summary>
    public string Description => _byteOrder + name;

    /// <inheritdoc/>
    public void SetState(PickleReader reader, object? state) =>
        _byteOrder = state is object?[] and [long, string { Length: 1 } order, ..]
            ? order
            : throw reader.Invalid("the state of an element type is not one that NumPy writes");
}
