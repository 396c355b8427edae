using Ghn.Networks.Architectures;
using Ghn.Tensors;

namespace Ghn.Networks.DeepNets;

/// <summary>
/// Builds a network of cells: a stem, the cells, each of which takes the outputs of the two before it, and a classifier.
/// Parameters have the names, shapes and order of the reference's GHN-3 code.
/// </summary>
internal sealed class CellNetwork
{
    /// <summary>How much a simple stem shrinks ImageNet's images, unless another stride is chosen.</summary>
    public const int DefaultStemStride = 4;

    private readonly DeepNetConfiguration _configuration;
    private readonly Genotype _genotype;
    private readonly ZooOptions _options;
    private readonly int _stemStride;
    private readonly NetworkBuilder _network;

    public CellNetwork(DeepNet architecture, ZooOptions options, int stemStride, string name)
    {
        (_genotype, _configuration) = architecture;
        (_options, _stemStride) = (options, stemStride);
        _network = new NetworkBuilder(name, options.InputShape);
    }

    public Network Build()
    {
        (CellState first, CellState second) = Stem();
        int channels = _configuration.Channels;
        bool followsReduction = !_genotype.HasAttention && _configuration.Stem == StemKind.Shrinking;
        for (int i = 0; i < _configuration.Cells; i++)
        {
            bool isReduction = _configuration.IsReduction(i);
            channels *= isReduction ? _configuration.ChannelMultiplier : 1;
            bool halves = isReduction && !_genotype.HasAttention;
            var cell = new CellBuilder($"cells.{i}", channels, halves ? 2 : 1, _configuration.HasBatchNorm);
            (CellState left, CellState right) = (first, second);
            if (_configuration.AdaptsInputs)
            {
                left = cell.Adapt(left, 0, followsReduction);
                right = cell.Adapt(right, 1, halves: false);
            }

            (first, second) = (second, cell.Build(isReduction ? _genotype.Reduction : _genotype.Normal, left, right));
            followsReduction = halves;
        }

        return second.IsMissing
            ? throw new InvalidRequestException("No data flows through the cells to the classifier: operations 'none' cut every path.")
            : _network.Build(Classify(second.Signal));
    }

    private (CellState First, CellState Second) Stem()
    {
        if (_genotype.HasAttention)
        {
            return Both(Patches());
        }

        return _configuration.Stem == StemKind.Simple ? Both(SimpleStem()) : ShrinkingStem();
    }

    private static (CellState First, CellState Second) Both(Signal stem) => (new CellState(stem), new CellState(stem));

    private Signal Patches()
    {
        int channels = _configuration.Channels;
        Signal patches = _options.HasSmallImages
            ? _network.Input.Conv2d("stem0", channels, 3, stride: 3, padding: 1, bias: false)
            : _network.Input.Conv2d("stem0", channels, 16, stride: 16, bias: false);
        return patches.PositionalMaps("pos_enc");
    }

    private Signal SimpleStem()
    {
        int widening = _options.HasSmallImages && _configuration.AdaptsInputs ? 3 : 1;
        int kernel = _configuration.StemKernel;
        Signal stem = Normalize(
            _network.Input.Conv2d(
                "stem.0", widening * _configuration.Channels, kernel, _options.HasSmallImages ? 1 : _stemStride, kernel / 2, bias: false),
            "stem.1");
        return _configuration.HasStemPool ? stem.MaxPool2d(3, 2, padding: 1) : stem;
    }

    private (CellState First, CellState Second) ShrinkingStem()
    {
        int channels = _configuration.Channels;
        int kernel = _configuration.StemKernel;
        int stride = _options.HasSmallImages ? 1 : 2;
        Signal narrow = _network.Input.Conv2d("stem0.0", channels / 2, kernel, stride, kernel / 2, bias: false);
        Signal wide = Normalize(narrow, "stem0.1").Relu().Conv2d("stem0.3", channels, 3, stride, padding: 1, bias: false);
        Signal first = Normalize(wide, "stem0.4");
        Signal second = Normalize(first.Relu().Conv2d("stem1.1", channels, 3, stride: 2, padding: 1, bias: false), "stem1.2");
        return (new CellState(first), new CellState(second));
    }

    private Signal Normalize(Signal x, string layer) => _configuration.HasBatchNorm ? x.BatchNorm2d(layer) : x;

    private Signal Classify(Signal x)
    {
        Signal features = (_configuration.HasGlobalPooling ? x.AdaptiveAvgPool2d(1) : x).Flatten();
        if (_configuration.ClassifierLayers == 1)
        {
            return features.Linear("classifier.0", _options.ClassCount);
        }

        return features.Linear("classifier.0", _configuration.ClassifierWidth).Relu().Dropout()
            .Linear("classifier.3", _options.ClassCount);
    }
}
