using System.Runtime.CompilerServices;
using Ghn.Networks;
using Ghn.Onnx;

namespace Ghn.Cli;

/// <summary>The ONNX files that networks came from: what they hold besides an architecture, such as weights.</summary>
internal static class ImportedModels
{
    /// <summary>The extension of ONNX files.</summary>
    public const string Extension = ".onnx";

    private static readonly ConditionalWeakTable<Network, OnnxModel> Models = [];

    /// <summary>The file that a network came from; null for one that came from elsewhere.</summary>
    public static OnnxModel? Of(Network network) => Models.TryGetValue(network, out OnnxModel? model) ? model : null;

    /// <summary>Reads the network of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="imageSize">The height and width of the images, where the file leaves them open.</param>
    /// <param name="asked">What the user asked for.</param>
    /// <param name="skipsUnknown">Whether operations that are not known are passed over.</param>
    /// <exception cref="RequestException">There is no such file, or its network has other sizes than were asked for.</exception>
    public static Network Load(string path, int? imageSize, NetworkSizes asked, bool skipsUnknown)
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

        Models.Add(network, model);
        return network;
    }
}
