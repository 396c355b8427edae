namespace Ghn.Networks.Layers;

/// <summary>A height and a width: of a kernel, a stride, a padding or an image. An integer stands for a square.</summary>
public readonly record struct Size2d(int Height, int Width)
{
    /// <summary>The number of positions.</summary>
    public int Area => Height * Width;

    /// <summary>A square of the given side.</summary>
    public static implicit operator Size2d(int side) => new(side, side);

    /// <summary>A rectangle, written <c>(height, width)</c>.</summary>
    public static implicit operator Size2d((int Height, int Width) size) => new(size.Height, size.Width);

    /// <summary>Both heights together, and both widths.</summary>
    public static Size2d operator +(Size2d first, Size2d second) => new(first.Height + second.Height, first.Width + second.Width);

    /// <summary>Both heights together, and both widths.</summary>
    public static Size2d Add(Size2d first, Size2d second) => first + second;

    /// <summary>A square of the given side.</summary>
    public static Size2d FromInt32(int side) => side;

    /// <summary>Height×width.</summary>
    public override string ToString() => $"{Height}×{Width}";
}
