using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Model;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Google.Protobuf.Collections;

namespace Ghn.Onnx.Import;

/// <summary>What a graph starts from: the images, and the tensors of the file, be they initialisers or inputs without values.</summary>
internal sealed class GraphInputs
{
    /// <summary>The size of a batch that may have any: not 1, so that samples can be told from one another.</summary>
    private const int DefaultBatch = 2;

    private static readonly int[] ChannelCounts = [1, 3, 4];

    private readonly string _file;
    private readonly Size2d? _imageSize;

    private GraphInputs(string file, Size2d? imageSize, ValueInfoProto input)
    {
        (_file, _imageSize, Content) = (file, imageSize, new TensorContent(file));
        Input = new InputSource(input.Name, Images(input));
        ImageShape = Input.Shape switch
        {
            [_, var channels] => [channels / _imageSize!.Value.Area, _imageSize.Value.Height, _imageSize.Value.Width],
            [_, var height, var width] => [1, height, width],
            [_, var height, var width, var channels] when IsChannelsLast => [channels, height, width],
            _ => [.. Input.Shape.Skip(1)],
        };
        Values[input.Name] = new View(Input);
    }

    /// <summary>The images.</summary>
    public InputSource Input { get; }

    /// <summary>The shape of an image, channels first, be they written or not.</summary>
    public Shape ImageShape { get; }

    /// <summary>Whether the images have their channels as the last dimension.</summary>
    public bool IsChannelsLast => Input.Shape is [_, var second, _, var last] && IsLast(second, last);

    /// <summary>Whether the file leaves the height or the width of the images open.</summary>
    public bool IsAnySize { get; private set; }

    /// <summary>Reads the numbers of the file's tensors.</summary>
    public TensorContent Content { get; }

    /// <summary>The initialisers that nodes take, by name, in the file's order.</summary>
    public StateDict Initializers { get; } = new();

    /// <summary>All values, by name. Initialisers that no node takes are not among them, and are not read.</summary>
    public Dictionary<string, Value> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Finds what a graph starts from.</summary>
    /// <param name="file">The file.</param>
    /// <param name="model">Its content.</param>
    /// <param name="imageSize">The height and width of the images where the file leaves them open.</param>
    /// <exception cref="InvalidFileException">There are no images among the inputs, or their size is not known.</exception>
    public static GraphInputs Of(string file, ModelProto model, Size2d? imageSize)
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
                Tensor value = start.Content.Read(tensor);
                start.Initializers[tensor.Name] = value;
                start.Values[tensor.Name] = Given(tensor.Name, value, order);
            }

            order++;
        }

        foreach (ValueInfoProto input in inputs.Skip(1))
        {
            start.Values[input.Name] = start.Lacking(input, order++);
        }

        return start;
    }

    /// <summary>What a tensor of the file is: a weight, or a constant if it is a lone number or holds integers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="tensor">Its numbers.</param>
    /// <param name="order">Its place among the tensors of the file; null if it is not listed there.</param>
    public static Value Given(string name, Tensor tensor, int? order) => tensor.ElementType.IsFloatingPoint() && tensor.Shape.Rank > 0
        ? new View(new ParameterSource(name, tensor.Shape, order, tensor))
        : tensor.ToConstant();

    /// <summary>An input that is a weight without a value, or a table of indices.</summary>
    private Value Lacking(ValueInfoProto input, int order)
    {
        if (input.Type?.TensorType?.Shape is null)
        {
            throw new InvalidFileException(
                _file, $"input {input.Name}", "the file does not say its shape", "Export the model with the shapes of its weights.");
        }

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
        if (input.Type?.TensorType?.Shape is null)
        {
            throw new InvalidFileException(
                _file, $"input {input.Name}", "the file does not say its shape",
                "Export the model with the shape of its images, of which only the number of samples may be open.");
        }

        long[] sizes = [.. Dimensions(input).Select(dimension => dimension.DimValue)];
        if (sizes.Length is < 2 or > 4 || (sizes is [3, _, _] && ChannelCounts.Contains((int)sizes[0])))
        {
            throw new InvalidFileException(
                _file, $"input {input.Name}", $"its shape {Text(input)} is not that of images",
                "Ghn imports networks of images [samples, channels, height, width], [samples, height, width] or [samples, elements].");
        }

        sizes[0] = sizes[0] > 0 ? sizes[0] : DefaultBatch;
        bool isLast = sizes is [_, var second, _, var last] && IsLast(second, last);
        if (sizes.Length == 2)
        {
            sizes[1] = Elements(input, sizes[1]);
        }
        else
        {
            int height = sizes.Length == 3 || isLast ? 1 : 2;
            IsAnySize = sizes[height] <= 0 || sizes[height + 1] <= 0;
            sizes[height] = sizes[height] > 0 ? sizes[height] : Size(input).Height;
            sizes[height + 1] = sizes[height + 1] > 0 ? sizes[height + 1] : Size(input).Width;
        }

        if (sizes.Length == 4)
        {
            sizes[isLast ? 3 : 1] = sizes[isLast ? 3 : 1] > 0 ? sizes[isLast ? 3 : 1] : 3;
        }

        try
        {
            return Sizes.Shape(sizes);
        }
        catch (ImportException error)
        {
            throw new InvalidFileException(_file, $"input {input.Name}", error.Message);
        }
    }

    private Size2d Size(ValueInfoProto input) => _imageSize ?? throw new InvalidFileException(
        _file, $"input {input.Name}", "it takes images of any size, so the network has no definite shape",
        "Say the size of the images by --image-size.");

    /// <summary>The number of elements of an image that comes as a list of them, whose height and width only its user knows.</summary>
    private long Elements(ValueInfoProto input, long count)
    {
        if (_imageSize is not { } size)
        {
            throw new InvalidFileException(
                _file, $"input {input.Name}", "it takes images as lists of elements, of which it does not say the height and width",
                "Say the size of the images by --image-size.");
        }

        long elements = count > 0 ? count : (long)size.Area;
        return elements % size.Area == 0 && ChannelCounts.Contains((int)(elements / size.Area))
            ? elements
            : throw new InvalidFileException(
                _file, $"input {input.Name}", $"its {elements} elements are no image of {size}",
                "Say the size that its images have by --image-size.");
    }

    private static string Text(ValueInfoProto input) => $"[{string.Join(", ", Dimensions(input).Select(dimension =>
        dimension.DimParam.Length > 0 ? PrintableText.OfName(dimension.DimParam)
        : dimension.DimValue > 0 ? $"{dimension.DimValue}"
        : "?"))}]";

    private static bool IsLast(long second, long last) => ChannelCounts.Contains((int)last) && !ChannelCounts.Contains((int)second);

    private static RepeatedField<TensorShapeProto.Types.Dimension> Dimensions(ValueInfoProto input) =>
        input.Type?.TensorType?.Shape?.Dim ?? [];
}
