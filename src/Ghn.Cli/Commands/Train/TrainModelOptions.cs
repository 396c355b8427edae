using System.CommandLine;
using Ghn.Cli.Options;
using Ghn.HyperNetworks.Configuration;

namespace Ghn.Cli.Commands.Train;

/// <summary>The options that say what kind of GHN is trained: one of the papers', and what to change of it.</summary>
internal sealed class TrainModelOptions
{
    private const string DefaultModel = "ghn3-t";
    private const int MaxSize = 1 << 14;

    private static readonly Dictionary<string, Func<HyperNetworkConfiguration, HyperNetworkConfiguration>> Ablations = new(
        StringComparer.Ordinal)
    {
        ["weight-norm"] = ghn => ghn with { WeightNormalization = false },
        ["virtual-edges"] = ghn => ghn with { VirtualEdges = false },
        ["layer-norm"] = ghn => ghn with { LayerNormalization = false },
        ["centrality"] = ghn => ghn with { Centrality = false },
        ["input-distance"] = ghn => ghn with { InputDistance = false },
        ["backward-distances"] = ghn => ghn with { BackwardDistances = false },
    };

    private readonly Option<string?> _model = ChoiceOption.Create(
        "--model", $"The GHN of a paper to train ({DefaultModel} unless given).", [.. HyperNetworkPresets.Names]);

    private readonly Option<int?> _hidden = NumberOption.Create(
        "--hidden", "The size of its node embeddings, a multiple of 4.", 4, MaxSize);

    private readonly Option<int?> _layers = NumberOption.Create("--layers", "GHN-3's number of layers.", 1, MaxSize);
    private readonly Option<int?> _heads = NumberOption.Create("--heads", "GHN-3's number of attention heads.", 1, MaxSize);
    private readonly Option<int?> _channels = NumberOption.Create(
        "--max-channels", "The largest block of channels that it decodes.", 1, MaxSize);

    private readonly Option<string[]?> _without = new("--without")
    {
        HelpName = "PART,…",
        Description = $"Leave parts out, as the papers' ablations do: {string.Join(", ", Ablations.Keys)}.",
        CustomParser = result =>
        {
            string[] parts = result.Tokens[0].Value.Split(',');
            if (parts.FirstOrDefault(part => !Ablations.ContainsKey(part)) is string unknown)
            {
                result.AddError($"--without takes some of {string.Join(", ", Ablations.Keys)}, not '{unknown}'.");
            }

            return parts;
        },
    };

    private readonly Option<bool> _mlpDecoder = new("--mlp-decoder") { Description = "Decode weights by a multi-layer perceptron." };

    /// <summary>The options as a command declares them.</summary>
    public IReadOnlyList<Option> Declarations => [_model, _hidden, _layers, _heads, _channels, _without, _mlpDecoder];

    /// <summary>The kind of GHN that was asked for.</summary>
    /// <param name="request">The request.</param>
    /// <param name="classCount">The number of classes of the images.</param>
    /// <param name="imageSize">Their height and width.</param>
    public HyperNetworkConfiguration Configuration(ParseResult request, int classCount, int imageSize)
    {
        HyperNetworkConfiguration ghn = HyperNetworkPresets.Named(request.GetValue(_model) ?? DefaultModel, classCount, imageSize);
        foreach (string part in request.GetValue(_without) ?? [])
        {
            ghn = Ablations[part](ghn);
        }

        return ghn with
        {
            Hidden = request.GetValue(_hidden) ?? ghn.Hidden,
            Layers = request.GetValue(_layers) ?? ghn.Layers,
            Heads = request.GetValue(_heads) ?? ghn.Heads,
            MaxOutChannels = request.GetValue(_channels) ?? ghn.MaxOutChannels,
            MaxInChannels = request.GetValue(_channels) ?? ghn.MaxInChannels,
            Decoder = request.GetValue(_mlpDecoder) ? DecoderKind.Mlp : ghn.Decoder,
        };
    }
}
