using System.CommandLine;
using Ghn.Cli.Commands.Predict;
using Ghn.Cli.Files;
using Ghn.Cli.Networks;
using Ghn.Cli.Options;
using Ghn.Cli.Shell;
using Ghn.Onnx.Building;

namespace Ghn.Cli.Commands.Eval;

/// <summary>The options that say where the weights of networks come from: a GHN, or files.</summary>
internal sealed class WeightsOptions
{
    private readonly GhnOption _ghn = new(mayRepeat: "for splits");

    private readonly Option<string[]> _files = new("--weights")
    {
        HelpName = "FILE",
        Description = "The weights instead, under PyTorch's names; once for each network, in their order.",
    };

    private readonly KeyOption _key = new();

    private readonly Option<ulong?> _seed = CommonOptions.Seed("The seed of what is left to standard initialisation");

    private readonly PostProcessingOptions _post = new();

    /// <summary>The options as a command declares them.</summary>
    public IReadOnlyList<Option> Declarations => [_ghn, _files, _key, _seed, .. _post.Declarations];

    /// <summary>Refuses what is contradictory or not there, before any work is done.</summary>
    /// <exception cref="RequestException">Neither a GHN nor weights are named, or both are, or a file does not exist.</exception>
    public void RequireFiles(ParseResult request)
    {
        string[] files = request.GetValue(_files) ?? [];
        if (files.Length == 0)
        {
            _ghn.File(request);
            if (request.GetValue(_key) is not null)
            {
                throw new RequestException("--key says where a state dict stands in a file: give that by --weights, too.");
            }
        }
        else if (_ghn.IsGiven(request))
        {
            throw new RequestException("--ghn predicts weights and --weights gives them: leave one of them out.");
        }

        foreach (string file in files)
        {
            WeightsFile.RequireReadable(file);
        }
    }

    /// <summary>The seed of what is left to standard initialisation.</summary>
    public ulong Seed(ParseResult request) => request.GetValue(_seed) ?? 0;

    /// <summary>The files of the GHNs, where weights can be predicted only, and stay as they are.</summary>
    /// <exception cref="RequestException">No GHN is named, or files of weights are, or post-processing is asked for.</exception>
    public IReadOnlyList<string> FilesOfPredictions(ParseResult request)
    {
        if (request.GetValue(_files) is [_, ..])
        {
            throw new RequestException(
                "--weights gives the weights of single networks: leave it out for splits, --run, --csv and --train.");
        }

        return _post.IsGiven(request)
            ? throw new RequestException("--post prepares weights for training: leave it out for splits, --run, --csv and --train.")
            : _ghn.Files(request);
    }

    /// <summary>The source of the weights of some networks.</summary>
    /// <exception cref="RequestException">The options do not fit the networks.</exception>
    public WeightsSource Source(Terminal terminal, ParseResult request, IReadOnlyList<LoadedNetwork> networks)
    {
        PostProcessingRequest?[] post = [.. networks.Select(network => _post.Request(request, network.Network))];
        string[] files = request.GetValue(_files) ?? [];
        if (files.Length == 0)
        {
            string file = _ghn.File(request);
            return new PredictedWeights(terminal, file, GhnOption.Load(terminal, file), post, Seed(request));
        }

        if (files.Length != networks.Count)
        {
            throw new RequestException(
                $"there are {networks.Count} networks and {files.Length} files of weights: give --weights FILE once for each network.");
        }

        return post.All(entry => entry is null)
            ? new GivenWeights(terminal, files, request.GetValue(_key))
            : throw new RequestException("--post prepares predicted weights; given ones stay as they are.");
    }
}
