using Ghn.Tensors.Kernels.Pooling;

namespace Ghn.Tensors.Kernels.Reference;

/// <summary>Maximum pooling by its definition: a search of each window. <see cref="MaxPooling"/> is tested against it.</summary>
internal static class ReferencePooling
{
    /// <summary>Where the element that a window keeps lies: the first of its largest, or its last NaN, which nothing beats.</summary>
    /// <param name="maps">[samples, channels, height, width].</param>
    /// <param name="window">The window; no padding is ever kept.</param>
    /// <param name="plane">Which map, counted through samples and channels.</param>
    /// <param name="row">The row of the result.</param>
    /// <param name="column">The column of the result.</param>
    /// <returns>The place of the element in the tensor.</returns>
    public static int Max(Tensor maps, PoolingWindow window, int plane, int row, int column)
    {
        (int height, int width) = (maps.Shape[2], maps.Shape[3]);
        int winner = -1;
        for (int i = 0; i < window.Height * window.Width; i++)
        {
            int y = (row * window.StrideHeight) - window.PaddingHeight + (i / window.Width);
            int x = (column * window.StrideWidth) - window.PaddingWidth + (i % window.Width);
            int place = (((plane * height) + y) * width) + x;
            bool isInside = y >= 0 && y < height && x >= 0 && x < width;
            if (isInside && (winner < 0 || maps.Values[place] > maps.Values[winner] || float.IsNaN(maps.Values[place])))
            {
                winner = place;
            }
        }

        return winner;
    }
}
