using System.Globalization;

namespace Ghn.Onnx.Tests;

/// <summary>Forms of operators that real files have, beside ONNX Runtime; a line each (<see cref="OperatorProbe"/>).</summary>
public class OperatorFormTests
{
    /// <summary>Forms that are run.</summary>
    public static TheoryData<string> Run => Lines("""
        Sub-14 x g
        Sub-14 g x
        Sub-14 s[0.25] x
        Div-14 g s[0.25]
        Div-14 s[2] g
        Div-14 x g
        Min-13 x
        Min-13 x g
        Min-13 x s[0.25] g
        Max-13 x
        Max-13 x g x
        Max-13 s[0.25] x s[0.1]
        Mean-13 x
        Mean-13 x g
        Sum-13 x g x
        Add-14 x g
        Mul-14 g x
        Pow-15 x s[3]
        Sin-7 x
        Cos-7 x
        Sign-13 x
        Softsign-7 x
        Softsign-22 t
        Swish-24 x
        Swish-24 x alpha=1.5
        ThresholdedRelu-10 x
        ThresholdedRelu-10 x alpha=0.2
        Shrink-9 x
        Shrink-9 x lambd=0.1 bias=0.05
        Gelu-20 x approximate=tanh
        HardSigmoid-6 x
        HardSigmoid-6 v alpha=0.3 beta=0.4
        Clip-13 x
        Clip-13 x s[0.1]
        Clip-13 x _ s[0.1]
        Clip-13 x s[-0.1] s[0.1]
        Clip-13 x s[0.1] s[-0.1]
        Clip-6 x min=-0.2
        Clip-6 x max=0.3
        PRelu-16 x w[1]
        PRelu-16 x w[1,1,1]
        PRelu-16 v w[3]
        PRelu-16 v w[1]
        PRelu-16 t w[3]
        PRelu-16 x s[0.3]
        Softmax-13 x axis=1
        LogSoftmax-13 x axis=3
        LogSoftmax-11 t
        GlobalAveragePool-7 t
        GlobalMaxPool-7 t
        GlobalLpPool-7 t
        ReduceMean-13 x axes=1
        ReduceMean-13 x axes=1 keepdims=0
        ReduceMean-13 x axes=3
        ReduceMean-13 x axes=-1 keepdims=0
        ReduceMean-13 x axes=1,2,3
        ReduceMean-18 x i[1,3] keepdims=0
        ReduceMean-18 x noop_with_empty_axes=1
        ReduceMean-18 x i[] noop_with_empty_axes=1
        ReduceMean-13 t axes=1
        ReduceMax-13 x axes=1
        ReduceMax-18 x i[2,3] keepdims=0
        ReduceMax-20 t i[-1]
        ReduceMin-13 x axes=2
        ReduceSum-11 x axes=1 keepdims=0
        ReduceSum-13 x i[1,2]
        ReduceSum-13 x noop_with_empty_axes=1
        ReduceL2-13 x axes=1
        ReduceL2-18 x i[2,3] keepdims=0
        ReduceL1-13 x axes=1,2 keepdims=0
        ReduceSumSquare-18 x i[3]
        ReduceLogSum-13 g axes=1
        ReduceLogSumExp-13 x axes=1 keepdims=0
        ReduceLogSumExp-18 x i[2,3]
        Pad-13 x i[0,0,1,2,0,0,2,1]
        Pad-13 x i[0,0,1,2,0,0,2,1] s[1.5]
        Pad-13 x i[0,1,-1,2,0,0,2,-1] s[-2]
        Pad-13 x i[0,0,1,2,0,0,2,1] mode=edge
        Pad-13 x i[0,0,5,2,0,0,2,5] mode=reflect
        Pad-13 x i[0,0,9,2,0,0,2,9] mode=edge
        Pad-19 x i[0,0,1,2,0,0,2,1] mode=wrap
        Pad-19 x i[0,0,6,0,0,0,0,5] mode=wrap
        Pad-18 x i[1,2,2,1] s[0.5] i[2,3]
        Pad-7 x pads=0,0,1,2,0,0,2,1 value=0.5
        Tile-13 x i[1,2,3,1]
        Expand-13 g i[2,3,4,5]
        Expand-13 g i[4,5]
        Gather-13 x k[1,1,0,-1] axis=1
        AveragePool-11 x kernel_shape=3,2 strides=2,2 pads=1,0,1,1 count_include_pad=1
        AveragePool-11 x kernel_shape=3,3 strides=2,2 pads=1,1,0,0
        AveragePool-11 x kernel_shape=3,3 strides=2,2 ceil_mode=1
        AveragePool-19 x kernel_shape=3,3 strides=2,2 pads=1,1,1,1 ceil_mode=1 count_include_pad=1
        AveragePool-19 x kernel_shape=2,3 dilations=2,1
        AveragePool-19 x kernel_shape=3,3 dilations=2,2 pads=1,1,1,1
        AveragePool-19 x kernel_shape=3,3 dilations=2,2 pads=1,1,1,1 count_include_pad=1
        AveragePool-19 x kernel_shape=2,2 dilations=2,2 strides=3,3 ceil_mode=1
        AveragePool-11 x kernel_shape=3,3 strides=2,2 auto_pad=SAME_UPPER
        MaxPool-12 x kernel_shape=2,2 dilations=3,2
        MaxPool-12 x kernel_shape=3,3 dilations=2,2 pads=1,1,1,1 strides=2,2 ceil_mode=1
        LpPool-11 x kernel_shape=2,3
        LpPool-11 x kernel_shape=3,3 strides=2,2 pads=1,1,0,1 p=1
        LpPool-18 x kernel_shape=2,2 dilations=2,2 p=3
        LpPool-18 x kernel_shape=3,3 strides=2,2 ceil_mode=1
        GlobalLpPool-7 x p=1
        GlobalLpPool-7 x p=3
        ConvTranspose-11 x w[3,4,3,2] w[4]
        ConvTranspose-11 x w[3,4,3,2] strides=2,3
        ConvTranspose-11 x w[3,4,3,2] dilations=2,1
        ConvTranspose-11 x w[3,4,3,2] pads=1,0,0,1
        ConvTranspose-11 x w[3,4,3,2] strides=2,3 output_padding=1,2
        ConvTranspose-11 x w[3,4,3,3] strides=2,2 auto_pad=SAME_UPPER
        ConvTranspose-11 x w[3,4,3,3] strides=2,2 auto_pad=SAME_LOWER
        ConvTranspose-11 x w[3,4,3,2] strides=2,2 output_shape=12,11
        ConvTranspose-11 x w[3,4,4,5] strides=2,2 output_shape=12,12 auto_pad=SAME_UPPER
        ConvTranspose-11 x w[3,4,3,2] strides=2,2 auto_pad=VALID
        ConvTranspose-11 x w[3,4,3,2] group=3
        ConvTranspose-11 m w[3,4,3] w[4] strides=2
        ConvTranspose-11 m w[3,4,3] strides=2 pads=1,1 output_padding=1
        ConvTranspose-11 m w[3,2,3] dilations=2 group=3
        RMSNormalization-23 x w[6]
        RMSNormalization-23 x w[6,6] axis=2
        Attention-23 x x x
        Attention-23 x x x is_causal=1
        Attention-23 x x x scale=0.3
        Attention-23 x x x softcap=0.2
        Attention-23 x x x w[6,6]
        Attention-23 x x x b[1,1,1,1,0,1,1,1,1,1,1,0,1,1,1,1,1,1,1,1,1,1,1,1,0,1,1,1,1,1,1,0,1,1,1,1]:6,6
        Attention-23 m m m q_num_heads=4 kv_num_heads=4
        Attention-23 t t t q_num_heads=3 kv_num_heads=3 softmax_precision=1
        Attention-23 m m m w[4,3,3] q_num_heads=4 kv_num_heads=4
        RotaryEmbedding-23 x w[9,3] w[9,3] k[5,4,3,2,1,0,5,4,3,2,1,0]:2,6
        RotaryEmbedding-23 x w[6,3] w[6,3] k[0,1,2,3,4,5,0,1,2,3,4,5]:2,6 interleaved=1
        RotaryEmbedding-23 m w[4,6] w[4,6] k[2,0,3,2,0,3]:2,3 num_heads=3
        RotaryEmbedding-23 m w[4,2] w[4,2] k[2,0,3,2,0,3]:2,3 num_heads=3 rotary_embedding_dim=4
        RotaryEmbedding-23 m c[0.1,0.2,0.3,0.1,0.2,0.3]:2,3,1 c[0.9,0.8,0.7,0.9,0.8,0.7]:2,3,1 num_heads=18
        Upsample-7 x scales=1,1,2,3
        Upsample-9 x c[1,1,2,2] mode=linear
        Upsample-9 x c[1,1,2.5,1.7]
        Resize-10 x c[1,1,2,2]
        Resize-10 x c[1,1,0.6,0.4]
        Resize-10 x c[1,1,1.5,1.5] mode=linear
        Resize-13 x _ c[1,1,2,2]
        Resize-13 x _ c[1,1,1.5,0.4] mode=linear
        Resize-13 x _ c[1,1,1.5,0.4] mode=cubic
        Resize-13 x _ c[1,1,1.7,1.3] coordinate_transformation_mode=half_pixel
        Resize-13 x _ c[1,1,1.7,1.3] coordinate_transformation_mode=align_corners
        Resize-13 x _ c[1,1,1.7,1.3] coordinate_transformation_mode=asymmetric
        Resize-13 x _ c[1,1,1.7,1.3] mode=linear coordinate_transformation_mode=align_corners
        Resize-13 x _ c[1,1,1.7,1.3] mode=linear coordinate_transformation_mode=asymmetric
        Resize-19 x _ c[1,1,1.7,1.3] mode=linear coordinate_transformation_mode=half_pixel_symmetric
        Resize-13 x _ c[1,1,0.6,0.45] nearest_mode=floor
        Resize-13 x _ c[1,1,0.6,0.45] nearest_mode=ceil
        Resize-13 x _ c[1,1,0.5,0.5] nearest_mode=round_prefer_ceil
        Resize-13 x _ c[1,1,0.5,0.5] nearest_mode=round_prefer_floor
        Resize-13 x _ _ i[2,3,1,1] mode=linear coordinate_transformation_mode=pytorch_half_pixel
        Resize-13 x _ _ i[2,3,1,9] mode=linear coordinate_transformation_mode=pytorch_half_pixel
        Resize-13 x _ _ i[2,3,1,1] mode=linear
        Resize-13 x _ _ i[2,3,7,9] mode=cubic cubic_coeff_a=-0.5
        Resize-13 x _ _ i[2,3,7,9] mode=cubic exclude_outside=1
        Resize-13 x _ _ i[2,3,7,9] mode=cubic coordinate_transformation_mode=align_corners
        Resize-18 x _ _ i[3,4] mode=linear axes=2,3 antialias=1 exclude_outside=1
        Resize-18 x _ _ i[3,4] mode=cubic axes=2,3 antialias=1 exclude_outside=1
        Resize-18 x _ _ i[3,4] mode=linear axes=2,3 antialias=1
        Resize-18 x _ _ i[3,4] mode=cubic axes=2,3 antialias=1
        Resize-18 x _ _ i[9,8] mode=linear axes=2,3 antialias=1
        Resize-18 x _ _ i[9,8] mode=linear axes=3,2
        Resize-18 x _ c[1.5,2] axes=3,2
        Resize-18 x _ _ i[9,7] mode=linear axes=2,3 keep_aspect_ratio_policy=not_larger
        Resize-18 x _ _ i[9,7] mode=linear axes=2,3 keep_aspect_ratio_policy=not_smaller
        Resize-13 t _ c[1,2,1]
        """);

    /// <summary>Forms that are refused, each with a part of what is said.</summary>
    public static TheoryData<string, string> Refused => new()
    {
        { "ReduceMean-13 x", "it reduces all dimensions of 2×3×6×6, the samples, too" },
        { "ReduceMax-13 x axes=0", "it mixes the samples of 2×3×6×6" },
        { "ReduceL2-18 x noop_with_empty_axes=1", "it reduces no dimensions" },
        { "Pow-15 s[2] x", "its exponent is not a known number" },
        { "Pad-13 x i[1,0,0,0,0,0,0,0] s[2]", "it pads the samples of 2×3×6×6" },
        { "ConvTranspose-11 x w[3,4,2,2] output_shape=9,9", "asks for larger maps than its window spreads over" },
        { "Resize-13 x _ c[2,1,1,1]", "it gives 2×3×6×6 the shape 4×3×6×6" },
    };

    [Theory]
    [MemberData(nameof(Run))]
    public void A_form_gives_the_right_numbers(string line)
    {
        var probe = new OperatorProbe(line);
        ProbeResult right = ProbeResult.Right(probe);
        ProbeResult result = ProbeResult.Of(probe);
        Assert.Equal((null, null), (right.Refusal, result.Refusal));
        Assert.True(right.IsLike(result), $"{Text(result)} instead of {Text(right)}");
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_form_is_refused_for_its_reason(string line, string reason) =>
        Assert.Contains(reason, ProbeResult.Of(new OperatorProbe(line)).Refusal, StringComparison.Ordinal);

    private static string Text(ProbeResult result) => string.Create(
        CultureInfo.InvariantCulture, $"{string.Join('×', result.Shape)}: {string.Join(' ', result.Numbers!.Take(12))}");

    private static TheoryData<string> Lines(string lines) => [.. lines.Split('\n').Select(line => line.TrimEnd('\r'))];
}
