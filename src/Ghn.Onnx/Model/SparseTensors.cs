using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Kernels.Elementwise;
using Google.Protobuf;

namespace Ghn.Onnx.Model;

/// <summary>Writes out sparse tensors, of which a file has the elements that are not zero and their places.</summary>
/// <param name="file">The file's name, for messages.</param>
internal sealed class SparseTensors(string file)
{
    /// <summary>More bytes than a tensor has that was worth its sparsity, so that a small file cannot fill the memory.</summary>
    private const long MaxBytes = 1L << 28;

    private readonly TensorContent _content = new(file);

    /// <summary>Puts a dense initialiser in the place of each sparse one, and so in nodes Constant.</summary>
    /// <exception cref="InvalidFileException">A tensor is damaged, or too large.</exception>
    public void WriteOut(ModelProto model)
    {
        model.Graph.Initializer.AddRange(model.Graph.SparseInitializer.Select(Dense));
        model.Graph.SparseInitializer.Clear();
        foreach (AttributeProto attribute in model.Graph.Node.Where(node => node.OpType == "Constant").SelectMany(node => node.Attribute))
        {
            if (attribute.SparseTensor is { } sparse)
            {
                attribute.Name = "value";
                attribute.Type = AttributeProto.Types.AttributeType.Tensor;
                attribute.T = Dense(sparse);
                attribute.SparseTensor = null;
            }
        }
    }

    private TensorProto Dense(SparseTensorProto sparse)
    {
        if (sparse.Values is null || sparse.Indices is null || TensorContent.ShapeOf(sparse.Dims) is not { } shape)
        {
            throw Invalid(sparse, "it lacks its values, its indices or its shape");
        }

        Tensor values = _content.Read(sparse.Values);
        Tensor indices = Conversion.ToInt64(_content.Read(sparse.Indices));
        int size = (int)(values.ByteCount / Math.Max(1, values.Shape.ElementCount));
        if (shape.ElementCount > MaxBytes / Math.Max(1, size))
        {
            throw Invalid(sparse, $"a shape {shape} is too large for a sparse tensor");
        }

        byte[] bytes = new byte[shape.ElementCount * size];
        long[] places = Places(sparse, indices, (int)values.Shape.ElementCount, shape);
        for (int i = 0; i < places.Length; i++)
        {
            values.Bytes((long)i * size, size).CopyTo(bytes.AsSpan(checked((int)(places[i] * size))));
        }

        return new TensorProto
        {
            Name = sparse.Values.Name,
            DataType = sparse.Values.DataType,
            Dims = { sparse.Dims },
            RawData = UnsafeByteOperations.UnsafeWrap(bytes),
        };
    }

    /// <summary>The places of the values among all elements: given as such, or as an index for each dimension.</summary>
    private long[] Places(SparseTensorProto sparse, Tensor indices, int count, Shape shape)
    {
        Span<long> given = indices.Elements<long>();
        int width = indices.Shape.Rank == 1 ? 1 : shape.Rank;
        if (given.Length != (long)count * width)
        {
            throw Invalid(sparse, $"it has {count} values, but indices {indices.Shape}");
        }

        int[] sizes = width == 1 && indices.Shape.Rank == 1 ? [checked((int)shape.ElementCount)] : [.. shape];
        var places = new long[count];
        for (int i = 0; i < given.Length; i++)
        {
            int size = sizes[i % width];
            places[i / width] = given[i] >= 0 && given[i] < size
                ? (places[i / width] * size) + given[i]
                : throw Invalid(sparse, $"its index {given[i]} lies outside its shape {shape}");
        }

        return places;
    }

    private InvalidFileException Invalid(SparseTensorProto sparse, string problem) =>
        new(file, $"sparse tensor {sparse.Values?.Name}", problem);
}
