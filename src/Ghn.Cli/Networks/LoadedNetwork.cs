using Ghn.Cli.Files;
using Ghn.Cli.Shell;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.Layers;
using Ghn.Networks.Weights;
using Ghn.Onnx;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Networks;

/// <summary>A network with the ONNX file that it came in, which knows more than an architecture, such as weights.</summary>
/// <param name="Network">The network.</param>
/// <param name="File">The file; null for a network that came from elsewhere.</param>
internal sealed record LoadedNetwork(Network Network, OnnxModel? File = null)
{
    /// <summary>What the network's user may not expect.</summary>
    public IReadOnlyList<string> Warnings => File?.Warnings ?? [];

    /// <summary>The weights that the network brought along, under its names; null if it brought none.</summary>
    public StateDict? OwnWeights => File is { Weights.Count: > 0 } ? File.Weights : null;

    /// <summary>The outputs of the network's file, in its order; none for a network that came from elsewhere.</summary>
    public IReadOnlyList<NetworkOutput> Outputs => File?.Outputs ?? [];

    /// <summary>Reads the network of an ONNX file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="imageSize">The height and width of the images, where the file leaves them open.</param>
    /// <param name="requested">What the user asked for.</param>
    /// <param name="skipsUnknown">Whether operations that are not known are passed over.</param>
    /// <exception cref="RequestException">There is no such file, or its network has other sizes than were asked for.</exception>
    public static LoadedNetwork Load(string path, Size2d? imageSize, RequestedShape requested, bool skipsUnknown)
    {
        WeightsFile.RequireReadable(path);
        OnnxModel model = OnnxModel.Load(path, imageSize, skipsUnknown);
        Network network = model.Network;
        if (requested.ClassCount is { } classCount && classCount != network.ClassCount)
        {
            throw new RequestException(
                $"{path} has {network.ClassCount} classes: leave --classes {classCount} out, or export the model anew.");
        }

        if (requested.ImageSize is { } size && (network.InputShape[1] != size.Height || network.InputShape[2] != size.Width))
        {
            throw new RequestException(
                $"{path} takes images of {network.InputShape[1]}×{network.InputShape[2]} only: leave --image-size "
                + $"{ImageSize.Text(size)} out, or export the model for images of that size.");
        }

        return new LoadedNetwork(network, model);
    }

    /// <summary>Weights as the network has them, given as files of weights have them, and the network that they want.</summary>
    /// <param name="weights">The weights of a file; they are not copied where they are the same.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="RequestException">They are of another network.</exception>
    public (LoadedNetwork Network, StateDict Weights) Take(StateDict weights, string path)
    {
        if (File is null)
        {
            return (this, weights);
        }

        OnnxModel taken = RequestException.Explaining(
            () => File.WithWeights(StateNames.Fit(Network, weights)), reason => $"{path}: {reason}");
        return (new LoadedNetwork(taken.Network, taken), taken.Weights);
    }

    /// <summary>Weights as the network has them, given as files of weights have them, where the network is to stay as it is.</summary>
    /// <param name="weights">The weights of a file.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="RequestException">They are of another network, or have other values of what is no parameter of it.</exception>
    public StateDict TakeAsItIs(StateDict weights, string path)
    {
        (LoadedNetwork taken, StateDict fitted) = Take(weights, path);
        return taken.Network == Network
            ? fitted
            : throw new RequestException(
                $"{path} has other values than {File!.Path} of what no layer learns. Put them there first, by 'ghn convert {path} "
                + $"OTHER.onnx --network {File.Path}', and name that network.");
    }

    /// <summary>
    /// Writes weights of the network, in the format that the extension tells; an ONNX file that came of one keeps all but its weights.
    /// </summary>
    public void Save(string path, StateDict weights, CancellationToken cancellation)
    {
        if (!WeightsFile.HoldsNetwork(path))
        {
            Noted(File is null ? weights : File.ToFileState(weights)).Save(path, cancellation);
        }
        else if (File is not null)
        {
            OnnxExport.Save(path, File, weights, cancellation);
        }
        else
        {
            OnnxExport.Save(path, Network, weights, cancellation);
        }
    }

    /// <summary>Says of a network that has the choice whether it transforms its input, for formats that have room for a note.</summary>
    private StateDict Noted(StateDict weights)
    {
        if (InputTransform.IsOptionOf(Network.Name))
        {
            weights.Metadata[InputTransform.Name] = InputTransform.IsIn(Network) ? "true" : "false";
        }

        return weights;
    }
}
