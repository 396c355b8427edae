using Ghn.HyperNetworks.Graphs;
using Ghn.Networks.DeepNets;

namespace Ghn.HyperNetworks.Tests;

/// <summary>
/// Runs an architecture for CIFAR as PyTorch records it: no tensors, only the backward graph that a forward pass leaves. Written
/// from the description of the reference's networks, without any of this repository's networks and layers.
/// </summary>
internal sealed class TracedForward(DeepNet architecture)
{
    private static readonly string[] BeforeSoftmax = ["UnbindBackward0", "TransposeBackward0", "BmmBackward0", "UnsafeViewBackward0"];
    private static readonly string[] AfterSoftmax = ["BmmBackward0", "UnsafeViewBackward0", "PermuteBackward0"];

    private readonly DeepNetConfiguration _configuration = architecture.Configuration;

    /// <summary>The operation that gives the logits.</summary>
    public TracedOperation Logits()
    {
        (TracedOperation? first, TracedOperation? second) = Stem();
        bool isTransformer = architecture.Genotype.HasAttention;
        bool halved = !isTransformer && _configuration.Stem == StemKind.Shrinking;
        for (int i = 0; i < _configuration.Cells; i++)
        {
            bool isReduction = i > 0 && (i == _configuration.Cells / 3 || i == 2 * _configuration.Cells / 3);
            bool halves = isReduction && !isTransformer;
            string cell = $"cells.{i}";
            (TracedOperation? left, TracedOperation? right) = _configuration.AdaptsInputs
                ? (Adapt(first, $"{cell}.preprocess0", halved), Adapt(second, $"{cell}.preprocess1", halves: false))
                : (first, second);
            CellGenotype genotype = isReduction ? architecture.Genotype.Reduction : architecture.Genotype.Normal;
            (first, second) = (second, Cell(genotype, cell, [left, right], halves ? 2 : 1));
            halved = halves;
        }

        return Classifier(second!);
    }

    private (TracedOperation First, TracedOperation Second) Stem()
    {
        if (architecture.Genotype.HasAttention)
        {
            TracedOperation patches = Convolution(null, "stem0");
            var encoded = new TracedOperation("AddBackward0", null, patches, TracedOperation.Parameter("pos_enc.weight", Primitive.PosEnc));
            return (encoded, encoded);
        }

        if (_configuration.Stem == StemKind.Simple)
        {
            TracedOperation stem = Norm(Convolution(null, "stem.0"), "stem.1");
            TracedOperation pooled = _configuration.HasStemPool ? new("MaxPool2DWithIndicesBackward0", Primitive.MaxPool, stem) : stem;
            return (pooled, pooled);
        }

        TracedOperation narrow = Norm(Convolution(null, "stem0.0"), "stem0.1");
        TracedOperation first = Norm(Convolution(Relu(narrow), "stem0.3"), "stem0.4");
        return (first, Norm(Convolution(Relu(first), "stem1.1"), "stem1.2"));
    }

    private TracedOperation? Adapt(TracedOperation? x, string name, bool halves) =>
        x is null ? null : halves ? FactorizedReduction(x, name) : Norm(Convolution(Relu(x), $"{name}.op.1"), $"{name}.op.2");

    private TracedOperation? Cell(CellGenotype genotype, string name, List<TracedOperation?> states, int stride)
    {
        for (int step = 0; step < genotype.Steps; step++)
        {
            TracedOperation?[] branches = [.. Enumerable.Range(2 * step, 2).Select(index =>
            {
                (CellOperation operation, int input) = genotype.Branches[index];
                return states[input] is { } x ? Branch(operation, x, $"{name}._ops.{index}", input < 2 ? stride : 1) : null;
            })];
            states.Add(branches.OfType<TracedOperation>().ToArray() switch
            {
                [TracedOperation one, TracedOperation other] => new TracedOperation("AddBackward0", Primitive.Sum, one, other),
                [TracedOperation one] => one,
                _ => null,
            });
        }

        TracedOperation?[] outputs = [.. genotype.Outputs.Select(output => states[output])];
        return outputs.OfType<TracedOperation>().FirstOrDefault() is { } present
            ? new TracedOperation("CatBackward0", Primitive.Concat, [.. outputs.Select(output => output ?? Product(present))])
            : null;
    }

    private TracedOperation? Branch(CellOperation operation, TracedOperation x, string name, int stride) => operation switch
    {
        CellOperation.None => null,
        CellOperation.MaxPool3x3 => new TracedOperation("MaxPool2DWithIndicesBackward0", Primitive.MaxPool, x),
        CellOperation.AvgPool3x3 => new TracedOperation("AvgPool2DBackward0", Primitive.AvgPool, x),
        CellOperation.SkipConnect => stride == 1 ? x : FactorizedReduction(x, name),
        CellOperation.SepConv3x3 or CellOperation.SepConv5x5 =>
            Depthwise(Depthwise(x, name, 1, Primitive.SepConv), name, 5, Primitive.SepConv),
        CellOperation.DilConv3x3 or CellOperation.DilConv5x5 => Depthwise(x, name, 1, Primitive.DilConv),
        CellOperation.Conv7x1And1x7 => Norm(Convolution(Convolution(Relu(x), $"{name}.op.1"), $"{name}.op.2"), $"{name}.op.3"),
        CellOperation.Msa => Transformer(x, name),
        CellOperation.Cse => stride == 1 ? Excitation(x, name) : Slices(Excitation(x, name)),
        _ => Norm(Convolution(Relu(x), $"{name}.op.1"), $"{name}.op.2"),
    };

    private TracedOperation Depthwise(TracedOperation x, string name, int place, Primitive primitive)
    {
        TracedOperation depthwise = Convolution(Relu(x), $"{name}.op.{place}", primitive);
        return Norm(Convolution(depthwise, $"{name}.op.{place + 1}"), $"{name}.op.{place + 2}");
    }

    private TracedOperation FactorizedReduction(TracedOperation x, string name)
    {
        TracedOperation active = Relu(x);
        TracedOperation even = Convolution(active, $"{name}.conv_1");
        TracedOperation odd = Convolution(Slices(active), $"{name}.conv_2");
        return Norm(new TracedOperation("CatBackward0", Primitive.Concat, even, odd), $"{name}.bn");
    }

    /// <summary>The product of the states with a gate; the gate's mean is taken of maps that were laid out in a row.</summary>
    private static TracedOperation Excitation(TracedOperation x, string name)
    {
        var mean = new TracedOperation("MeanBackward1", Primitive.GlobAvg, Plain("ReshapeAliasBackward0", x));
        TracedOperation squeezed = Relu(Linear(mean, $"{name}.fc1"));
        return Product(x, Plain("ViewBackward0", Plain("HardswishBackward0", Linear(squeezed, $"{name}.fc2"))));
    }

    /// <summary>Attention stands as a chain: only how many places it takes before its inputs matters to what comes after.</summary>
    private static TracedOperation Transformer(TracedOperation x, string name)
    {
        TracedOperation tokens = Plain("TransposeBackward0", Plain("ViewBackward0", x));
        TracedOperation projected = Projection(LayerNorm(tokens, $"{name}.ln1"), $"{name}.attn.to_qkv");
        var softmax = new TracedOperation("SoftmaxBackward0", Primitive.Msa, Chain(projected, BeforeSoftmax));
        TracedOperation attended = Chain(softmax, AfterSoftmax);
        TracedOperation first = Sum(TokenLinear(attended, $"{name}.attn.to_out.0"), tokens);
        TracedOperation wide = Plain("GeluBackward0", TokenLinear(LayerNorm(first, $"{name}.ln2"), $"{name}.ff.net.0"));
        TracedOperation second = Sum(TokenLinear(wide, $"{name}.ff.net.3"), first);
        return Plain("ViewBackward0", Plain("TransposeBackward0", second));
    }

    private TracedOperation Classifier(TracedOperation x)
    {
        TracedOperation pooled = _configuration.HasGlobalPooling ? new("MeanBackward1", Primitive.GlobAvg, x) : x;
        TracedOperation hidden = Linear(Plain("ViewBackward0", pooled), "classifier.0");
        return _configuration.ClassifierLayers == 1
            ? hidden
            : Linear(new TracedOperation("MulBackward0", Primitive.Cse, Relu(hidden)) { IsInHead = true }, "classifier.3");
    }

    private TracedOperation Norm(TracedOperation x, string name) => _configuration.HasBatchNorm
        ? Normalized("NativeBatchNormBackward0", x, name, Primitive.Bn)
        : x;

    private static TracedOperation LayerNorm(TracedOperation x, string name) =>
        Normalized("NativeLayerNormBackward0", x, name, Primitive.Ln);

    private static TracedOperation Normalized(string operation, TracedOperation x, string name, Primitive primitive) => new(
        operation, null, x, TracedOperation.Parameter($"{name}.weight", primitive), TracedOperation.Parameter($"{name}.bias", null));

    /// <summary>A convolution, of the image if there is no input, which needs no gradient and leaves no record.</summary>
    private static TracedOperation Convolution(TracedOperation? x, string name, Primitive primitive = Primitive.Conv)
    {
        var weight = TracedOperation.Parameter($"{name}.weight", primitive);
        return new TracedOperation("ConvolutionBackward0", null, x is null ? [weight] : [x, weight]);
    }

    /// <summary>A linear layer of a matrix. The bias hangs under the operation, the weight under a transposition that comes last.</summary>
    private static TracedOperation Linear(TracedOperation x, string name) => new(
        "AddmmBackward0", null, TracedOperation.Parameter($"{name}.bias", Primitive.Bias), x, Transposed(name));

    private static TracedOperation TokenLinear(TracedOperation x, string name) =>
        Plain("ViewBackward0", Linear(Plain("ViewBackward0", x), name));

    private static TracedOperation Projection(TracedOperation x, string name) =>
        Plain("UnsafeViewBackward0", new TracedOperation("MmBackward0", null, Plain("ReshapeAliasBackward0", x), Transposed(name)));

    private static TracedOperation Transposed(string name) =>
        new("TBackward0", null, TracedOperation.Parameter($"{name}.weight", Primitive.Conv));

    private static TracedOperation Chain(TracedOperation x, string[] names) => names.Aggregate(x, (inner, outer) => Plain(outer, inner));

    private static TracedOperation Slices(TracedOperation x) =>
        Enumerable.Range(0, 4).Aggregate(x, (inner, _) => Plain("SliceBackward0", inner));

    private static TracedOperation Relu(TracedOperation x) => Plain("ReluBackward0", x);

    private static TracedOperation Sum(TracedOperation one, TracedOperation other) => new("AddBackward0", Primitive.Sum, one, other);

    /// <summary>A product; with a number, such as the zeros for a missing state, if there is one factor.</summary>
    private static TracedOperation Product(params TracedOperation[] factors) => new("MulBackward0", Primitive.Cse, factors);

    private static TracedOperation Plain(string name, TracedOperation x) => new(name, null, x);
}
