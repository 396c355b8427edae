namespace Ghn.Onnx.Tests;

/// <summary>Files around one node each (<see cref="OperatorProbe"/>), for every operator that is known and every attribute of it.</summary>
internal static class OperatorProbes
{
    /// <summary>A valid file of each operator on images.</summary>
    public static IReadOnlyList<OperatorProbe> OnImages { get; } = Read("""
        Relu-14 x
        Tanh-13 x
        Softplus-7 x
        HardSwish-14 x
        Mish-18 x
        Sigmoid-13 x
        HardSigmoid-6 x alpha=0.16666667
        Gelu-20 x
        Clip-13 x s[0] s[0.5]
        LeakyRelu-16 x
        Elu-6 x
        Selu-6 x
        Celu-12 x
        PRelu-16 x w[3,1,1]
        Softmax-13 v
        LogSoftmax-13 v
        Add-14 x x
        Mul-14 x x
        Sum-13 x x x
        Sub-14 x s[0.25]
        Div-14 x s[0.25]
        Pow-15 x s[2]
        Min-13 x x
        Max-13 x x
        Mod-13 x x fmod=1
        Sqrt-13 x
        Erf-13 x
        Where-16 b[1] x x
        Mean-13 x x
        Neg-13 x
        Abs-13 x
        Floor-13 x
        Ceil-13 x
        Round-11 x
        Reciprocal-13 x
        Exp-13 x
        Log-13 x
        Sin-7 x
        Cos-7 x
        Sign-13 x
        Softsign-7 x
        Swish-24 x
        ThresholdedRelu-10 x
        Shrink-9 x
        Constant-13 value_float=1.5 +1
        Shape-15 x start=1 +3
        Size-13 x +1
        ConstantOfShape-9 i[3] value=2 +3
        Conv-11 x w[4,3,3,3] w[4]
        Conv-11 m w[4,3,3] w[4]
        LRN-13 x size=3
        ConvTranspose-11 x w[3,4,2,2] w[4]
        Attention-23 x x x
        RotaryEmbedding-23 x c[1,0.9,0.8,0.7,0.6,0.5]:6,1 c[0,0.1,0.2,0.3,0.4,0.5]:6,1 k[0,1,2,3,4,5,0,1,2,3,4,5]:2,6 rotary_embedding_dim=2
        RMSNormalization-23 t w[3]
        BatchNormalization-15 x w[3] w[3] w[3] w[3]
        LayerNormalization-17 t w[3] w[3]
        GroupNormalization-21 x w[3] w[3] num_groups=3
        InstanceNormalization-6 x w[3] w[3]
        MaxPool-12 x kernel_shape=2,2
        AveragePool-11 x kernel_shape=2,2
        GlobalMaxPool-7 x
        GlobalAveragePool-7 x
        LpPool-11 x kernel_shape=2,2
        GlobalLpPool-7 x
        Gemm-13 v w[3,4] w[4]
        MatMul-13 t w[3,4]
        Einsum-12 v w[3,4] equation=ij,jk->ik
        ReduceMean-13 x axes=2,3
        ReduceProd-13 x axes=2,3
        ReduceMax-13 x axes=2,3
        ReduceMin-13 x axes=2,3
        ReduceSum-13 x i[2,3]
        ReduceL1-13 x axes=2,3
        ReduceL2-13 x axes=2,3
        ReduceSumSquare-13 x axes=2,3
        ReduceLogSum-13 x axes=2,3
        ReduceLogSumExp-13 x axes=2,3
        Resize-13 x _ c[1,1,2,2] coordinate_transformation_mode=asymmetric nearest_mode=floor
        Upsample-9 x c[1,1,2,2]
        GridSample-16 x w[2,6,6,2]
        Reshape-14 x i[2,9,2,6]
        Flatten-13 x
        Squeeze-13 g
        Unsqueeze-13 v i[2,3]
        Transpose-13 x perm=0,2,1,3
        DepthToSpace-13 q blocksize=2
        SpaceToDepth-13 x blocksize=2
        Slice-13 x i[1] i[4] i[2]
        Split-13 x axis=2
        Gather-13 x k[1,2] axis=2
        Concat-13 x x axis=1
        Expand-13 x i[2,3,6,6]
        Tile-13 x i[1,2,1,1]
        Pad-13 x i[0,0,1,1,0,0,0,0]
        Identity-13 x
        Cast-13 x to=1
        Dropout-13 x
        """);

    /// <summary>A valid file of each operator that is carried out on constants.</summary>
    public static IReadOnlyList<OperatorProbe> OnConstants { get; } = Read("""
        Add-14 c[1,2,3] c[4,5,6] +3
        Mul-14 c[1,2,3] c[4,5,6] +3
        Sub-14 c[1,2,3] c[4,5,6] +3
        Div-14 c[1,2,3] c[4,5,6] +3
        Pow-15 c[1,2,3] c[4,5,6] +3
        Min-13 c[1,2,3] c[3,2,1] +3
        Max-13 c[1,2,3] c[3,2,1] +3
        Mod-13 k[7,-5,4] k[3,3,-3] +3
        Sqrt-13 c[1,2,3] +3
        Where-16 b[1,0,1] c[1,2,3] c[4,5,6] +3
        Neg-13 c[1,-2,3] +3
        Not-7 b[1,0,1] +3
        Abs-13 c[1,-2,3] +3
        Floor-13 c[1.5,-2.5,3] +3
        Ceil-13 c[1.5,-2.5,3] +3
        Round-11 c[1.5,-2.5,3.5] +3
        Reciprocal-13 c[1,-2,3] +3
        Exp-13 c[1,-2,3] +3
        Log-13 c[1,2,3] +3
        Equal-13 k[1,2,3] k[3,2,1] +3
        Less-13 k[1,2,3] k[3,2,1] +3
        LessOrEqual-16 k[1,2,3] k[3,2,1] +3
        Greater-13 k[1,2,3] k[3,2,1] +3
        GreaterOrEqual-16 k[1,2,3] k[3,2,1] +3
        And-7 b[1,0,1] b[1,1,0] +3
        Or-7 b[1,0,1] b[1,1,0] +3
        Range-11 s[1] s[4] s[1] +3
        ScatterND-16 k[1,2,3] k[1] n[5] +3
        ReduceProd-13 c[1,2,3] +1
        """);

    /// <summary>Lines as probes.</summary>
    private static IReadOnlyList<OperatorProbe> Read(string lines) =>
        [.. lines.Split('\n').Select(line => new OperatorProbe(line.TrimEnd('\r')))];
}
