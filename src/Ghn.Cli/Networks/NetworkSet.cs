using Ghn.Cli.Shell;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;
using Ghn.Networks.DeepNets;
using Ghn.Onnx.Building;
using Ghn.Training.Evaluations.Splits;

namespace Ghn.Cli.Networks;

/// <summary>Networks that several names stand for: those of splits, ranges and files, and single ones.</summary>
internal sealed class NetworkSet : IDisposable
{
    /// <summary>What stands for everything that the papers evaluate on.</summary>
    public const string AllSplits = $"{DeepNetsReference.Scheme}eval";

    private const string PredefinedName = $"{DeepNetsReference.Scheme}{DeepNetsReference.Predefined}";

    /// <summary>The one among the predefined architectures that is no network of cells.</summary>
    private const string PredefinedOfZoo = "resnet50";

    private static readonly DeepNetsSplit[] PaperSplits =
        [DeepNetsSplit.Test, DeepNetsSplit.Wide, DeepNetsSplit.Deep, DeepNetsSplit.Dense, DeepNetsSplit.BnFree];

    private readonly Func<string, Network> _create;
    private readonly int _imageSize;
    private readonly List<EvaluatedArchitecture> _members = [];
    private readonly List<DeepNetsSelection> _selections = [];
    private readonly List<string> _files = [];

    /// <summary>Finds the networks of some names; none is written yet.</summary>
    /// <param name="names">The names.</param>
    /// <param name="create">Writes the network of a single name.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="imageSize">The height and width of the images of networks of cells.</param>
    /// <exception cref="RequestException">There is no such network.</exception>
    public NetworkSet(IEnumerable<string> names, Func<string, Network> create, int classCount, int imageSize)
    {
        (_create, ClassCount, _imageSize) = (create, classCount, imageSize);
        try
        {
            foreach (string name in names)
            {
                Add(name);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The number of classes.</summary>
    public int ClassCount { get; }

    /// <summary>The networks, in the order of the names.</summary>
    public IReadOnlyList<EvaluatedArchitecture> Members => _members;

    /// <summary>The files that networks are described in.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>Closes the files of architectures.</summary>
    public void Dispose()
    {
        foreach (DeepNetsSelection selection in _selections)
        {
            selection.Dispose();
        }
    }

    private void Add(string name)
    {
        if (name == AllSplits)
        {
            foreach (DeepNetsSplit split in PaperSplits)
            {
                AddSelection($"{DeepNetsReference.Scheme}{split.Name()}");
            }

            Add(PredefinedName);
            return;
        }

        if (name == PredefinedName)
        {
            AddSingle(PredefinedOfZoo);
        }

        if (DeepNetsReference.Recognizes(name))
        {
            AddSelection(name);
        }
        else
        {
            AddSingle(name);
        }
    }

    /// <summary>A misspelt name is better told of now than after hours with the other networks.</summary>
    private void AddSingle(string name)
    {
        _create(name);
        _files.AddRange(File.Exists(name) ? [name] : []);
        _members.Add(new EvaluatedArchitecture(name, null, () => _create(name)));
    }

    private void AddSelection(string name)
    {
        DeepNetsSelection selection = DeepNetsReference.Select(name, _imageSize);
        _selections.Add(selection);
        _files.AddRange(selection.File is { } file ? [file] : []);
        IReadOnlyList<EvaluatedArchitecture> members = EvaluatedArchitecture.Of(
            selection.Architectures, selection.Source, ClassCount, _imageSize, selection.First, selection.Count);

        // Predefined architectures stand for themselves, as ResNet-50 and ViT do in the papers' tables.
        _members.AddRange(selection.Source == DeepNetsReference.Predefined
            ? members.Select(member => member with { Split = PredefinedDeepNets.Names[member.Index!.Value], Index = null })
            : members);
    }
}
