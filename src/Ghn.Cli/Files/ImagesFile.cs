using Ghn.Cli.Shell;
using Ghn.Tensors;
using Ghn.Tensors.Formats;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Cli.Files;

/// <summary>Images that a user gives as an array.</summary>
internal static class ImagesFile
{
    /// <summary>Reads images as float32.</summary>
    /// <param name="path">The file, which is there.</param>
    /// <exception cref="RequestException">It does not hold one array of real numbers of two to four dimensions.</exception>
    public static Tensor Read(string path)
    {
        StateDict arrays = StateDict.Load(path);
        if (arrays.Count != 1 || !arrays.First().Value.ElementType.IsFloatingPoint() || arrays.First().Value.Shape.Rank is < 2 or > 4)
        {
            throw new RequestException(
                $"{path} does not hold one array of real numbers [samples, channels, height, width]. "
                + "Save one by np.save(path, images.astype('float32')).");
        }

        return Conversion.ToFloat32(arrays.First().Value);
    }
}
