using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Interpolation;

namespace Ghn.Networks.Tests;

/// <summary>Windows that spread out or are padded unevenly, and maps in other sizes, as layers.</summary>
public class PoolLayerTests
{
    [Fact]
    public void A_spread_window_takes_every_other_place() => Assert.Equal(
        [6, 7, 8], Run(new MaxPool2d((1, 3), 1, 0, false) { Dilation = (1, 2) }, [1, 2, 3, 4, 6, 7, 8]));

    [Fact]
    public void A_mean_may_count_padding_on_one_side() => Assert.Equal(
        [1.5f, 2.5f, 1.5f], Run(new AvgPool2d((1, 2), 1, 0, false, CountIncludesPadding: true) { EndPadding = (0, 1) }, [1, 2, 3]));

    [Fact]
    public void Maps_grow_between_their_corners() => Assert.Equal(
        [1, 2, 3, 4, 5],
        Run(new Interpolate((1, 5), Resampling.Bilinear with { Coordinates = CoordinateTransformation.AlignCorners }), [1, 3, 5]));

    [Fact]
    public void A_given_scale_counts_more_than_the_sizes() => Assert.Equal(
        [1, 1, 2, 2],
        Run(new Interpolate((1, 4), Resampling.Nearest with { HorizontalScale = 1.9 }), [1, 2, 3]));

    private static float[] Run(Layer layer, float[] values)
    {
        var builder = new NetworkBuilder("test", [1, 1, values.Length]);
        Network network = builder.Build(builder.Input.Apply(layer));
        using var model = new Model(network, []);
        using Tensor images = Tensor.From<float>(values, [1, 1, 1, values.Length]);
        using Tensor output = model.Predict(images);
        return output.Values.ToArray();
    }
}
