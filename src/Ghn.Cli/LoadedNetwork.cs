using Ghn.Networks;
using Ghn.Onnx;

namespace Ghn.Cli;

/// <summary>A network, and the ONNX file that it came from: what that holds besides an architecture, such as weights.</summary>
/// <param name="Network">The network.</param>
/// <param name="File">The file; null if it came from elsewhere.</param>
internal sealed record LoadedNetwork(Network Network, OnnxModel? File = null)
{
    /// <summary>The extension of ONNX files.</summary>
    public const string Extension = ".onnx";

    /// <summary>What may not be as its user expects of the file, as whole sentences.</summary>
    public IReadOnlyList<string> Warnings => File?.Warnings ?? [];

    /// <summary>The weights of the file that no layer of the network has.</summary>
    public IReadOnlyList<SkippedTensor> SkippedTensors => File?.SkippedTensors ?? [];

    /// <summary>What the network became: one that changed is no longer that of the file.</summary>
    public LoadedNetwork As(Network network) => ReferenceEquals(network, Network) ? this : new LoadedNetwork(network);

    /// <summary>Reads the network of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="imageSize">The height and width of the images, where the file leaves them open.</param>
    /// <param name="asked">What the user asked for.</param>
    /// <param name="skipsUnknown">Whether operations that are not known are passed over.</param>
    /// <exception cref="RequestException">There is no such file, or its network has other sizes than were asked for.</exception>
    public static LoadedNetwork Load(string path, int? imageSize, NetworkSizes asked, bool skipsUnknown)
    {
        WeightsFile.RequireReadable(path);
        OnnxModel model = OnnxModel.Load(path, imageSize, skipsUnknown);
        Network network = model.Network;
        if (asked.ClassCount is { } classCount && classCount != network.ClassCount)
        {
            throw new RequestException($"{path} has {network.ClassCount} classes: leave --classes {classCount} out, or export the model anew.");
        }

        if (asked.ImageSize is { } side && (network.InputShape[1] != side || network.InputShape[2] != side))
        {
            throw new RequestException(
                $"{path} takes images of {network.InputShape[1]}×{network.InputShape[2]} only: leave --image-size {side} out, or export the model "
                + "for images of that size.");
        }

        return new LoadedNetwork(network, model);
    }
}
