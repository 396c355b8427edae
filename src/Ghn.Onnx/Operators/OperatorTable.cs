using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Activations;
using Ghn.Onnx.Operators.Arithmetic;
using Ghn.Onnx.Operators.Attention;
using Ghn.Onnx.Operators.Base;
using Ghn.Onnx.Operators.Constants;
using Ghn.Onnx.Operators.ControlFlow;
using Ghn.Onnx.Operators.Convolution;
using Ghn.Onnx.Operators.Normalization;
using Ghn.Onnx.Operators.Pooling;
using Ghn.Onnx.Operators.Products;
using Ghn.Onnx.Operators.Reductions;
using Ghn.Onnx.Operators.Resizing;
using Ghn.Onnx.Operators.Views;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.Onnx.Operators;

/// <summary>The table of contents: every operator of ONNX that is known, a line each.</summary>
internal static class OperatorTable
{
    /// <summary>The operators.</summary>
    public static IReadOnlyList<Operator> Operators { get; } =
    [
        // Activations
        new ActivationOperator("Relu", ActivationFunction.Relu),
        new ActivationOperator("Tanh", ActivationFunction.Tanh),
        new ActivationOperator("Softplus", ActivationFunction.Softplus),
        new ActivationOperator("HardSwish", ActivationFunction.Hardswish),
        new ActivationOperator("Mish", ActivationFunction.Mish, ActivationOperator.Mish),
        new SigmoidOperator(),
        new HardSigmoidOperator(),
        new GeluOperator(),
        new ClipOperator(),
        new LeakyReluOperator(),
        new EluOperator(),
        new SeluOperator(),
        new SwishOperator(),
        new ThresholdedReluOperator(),
        new ShrinkOperator(),
        new CeluOperator(),
        new PReluOperator(),
        new SoftmaxOperator("Softmax", isLogarithmic: false),
        new SoftmaxOperator("LogSoftmax", isLogarithmic: true),

        // Arithmetic
        new AddOperator(),
        new MulOperator(),
        new SumOperator(),
        new SignalOperator("Sub", SignalFunction.Subtract, (left, right) => left - right),
        new SignalOperator("Div", SignalFunction.Divide, (left, right) => left / right, (left, right) => Math.Truncate(left / right)),
        new SignalOperator("Min", SignalFunction.Minimum, Math.Min),
        new SignalOperator("Max", SignalFunction.Maximum, Math.Max),
        new MeanOperator(),
        new PowOperator(),
        new PointwiseOperator("Neg", PointwiseFunction.Negate, number => -number),
        new PointwiseOperator("Abs", PointwiseFunction.Abs, Math.Abs),
        new PointwiseOperator("Sign", PointwiseFunction.Sign, number => Math.Sign(number)),
        new PointwiseOperator("Floor", PointwiseFunction.Floor, Math.Floor),
        new PointwiseOperator("Ceil", PointwiseFunction.Ceiling, Math.Ceiling),
        new PointwiseOperator("Round", PointwiseFunction.Round, number => Math.Round(number, MidpointRounding.ToEven)),
        new PointwiseOperator("Exp", PointwiseFunction.Exp, Math.Exp),
        new PointwiseOperator("Log", PointwiseFunction.Log, Math.Log),
        new PointwiseOperator("Sqrt", PointwiseFunction.Sqrt, Math.Sqrt),
        new PointwiseOperator("Reciprocal", PointwiseFunction.Reciprocal, number => 1 / number),
        new PointwiseOperator("Sin", PointwiseFunction.Sin, Math.Sin),
        new PointwiseOperator("Cos", PointwiseFunction.Cos, Math.Cos),
        new PointwiseOperator("Erf", PointwiseFunction.Erf),
        new PointwiseOperator("Softsign", PointwiseFunction.Softsign),
        new ModOperator(),
        new WhereOperator(),
        new IsNaNOperator(),
        new UnaryConstantOperator("Not", isTrue => isTrue == 0 ? 1 : 0),
        new ComparisonOperator("Equal", (left, right) => left == right),
        new ComparisonOperator("Less", (left, right) => left < right),
        new ComparisonOperator("LessOrEqual", (left, right) => left <= right),
        new ComparisonOperator("Greater", (left, right) => left > right),
        new ComparisonOperator("GreaterOrEqual", (left, right) => left >= right),
        new ComparisonOperator("And", (left, right) => left != 0 && right != 0),
        new ComparisonOperator("Or", (left, right) => left != 0 || right != 0),

        // Attention
        new AttentionOperator(),
        new RotaryEmbeddingOperator(),

        // Constants
        new ConstantOperator(),
        new ShapeOperator(),
        new SizeOperator(),
        new ConstantOfShapeOperator(),
        new RangeOperator(),
        new ScatterNDOperator(),
        new RandomOperator("RandomNormal", "mean", "scale"),
        new RandomOperator("RandomUniform", "low", "high"),

        // Control flow
        RefusedOperator.OfControlFlow("If"),
        RefusedOperator.OfControlFlow("Loop"),
        RefusedOperator.OfControlFlow("Scan"),
        RefusedOperator.OfControlFlow("SequenceMap"),

        // Convolutions
        new ConvOperator(),
        new ConvTransposeOperator(),

        // Normalisations
        new BatchNormalizationOperator(),
        new LayerNormalizationOperator(),
        new RmsNormalizationOperator(),
        new GroupNormalizationOperator(),
        new InstanceNormalizationOperator(),
        new LrnOperator(),

        // Pools
        new MaxPoolOperator(),
        new AveragePoolOperator(),
        new GlobalMaxPoolOperator(),
        new GlobalAveragePoolOperator(),
        new LpPoolOperator(),
        new GlobalLpPoolOperator(),

        // Products
        new GemmOperator(),
        new MatMulOperator(),
        new EinsumOperator(),

        // Reductions
        new ReduceMeanOperator(),
        new ReductionOperator("ReduceSum", ReductionFunction.Sum),
        new ReductionOperator("ReduceMax", ReductionFunction.Max),
        new ReductionOperator("ReduceMin", ReductionFunction.Min),
        new ReductionOperator("ReduceL2", ReductionFunction.L2),
        new ReductionOperator("ReduceL1", ReductionFunction.Sum) { Before = new Pointwise(PointwiseFunction.Abs) },
        new ReductionOperator("ReduceSumSquare", ReductionFunction.Sum) { Before = Pointwise.Power(2) },
        new ReductionOperator("ReduceLogSum", ReductionFunction.Sum) { After = new Pointwise(PointwiseFunction.Log) },
        new ReduceLogSumExpOperator(),
        new ReduceProdOperator(),

        // Resizing
        new ResizeOperator("Resize"),
        new ResizeOperator("Upsample"),
        new GridSampleOperator(),

        // Views
        new ReshapeOperator(),
        new FlattenOperator(),
        new SqueezeOperator(),
        new UnsqueezeOperator(),
        new TransposeOperator(),
        new DepthToSpaceOperator(),
        new SpaceToDepthOperator(),
        new SliceOperator(),
        new SplitOperator(),
        new GatherOperator(),
        new GatherElementsOperator(),
        new ConcatOperator(),
        new ExpandOperator(),
        new TileOperator(),
        new PadOperator(),
        new IdentityOperator(),
        new CastOperator(),
        new DropoutOperator(),
    ];

    private static readonly Dictionary<string, Operator> ByName = Operators.ToDictionary(known => known.Name, StringComparer.Ordinal);

    /// <summary>The operator of a node; null if it is not known.</summary>
    public static Operator? Find(OnnxNode node) => node.IsStandard ? ByName.GetValueOrDefault(node.Type) : null;
}
