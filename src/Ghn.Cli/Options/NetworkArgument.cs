using System.CommandLine;
using Ghn.Cli.Files;
using Ghn.Cli.Networks;
using Ghn.Cli.Shell;
using Ghn.Networks.Architectures;
using Ghn.Networks.DeepNets;
using Ghn.Networks.Layers;
using Ghn.Onnx;
using Ghn.Tensors;
using Ghn.Training.Data;
using Ghn.Training.FineTuning;

namespace Ghn.Cli.Options;

/// <summary>The argument that names a network, or several, with the options that vary them.</summary>
internal sealed class NetworkArgument
{
    /// <summary>How many classes a network has unless it is said.</summary>
    public const int DefaultClassCount = 1000;

    /// <summary>What architectures that fit any images are built for unless it is said.</summary>
    private const int UsualImageSize = 224;

    private readonly Argument<string[]> _names;
    private readonly Option<int?> _classes;
    private readonly Option<Size2d?> _imageSize;
    private readonly InputTransformOption _inputTransform = new();
    private readonly Option<bool>? _skipsUnknown;

    /// <summary>Describes the argument.</summary>
    /// <param name="isPlural">Whether the command takes several networks.</param>
    /// <param name="goesWithData">Whether a data set tells what is not given.</param>
    /// <param name="takesUnknown">Whether networks need not run, so that operations of .onnx files may be passed over.</param>
    public NetworkArgument(bool isPlural = false, bool goesWithData = false, bool takesUnknown = false)
    {
        _names = new Argument<string[]>("network")
        {
            HelpName = "network",
            Description = isPlural
                ? "The architectures: names from 'ghn archs', deepnets:SPLIT or deepnets:FILE (all of them, #INDEX for one, #FIRST-LAST "
                    + "for a range), genotypes in .json files, or networks in .onnx files."
                : "The architecture: a name from 'ghn archs', deepnets:SPLIT#INDEX, deepnets:FILE#INDEX, a genotype in a .json file, or a "
                    + "network in an .onnx file.",
            Arity = isPlural ? ArgumentArity.OneOrMore : ArgumentArity.ExactlyOne,
            CustomParser = result => [.. result.Tokens.Select(token => token.Value)],
        };
        _names.CompletionSources.Add(_ => Zoo.Names.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        _classes = ClassesOption(
            goesWithData
                ? "The number of classes; the data's unless given."
                : $"The number of classes ({DefaultClassCount} unless given).");
        _imageSize = ImageSizeOption.Create(
            goesWithData
                ? "The height and width of the images; the data's unless given, or what the architecture was designed for where images "
                    + "differ."
                : "The height and width of the images; what the architecture was designed for unless given.");
        if (takesUnknown)
        {
            _skipsUnknown = new Option<bool>("--skip-unknown")
            {
                Description = "Pass over operations of an .onnx file that Ghn does not know; the parameters behind them stay as they are.",
            };
        }
    }

    /// <summary>Declares the option that chooses the number of classes.</summary>
    public static Option<int?> ClassesOption(string description) => NumberOption.Create("--classes", description, min: 1, max: 1_000_000);

    /// <summary>Declares the argument and its options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_names);
        command.Add(_classes);
        command.Add(_imageSize);
        command.Add(_inputTransform.Declaration);
        if (_skipsUnknown is not null)
        {
            command.Add(_skipsUnknown);
        }
    }

    /// <summary>Makes the network that was asked for.</summary>
    /// <exception cref="RequestException">There is no such network, or it cannot be varied so.</exception>
    public LoadedNetwork Network(ParseResult request) => Networks(request, DefaultClassCount, imageSize: null)[0];

    /// <summary>Makes the network that was asked for, such that it fits a data set where the request does not say otherwise.</summary>
    /// <param name="request">The request.</param>
    /// <param name="images">The data set.</param>
    /// <exception cref="RequestException">There is no such network, it cannot be varied so, or it has too few classes.</exception>
    public LoadedNetwork NetworkFor(ParseResult request, IImageDataset images) => NetworksFor(request, images)[0];

    /// <summary>Makes the network that was asked for, for images of a size, such that it fits a data set in all else.</summary>
    /// <param name="request">The request.</param>
    /// <param name="images">The data set.</param>
    /// <param name="imageSize">The height and width, unless the request says otherwise; null for the data set's.</param>
    /// <exception cref="RequestException">There is no such network, it cannot be varied so, or it has too few classes.</exception>
    public LoadedNetwork NetworkFor(ParseResult request, IImageDataset images, int? imageSize) =>
        Networks(request, ClassCountFor(request, images), imageSize ?? images.Traits.Side)[0];

    /// <summary>A recipe without sizes of images of its own, if the request names one.</summary>
    public Recipe Sized(ParseResult request, Recipe recipe) =>
        request.GetValue(_imageSize) is null ? recipe : recipe with { ImageSize = null, ImageSizes = [] };

    /// <summary>Makes the networks that were asked for, such that they fit a data set where the request does not say otherwise.</summary>
    /// <param name="request">The request.</param>
    /// <param name="images">The data set.</param>
    /// <exception cref="RequestException">There is no such network, it cannot be varied so, or it has too few classes.</exception>
    public IReadOnlyList<LoadedNetwork> NetworksFor(ParseResult request, IImageDataset images)
    {
        int classCount = ClassCountFor(request, images);
        return Networks(request, classCount, images.Traits.Side);
    }

    /// <summary>
    /// Given weights as a network has them, and the network that they want, where the request leaves that open; see
    /// <see cref="InputTransform"/> and <see cref="OnnxModel.WithWeights"/>.
    /// </summary>
    public (LoadedNetwork Network, StateDict Weights) Fit(
        Terminal terminal, ParseResult request, LoadedNetwork network, StateDict weights, string path) =>
        _inputTransform.Fit(terminal, request, network, weights, path);

    /// <summary>Whether a name stands for several networks, rather than for one.</summary>
    public bool NamesSeveral(ParseResult request) => request.GetRequiredValue(_names).Any(DeepNetsReference.NamesSeveral);

    /// <summary>
    /// Finds all networks that the names stand for, such that they fit a data set where the request does not say otherwise.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="images">The data set.</param>
    /// <exception cref="RequestException">There is no such network, it cannot be varied so, or it has too few classes.</exception>
    public NetworkSet SetFor(ParseResult request, IImageDataset images)
    {
        int classCount = ClassCountFor(request, images);
        Size2d? imageSize = request.GetValue(_imageSize) ?? images.Traits.Side;
        return new NetworkSet(
            request.GetRequiredValue(_names),
            name => Create(name, classCount, imageSize, Asked(request), transformsInput: _inputTransform.IsOn(request)).Network,
            classCount,
            ImageSize.SideOf(imageSize, "a set of networks") ?? UsualImageSize);
    }

    /// <summary>The files that networks come from, each with what it is.</summary>
    public IEnumerable<(string Role, string File)> Files(ParseResult request) => request.GetRequiredValue(_names).SelectMany(FilesOf);

    /// <summary>The file that a network comes from, with what it is; nothing for one of the zoo or of a split.</summary>
    public static IEnumerable<(string Role, string File)> FilesOf(string name)
    {
        string source = DeepNetsReference.Recognizes(name) ? DeepNetsReference.SourceOf(name) : name;
        return File.Exists(source) ? [("the network", source)] : [];
    }

    /// <summary>
    /// The files that networks come from, but for the one that an output may take the place of: the weights of an .onnx file may be
    /// replaced where they are.
    /// </summary>
    public static IEnumerable<(string Role, string File)> WithoutReplaced(IEnumerable<(string Role, string File)> files, string output) =>
        files.Where(file => !(WeightsFile.HoldsNetwork(output) && WeightsFile.HoldsNetwork(file.File)));

    /// <summary>What was typed of classes and image size, in words that tell one request from another.</summary>
    public IEnumerable<(string Key, string Value)> Describe(ParseResult request) =>
    [
        ("classes", $"{request.GetValue(_classes)}"),
        ("image_size", request.GetValue(_imageSize) is { } size ? ImageSize.Text(size) : string.Empty),
        .. _inputTransform.Text(request) is { Length: > 0 } word ? [("transform_input", word)] : Array.Empty<(string, string)>(),
    ];

    private int ClassCountFor(ParseResult request, IImageDataset images)
    {
        int classCount = request.GetValue(_classes) ?? images.ClassNames.Count;
        return classCount >= images.ClassNames.Count
            ? classCount
            : throw new RequestException($"{images.Name} has {images.ClassNames.Count} classes, more than --classes {classCount}.");
    }

    private IReadOnlyList<LoadedNetwork> Networks(ParseResult request, int classCount, int? imageSize) =>
    [
        .. request.GetRequiredValue(_names)
            .Select(name => Create(
                name, request.GetValue(_classes) ?? classCount, request.GetValue(_imageSize) ?? imageSize, Asked(request),
                _skipsUnknown is not null && request.GetValue(_skipsUnknown), _inputTransform.IsOn(request))),
    ];

    private NetworkSizes Asked(ParseResult request) => new(request.GetValue(_classes), request.GetValue(_imageSize));

    /// <summary>Makes a network.</summary>
    /// <param name="name">Its name, or its file.</param>
    /// <param name="classCount">The number of classes of an architecture that can have any.</param>
    /// <param name="imageSize">The height and width of the images, where it is known.</param>
    /// <param name="asked">What the user asked for.</param>
    /// <param name="skipsUnknown">Whether operations of files that are not known are passed over.</param>
    /// <param name="transformsInput">Whether the input is transformed as torchvision's published weights want it.</param>
    /// <exception cref="RequestException">There is no such network, or it cannot be varied so.</exception>
    public static LoadedNetwork Create(
        string name, int classCount, Size2d? imageSize, NetworkSizes asked, bool skipsUnknown = false, bool transformsInput = false)
    {
        if (transformsInput && !InputTransform.IsOptionOf(name))
        {
            throw new RequestException($"{name} takes images as they are: --transform-input is for googlenet and inception_v3.");
        }

        if (Path.GetExtension(name) == WeightsFile.NetworkExtension)
        {
            return LoadedNetwork.Load(name, imageSize, asked, skipsUnknown);
        }

        int? side = ImageSize.SideOf(imageSize, name);
        try
        {
            return new LoadedNetwork(Architecture(name, side) is { } architecture
                ? architecture.ToNetwork(classCount, side ?? UsualImageSize, name: name)
                : Zoo.Create(name, classCount, side, transformsInput));
        }
        catch (ArgumentException error)
        {
            throw new RequestException(RequestException.WithoutParameterName(error));
        }
    }

    /// <summary>The network of cells that a name stands for; null if it is a name of the zoo.</summary>
    private static DeepNet? Architecture(string name, int? imageSize)
    {
        if (DeepNetsReference.Recognizes(name))
        {
            return DeepNetsReference.Find(name, imageSize ?? UsualImageSize);
        }

        string extension = Path.GetExtension(name);
        if (extension == ".json")
        {
            return File.Exists(name) ? DeepNetJson.Read(name) : throw new RequestException($"{name} does not exist.");
        }

        return name.Contains('/', StringComparison.Ordinal)
            ? throw new RequestException(
                $"{name} is no network: name an architecture from 'ghn archs', or a file ending in .onnx or .json.")
            : null;
    }
}
