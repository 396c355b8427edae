using Ghn.Cli.Files;

namespace Ghn.Cli.Networks;

/// <summary>The files that networks come from, each with what it is, as <see cref="OutputGuard"/> takes them.</summary>
internal static class NetworkFiles
{
    /// <summary>The file that a network comes from; nothing for one of the zoo or of a split.</summary>
    public static IEnumerable<(string Role, string File)> Of(string name)
    {
        string source = DeepNetsReference.Recognizes(name) ? DeepNetsReference.SourceOf(name) : name;
        return File.Exists(source) ? [("the network", source)] : [];
    }

    /// <summary>
    /// Files but for those that an output may take the place of: the weights of an .onnx file may be replaced where they are.
    /// </summary>
    public static IEnumerable<(string Role, string File)> WithoutReplaced(IEnumerable<(string Role, string File)> files, string output) =>
        files.Where(file => !(WeightsFile.HoldsNetwork(output) && WeightsFile.HoldsNetwork(file.File)));
}
