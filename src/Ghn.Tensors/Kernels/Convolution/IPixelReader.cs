using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ghn.Tensors;

/// <summary>What a tap reads of a pixel of sixteen channels.</summary>
internal unsafe interface IPixelReader
{
    /// <summary>Reads at an address.</summary>
    static abstract Vector512<float> Read(float* address);
}

/// <summary>All channels, each for its own output: a depthwise convolution.</summary>
internal readonly unsafe struct WholePixel : IPixelReader
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Read(float* address) => Vector512.Load(address);
}

/// <summary>One channel, for all outputs: a convolution that mixes channels.</summary>
internal readonly unsafe struct OneChannel : IPixelReader
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Read(float* address) => Vector512.Create(*address);
}
