using System.Runtime.InteropServices;
using Ghn.Onnx.Model;
using Ghn.Onnx.Model.Protocol;
using Google.Protobuf;

namespace Ghn.Onnx.Tests;

/// <summary>What PyTorch's exporter has transposed is found again, unless two weights may be equal by chance.</summary>
public class FoldedCopiesTests
{
    [Fact]
    public void A_drawn_matrix_and_its_transpose_are_one_parameter()
    {
        GraphProto graph = Unfolded([1, 2, 3, 4], [1, 3, 2, 4]);
        Assert.Equal("Transpose", Assert.Single(graph.Node).OpType);
        Assert.Equal("head.weight", Assert.Single(graph.Initializer).Name);
    }

    [Theory]
    [InlineData(0f, 0f, 0f, 0f)]
    [InlineData(1f, 1f, 1f, 1f)]
    [InlineData(1f, 0f, 0f, 1f)]
    public void Matrices_of_one_or_two_numbers_stay_two_parameters(params float[] numbers)
    {
        GraphProto graph = Unfolded(numbers, numbers);
        Assert.Empty(graph.Node);
        Assert.Equal(2, graph.Initializer.Count);
    }

    private static GraphProto Unfolded(float[] own, float[] madeUp)
    {
        var model = new ModelProto
        {
            Graph = new GraphProto { Initializer = { Matrix("head.weight", own), Matrix("onnx::MatMul_24", madeUp) } },
        };
        FoldedCopies.Unfold(model);
        return model.Graph;
    }

    private static TensorProto Matrix(string name, float[] numbers) => new()
    {
        Name = name,
        DataType = (int)TensorProto.Types.DataType.Float,
        Dims = { 2, 2 },
        RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(numbers)),
    };
}
