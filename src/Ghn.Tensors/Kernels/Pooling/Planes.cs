namespace Ghn.Tensors.Kernels.Pooling;

/// <summary>Feature maps as planes: the last two dimensions of a tensor are one plane, the others number them.</summary>
internal readonly unsafe struct Planes
{
    private readonly float* _data;

    public Planes(Tensor tensor)
    {
        _data = (float*)tensor.Data;
        Height = tensor.Shape[^2];
        Width = tensor.Shape[^1];
        Area = checked(Height * Width);
        Count = Area == 0 ? 0 : checked((int)(tensor.ElementCount / Area));
    }

    public int Count { get; }

    public int Height { get; }

    public int Width { get; }

    public int Area { get; }

    public float* this[int plane] => _data + ((long)plane * Area);

    public Span<float> Values(int plane) => new(this[plane], Area);
}
