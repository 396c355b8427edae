using Ghn.Cli.Files;
using Ghn.Cli.Networks;
using Ghn.Cli.Shell;
using Ghn.Tensors;

namespace Ghn.Cli.Commands.Eval;

/// <summary>Weights that files give.</summary>
internal sealed class GivenWeights(Terminal terminal, IReadOnlyList<string> files, string? key) : WeightsSource
{
    public override string Description => files.Count == 1 ? $"from {files[0]}" : "from files";

    public override string NameOf(int index) => files[index];

    public override StateDict Load(int index, LoadedNetwork network)
    {
        terminal.Progress($"Loading {Path.GetFileName(files[index])}");
        return WeightsFile.Load(terminal, files[index], key);
    }

    public override IEnumerable<string> WarningsOf(LoadedNetwork network) => [];
}
