namespace Ghn.Onnx.Tests;

/// <summary>
/// Files around one node each (<see cref="OperatorProbe"/>), about the last attribute of the line, which has another value than by default.
/// Where ONNX Runtime does not know such an old operator set, a file of a later one that means the same stands after <c>==</c>.
/// </summary>
internal static class AttributeProbes
{
    /// <summary>The files, and those that are to give the same numbers.</summary>
    public static IReadOnlyList<(OperatorProbe Probe, OperatorProbe Reference)> All { get; } =
    [
        .. """
            Celu-12 x alpha=0.5
            Swish-24 x alpha=1.5
            ThresholdedRelu-10 x alpha=0.2
            Shrink-9 x lambd=0.1
            Shrink-9 x lambd=0.1 bias=0.05
            Clip-6 x min=-0.25
            Clip-6 x max=0.25
            Elu-6 x alpha=0.5
            Gelu-20 x approximate=tanh
            HardSigmoid-6 x alpha=0.3
            HardSigmoid-6 x alpha=0.16666667 beta=0.3
            LeakyRelu-16 x alpha=0.2
            Selu-6 x alpha=1.5
            Selu-6 x gamma=1.2
            Softmax-13 t axis=1
            Softmax-11 t axis=2
            LogSoftmax-13 t axis=1
            LogSoftmax-11 t axis=2
            Add-6 x w[3] broadcast=1 axis=1 == Add-7 x w[3,1,1]
            Mul-6 x w[3] broadcast=1 axis=1 == Mul-7 x w[3,1,1]
            Mul-1 x w[3] broadcast=1 axis=1 == Mul-7 x w[3,1,1]
            Add-6 c[1,2,3,4,5,6]:3,2 c[2,3,4] broadcast=1 axis=0 +3 == Add-7 c[1,2,3,4,5,6]:3,2 c[2,3,4]:3,1 +3
            Add-6 c[1,2,3,4,5,6]:3,2 c[2,5] axis=1 broadcast=1 +3 == Add-7 c[1,2,3,4,5,6]:3,2 c[2,5]:1,2 +3
            Sub-6 c[1,2,3,4,5,6]:3,2 c[2,3,4] broadcast=1 axis=0 +3 == Sub-7 c[1,2,3,4,5,6]:3,2 c[2,3,4]:3,1 +3
            Sub-6 c[1,2,3,4,5,6]:3,2 c[2,5] axis=1 broadcast=1 +3 == Sub-7 c[1,2,3,4,5,6]:3,2 c[2,5]:1,2 +3
            Mul-6 c[1,2,3,4,5,6]:3,2 c[2,3,4] broadcast=1 axis=0 +3 == Mul-7 c[1,2,3,4,5,6]:3,2 c[2,3,4]:3,1 +3
            Mul-6 c[1,2,3,4,5,6]:3,2 c[2,5] axis=1 broadcast=1 +3 == Mul-7 c[1,2,3,4,5,6]:3,2 c[2,5]:1,2 +3
            Div-6 c[1,2,3,4,5,6]:3,2 c[2,3,4] broadcast=1 axis=0 +3 == Div-7 c[1,2,3,4,5,6]:3,2 c[2,3,4]:3,1 +3
            Div-6 c[1,2,3,4,5,6]:3,2 c[2,5] axis=1 broadcast=1 +3 == Div-7 c[1,2,3,4,5,6]:3,2 c[2,5]:1,2 +3
            Pow-1 c[1,2,3,4,5,6]:3,2 c[2,3,4] broadcast=1 axis=0 +3 == Pow-7 c[1,2,3,4,5,6]:3,2 c[2,3,4]:3,1 +3
            Pow-1 c[1,2,3,4,5,6]:3,2 c[2,5] axis=1 broadcast=1 +3 == Pow-7 c[1,2,3,4,5,6]:3,2 c[2,5]:1,2 +3
            Less-1 c[1,2,3,4,5,6]:3,2 c[2,3,4] broadcast=1 axis=0 +3 == Less-7 c[1,2,3,4,5,6]:3,2 c[2,3,4]:3,1 +3
            Less-1 c[1,2,3,4,5,6]:3,2 c[2,5] axis=1 broadcast=1 +3 == Less-7 c[1,2,3,4,5,6]:3,2 c[2,5]:1,2 +3
            Greater-1 c[1,2,3,4,5,6]:3,2 c[2,3,4] broadcast=1 axis=0 +3 == Greater-7 c[1,2,3,4,5,6]:3,2 c[2,3,4]:3,1 +3
            Greater-1 c[1,2,3,4,5,6]:3,2 c[2,5] axis=1 broadcast=1 +3 == Greater-7 c[1,2,3,4,5,6]:3,2 c[2,5]:1,2 +3
            Equal-1 k[1,2,3] k[2] broadcast=1 axis=0 +3 == Equal-7 k[1,2,3] k[2] +3
            Equal-1 k[1,2,3] k[2] axis=0 broadcast=1 +3 == Equal-7 k[1,2,3] k[2] +3
            And-1 b[1,0,1] b[1] broadcast=1 axis=0 +3 == And-7 b[1,0,1] b[1] +3
            And-1 b[1,0,1] b[1] axis=0 broadcast=1 +3 == And-7 b[1,0,1] b[1] +3
            Or-1 b[1,0,1] b[0] broadcast=1 axis=0 +3 == Or-7 b[1,0,1] b[0] +3
            Or-1 b[1,0,1] b[0] axis=0 broadcast=1 +3 == Or-7 b[1,0,1] b[0] +3
            Add-14 x x broadcast=1
            Add-14 x x axis=1
            Mod-13 k[7,-5,4] k[3,3,-3] fmod=1 +3
            Constant-13 value_int=2 +1
            Constant-13 value_ints=1,2,3 +3
            Constant-13 value_float=1.5 +1
            Constant-13 value_floats=1,2,3 +3
            Constant-13 value=1.5 +1
            Constant-13 value_string=text +1
            Constant-13 value_strings=text +1
            Constant-13 sparse_value=1 +1
            ConstantOfShape-9 i[3] value=2 +3
            ScatterND-16 k[1,2,3] k[1] n[5] reduction=add +3
            Shape-15 x start=1 +3
            Shape-15 x end=2 +1
            Conv-11 x w[4,3,3,3] strides=2,1
            Conv-11 x w[4,3,3,3] dilations=2,1
            Conv-11 x w[4,3,3,3] pads=0,1,2,1
            Conv-11 x w[4,3,3,3] auto_pad=SAME_UPPER
            Conv-11 x w[4,3,2,2] auto_pad=SAME_LOWER
            Conv-11 x w[6,1,3,3] group=3
            Conv-11 m w[4,3,3] strides=2
            Conv-11 m w[4,3,3] dilations=2
            Conv-11 m w[4,3,3] pads=2,1
            Conv-11 m w[4,3,2] auto_pad=SAME_LOWER
            Conv-11 m w[6,1,3] group=3
            LRN-13 x size=3
            LRN-13 x size=3 alpha=2
            LRN-13 x size=3 beta=1.5
            LRN-13 x size=3 bias=2
            ConvTranspose-11 x w[3,4,3,2] strides=2,3
            ConvTranspose-11 x w[3,4,3,2] dilations=2,1
            ConvTranspose-11 x w[3,4,3,2] pads=1,0,0,1
            ConvTranspose-11 x w[3,4,3,2] strides=2,3 output_padding=1,2
            ConvTranspose-11 x w[3,4,3,2] strides=2,2 auto_pad=SAME_UPPER
            ConvTranspose-11 x w[3,4,3,2] strides=2,2 auto_pad=SAME_LOWER
            ConvTranspose-11 x w[3,4,3,2] strides=2,2 output_shape=12,11
            ConvTranspose-11 x w[3,4,3,2] group=3
            BatchNormalization-15 x w[3] w[3] w[3] w[3] epsilon=0.1
            BatchNormalization-15 x w[3] w[3] w[3] w[3] #1of3 training_mode=1
            BatchNormalization-7 x w[3,6,6] w[3,6,6] w[3,6,6] w[3,6,6] spatial=0
            BatchNormalization-6 x w[3] w[3] w[3] w[3] is_test=1 == BatchNormalization-15 x w[3] w[3] w[3] w[3]
            LayerNormalization-17 t w[36,3] w[36,3] axis=1
            LayerNormalization-17 t w[3] w[3] epsilon=0.1
            Attention-23 x x x is_causal=1
            Attention-23 x x x scale=0.3
            Attention-23 x x x softcap=0.2
            Attention-23 m m m kv_num_heads=4 q_num_heads=4
            Attention-23 m m m q_num_heads=4 kv_num_heads=4
            RotaryEmbedding-23 x w[6,3] w[6,3] k[0,1,2,3,4,5,0,1,2,3,4,5]:2,6 interleaved=1
            RotaryEmbedding-23 m w[4,6] w[4,6] k[2,0,3,2,0,3]:2,3 num_heads=3
            RotaryEmbedding-23 x w[6,2] w[6,2] k[0,1,2,3,4,5,0,1,2,3,4,5]:2,6 rotary_embedding_dim=4
            RMSNormalization-23 t w[36,3] axis=1
            RMSNormalization-23 t w[3] epsilon=0.1
            GroupNormalization-21 x w[3] w[3] num_groups=3
            GroupNormalization-21 x w[3] w[3] num_groups=3 epsilon=0.1
            InstanceNormalization-6 x w[3] w[3] epsilon=0.1
            MaxPool-12 x kernel_shape=3,2
            MaxPool-12 x kernel_shape=3,3 strides=2,1
            MaxPool-12 x kernel_shape=3,3 dilations=2,1
            MaxPool-12 x kernel_shape=3,3 pads=1,0,0,1
            MaxPool-12 x kernel_shape=3,3 auto_pad=SAME_UPPER
            MaxPool-12 x kernel_shape=3,3 strides=2,2 ceil_mode=1
            AveragePool-19 x kernel_shape=3,2
            AveragePool-19 x kernel_shape=3,3 strides=2,1
            AveragePool-19 x kernel_shape=3,3 dilations=2,1
            AveragePool-19 x kernel_shape=3,3 pads=1,0,0,1
            AveragePool-19 x kernel_shape=3,3 auto_pad=SAME_UPPER
            AveragePool-19 x kernel_shape=3,3 strides=2,2 ceil_mode=1
            AveragePool-19 x kernel_shape=3,3 pads=1,1,1,1 count_include_pad=1
            LpPool-18 x kernel_shape=3,3 dilations=2,1
            LpPool-18 x kernel_shape=3,3 strides=2,1
            LpPool-18 x kernel_shape=3,3 pads=1,0,0,1
            LpPool-18 x kernel_shape=3,3 auto_pad=SAME_UPPER
            LpPool-18 x kernel_shape=3,3 strides=2,2 ceil_mode=1
            LpPool-18 x kernel_shape=3,3
            LpPool-18 x kernel_shape=3,3 p=1
            GlobalLpPool-7 x p=1
            Gemm-13 v w[3,4] w[4] alpha=0.5
            Gemm-13 v w[3,4] w[4] beta=0.5
            Gemm-13 h w[3,4] transA=1
            Gemm-13 v w[4,3] transB=1
            Gemm-6 v w[3,4] w[4] broadcast=1 == Gemm-7 v w[3,4] w[4]
            Einsum-12 v w[3,4] equation=ij,jk->ik
            ReduceMean-13 x axes=2,3
            ReduceMean-13 t axes=1 keepdims=0
            ReduceMean-18 x noop_with_empty_axes=1
            ReduceProd-13 x axes=2,3
            ReduceProd-13 t axes=1 keepdims=0
            ReduceProd-18 c[1,2,3] noop_with_empty_axes=1 +1
            ReduceMax-13 x axes=2,3
            ReduceMax-13 t axes=1 keepdims=0
            ReduceMax-18 x noop_with_empty_axes=1
            ReduceMin-13 x axes=2,3
            ReduceMin-13 t axes=1 keepdims=0
            ReduceMin-18 x noop_with_empty_axes=1
            ReduceSum-11 x axes=2,3
            ReduceSum-11 t axes=1 keepdims=0
            ReduceSum-13 x noop_with_empty_axes=1
            ReduceL1-13 x axes=2,3
            ReduceL1-13 t axes=1 keepdims=0
            ReduceL1-18 x noop_with_empty_axes=1
            ReduceL2-13 x axes=2,3
            ReduceL2-13 t axes=1 keepdims=0
            ReduceL2-18 x noop_with_empty_axes=1
            ReduceSumSquare-13 x axes=2,3
            ReduceSumSquare-13 t axes=1 keepdims=0
            ReduceSumSquare-18 x noop_with_empty_axes=1
            ReduceLogSum-13 x axes=2,3
            ReduceLogSum-13 t axes=1 keepdims=0
            ReduceLogSum-18 x noop_with_empty_axes=1
            ReduceLogSumExp-13 x axes=2,3
            ReduceLogSumExp-13 t axes=1 keepdims=0
            ReduceLogSumExp-18 x noop_with_empty_axes=1
            Resize-13 x _ c[1,1,2,2] mode=linear
            Resize-13 x _ c[1,1,2,2] mode=cubic
            Resize-13 x _ c[1,1,2,2] mode=linear coordinate_transformation_mode=align_corners
            Resize-13 x _ c[1,1,2,2] mode=linear coordinate_transformation_mode=asymmetric
            Resize-13 x _ c[1,1,1.5,1.5] nearest_mode=ceil
            Resize-13 x _ c[1,1,2,2] mode=cubic cubic_coeff_a=-0.5
            Resize-18 x _ c[1,1,0.5,0.5] mode=linear antialias=1
            Resize-13 x _ c[1,1,0.5,0.5] mode=cubic exclude_outside=1
            Resize-13 x c[0,0,0.2,0.2,1,1,1.4,1.3] c[1,1,2,2] coordinate_transformation_mode=tf_crop_and_resize extrapolation_value=2
            Resize-18 x _ c[2,2] axes=2,3
            Resize-18 x _ _ i[2,3,9,12] keep_aspect_ratio_policy=not_larger
            Upsample-7 x mode=linear scales=1,1,2,2
            Upsample-9 x c[1,1,2,2] mode=linear
            Upsample-1 x width_scale=2 height_scale=3 == Upsample-7 x scales=1,1,3,2
            Upsample-1 x height_scale=3 width_scale=2 == Upsample-7 x scales=1,1,3,2
            GridSample-16 x w[2,6,6,2] mode=nearest
            GridSample-16 x w[2,6,6,2] align_corners=1
            GridSample-16 x w[2,6,6,2] padding_mode=border
            Reshape-1 x shape=2,9,2,6 == Reshape-14 x i[2,9,2,6]
            Squeeze-11 u axes=1
            Unsqueeze-11 v axes=1,2
            Transpose-13 x perm=0,2,1,3
            DepthToSpace-13 q blocksize=2
            DepthToSpace-13 q blocksize=2 mode=CRD
            SpaceToDepth-13 x blocksize=3
            Slice-7 x ends=5 axes=2 starts=1
            Slice-7 x starts=1 axes=2 ends=5
            Slice-7 x starts=0,1 ends=2,2 axes=0,3
            Split-11 x axis=2 #2of2
            Split-11 x axis=2 split=2,4 #2of2
            Gather-13 x k[1,2] axis=3
            GatherElements-13 c[1,2,3,4,5,6]:3,2 k[1,0,0,0,1,1]:3,2 axis=1 +3
            Concat-13 x x axis=3
            Pad-13 x i[0,0,1,1,0,0,0,0] mode=reflect
            Pad-13 x i[0,0,1,1,0,0,0,0] mode=edge
            Pad-19 x i[0,0,1,1,0,0,0,0] mode=wrap
            Pad-10 x pads=0,0,1,1,0,0,0,2
            Pad-10 x pads=0,0,1,1,0,0,0,2 value=0.5
            Pad-1 x paddings=0,0,1,1,0,0,0,2 == Pad-10 x pads=0,0,1,1,0,0,0,2
            Cast-13 x to=6
            Cast-13 c[1.5,2.5,-1.5] to=7 +3
            """
            .Split('\n').Select(Pair),
    ];

    private static (OperatorProbe Probe, OperatorProbe Reference) Pair(string line)
    {
        string[] sides = line.TrimEnd('\r').Split(" == ");
        var probe = new OperatorProbe(sides[0]);
        return (probe, sides.Length == 1 ? probe : new OperatorProbe(sides[1]));
    }
}
