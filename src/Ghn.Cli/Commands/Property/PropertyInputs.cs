using Ghn.Analysis.Properties;
using Ghn.Cli.Shell;

namespace Ghn.Cli.Commands.Property;

/// <summary>What parts of <c>ghn property</c> read.</summary>
internal static class PropertyInputs
{
    /// <summary>Reads a table.</summary>
    /// <exception cref="RequestException">There is no such file.</exception>
    public static PropertyTable Load(string path)
    {
        Require(path);
        return PropertyTable.Load(path);
    }

    private static void Require(string path)
    {
        if (!File.Exists(path))
        {
            throw new RequestException($"There is no file {path}.");
        }
    }
}
