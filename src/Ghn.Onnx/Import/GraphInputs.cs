using Ghn.Onnx.Ir;
using Ghn.Onnx.Model;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;
using Google.Protobuf.Collections;

namespace Ghn.Onnx.Import;

/// <summary>What a graph starts from: the images, and the tensors of the file, be they initialisers or inputs without values.</summary>
internal sealed class GraphInputs
{
    /// <summary>The size of a batch that may have any: not 1, so that samples can be told from one another.</summary>
    private const int DefaultBatch = 2;

    private static readonly int[] ChannelCounts = [1, 3, 4];

    private readonly string _file;
    private readonly int? _imageSize;

    private GraphInputs(string file, int? imageSize, ValueInfoProto input)
    {
        (_file, _imageSize, Content) = (file, imageSize, new TensorContent(file));
        Input = new InputSource(input.Name, Images(input));
        Values[input.Name] = new View(Input);
    }

    /// <summary>The images.</summary>
    public InputSource Input { get; }

    /// <summary>Whether the images have their channels as the last dimension.</summary>
    public bool IsChannelsLast => IsLast(Input.Shape[1], Input.Shape[3]);

    /// <summary>Reads the numbers of the file's tensors.</summary>
    public TensorContent Content { get; }

    /// <summary>All values, by name. Initialisers that no node takes are not among them, and are not read.</summary>
    public Dictionary<string, Value> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Finds what a graph starts from.</summary>
    /// <param name="file">The file.</param>
    /// <param name="model">Its content.</param>
    /// <param name="imageSize">The height and width of the images where the file leaves them open.</param>
    /// <exception cref="InvalidFileException">There are no images among the inputs, or their size is not known.</exception>
    public static GraphInputs Of(string file, ModelProto model, int? imageSize)
    {
        HashSet<string> initializers = [.. model.Graph.Initializer.Select(tensor => tensor.Name)];
        ValueInfoProto[] inputs = [.. model.Graph.Input.Where(input => !initializers.Contains(input.Name))];
        if (inputs.Length == 0)
        {
            throw new InvalidFileException(file, "inputs", "the graph takes no images");
        }

        var start = new GraphInputs(file, imageSize, inputs[0]);
        HashSet<string> used = [.. model.Graph.Node.SelectMany(NodeInputs.Taken), .. model.Graph.Output.Select(output => output.Name)];
        int order = 0;
        foreach (TensorProto tensor in model.Graph.Initializer)
        {
            if (used.Contains(tensor.Name))
            {
                start.Values[tensor.Name] = Given(tensor.Name, start.Content.Read(tensor), order);
            }

            order++;
        }

        foreach (ValueInfoProto input in inputs.Skip(1))
        {
            start.Values[input.Name] = start.Lacking(input, order++);
        }

        return start;
    }

    private static Value Given(string name, Tensor tensor, int order) => tensor.ElementType.IsFloatingPoint() && tensor.Shape.Rank > 0
        ? new View(new ParameterSource(name, tensor.Shape, order, tensor))
        : tensor.ToConstant();

    /// <summary>An input that is a weight without a value, or a table of indices.</summary>
    private Value Lacking(ValueInfoProto input, int order)
    {
        long[] sizes = [.. Dimensions(input).Select(dimension => dimension.DimValue)];
        if (Dimensions(input).Any(dimension => dimension.ValueCase != TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue))
        {
            throw new InvalidFileException(
                _file, $"input {input.Name}", "it has no fixed size, so it is no weight",
                "Ghn imports networks with one input, batches of images.");
        }

        Shape shape = Weights(input, sizes);
        if (!IndexTable.IsOne(input))
        {
            return new View(new ParameterSource(input.Name, shape, order, value: null));
        }

        return IndexTable.Indices(input.Name, shape)?.ToConstant()
            ?? throw new InvalidFileException(
                _file, $"input {input.Name}", "the indices that it should hold are not in the file", "Export the model with its weights.");
    }

    private Shape Weights(ValueInfoProto input, long[] sizes)
    {
        return TensorContent.ShapeOf(sizes)
            ?? throw new InvalidFileException(_file, $"input {input.Name}", $"{string.Join('×', sizes)} is no shape");
    }

    private Shape Images(ValueInfoProto input)
    {
        TensorShapeProto.Types.Dimension[] dimensions = [.. Dimensions(input)];
        if (dimensions.Length != 4)
        {
            throw new InvalidFileException(
                _file, $"input {input.Name}", $"it has {dimensions.Length} dimensions, not those of images",
                "Ghn imports networks of images [samples, channels, height, width].");
        }

        long[] sizes = [.. dimensions.Select(dimension => dimension.DimValue)];
        sizes[0] = sizes[0] > 0 ? sizes[0] : DefaultBatch;
        bool isLast = IsLast(sizes[1], sizes[3]);
        foreach (int axis in isLast ? (int[])[1, 2] : [2, 3])
        {
            sizes[axis] = Side(input, sizes[axis]);
        }

        sizes[isLast ? 3 : 1] = sizes[isLast ? 3 : 1] > 0 ? sizes[isLast ? 3 : 1] : 3;
        try
        {
            return Sizes.Shape(sizes);
        }
        catch (ImportException error)
        {
            throw new InvalidFileException(_file, $"input {input.Name}", error.Message);
        }
    }

    private long Side(ValueInfoProto input, long size)
    {
        return size > 0 ? size : _imageSize ?? throw new InvalidFileException(
            _file, $"input {input.Name}", "it takes images of any size, so the network has no definite shape",
            "Say the size of the images by --image-size.");
    }

    private static bool IsLast(long second, long last) => ChannelCounts.Contains((int)last) && !ChannelCounts.Contains((int)second);

    private static RepeatedField<TensorShapeProto.Types.Dimension> Dimensions(ValueInfoProto input) =>
        input.Type?.TensorType?.Shape?.Dim ?? [];
}
