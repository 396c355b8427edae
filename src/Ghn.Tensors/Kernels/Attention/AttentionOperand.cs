using Ghn.Tensors.Kernels.Gemm;

namespace Ghn.Tensors.Kernels.Attention;

/// <summary>The queries, keys, values or results of attention: a token's features are heads × headWidth neighbours.</summary>
internal readonly unsafe struct AttentionOperand
{
    private readonly float* _data;
    private readonly int _stride;

    private AttentionOperand(float* data, int length, int headWidth, int stride)
    {
        _data = data;
        _stride = stride;
        Length = length;
        HeadWidth = headWidth;
    }

    /// <summary>The number of tokens of a sequence.</summary>
    public int Length { get; }

    /// <summary>The features of a head.</summary>
    public int HeadWidth { get; }

    /// <summary>A tensor [sequences, length, heads·headWidth].</summary>
    public static AttentionOperand Of(Tensor tensor, int heads) =>
        new((float*)tensor.Data, tensor.Shape[1], tensor.Shape[2] / heads, tensor.Shape[2]);

    /// <summary>Queries (0), keys (1) or values (2) of a tensor that holds all three, [sequences, length, 3·heads·headWidth].</summary>
    public static AttentionOperand Third(Tensor tensor, int heads, int part)
    {
        int width = tensor.Shape[2] / 3;
        return new AttentionOperand((float*)tensor.Data + (part * width), tensor.Shape[1], width / heads, tensor.Shape[2]);
    }

    /// <summary>The part of a head in a sequence [length, headWidth].</summary>
    public MatrixView Head(int sequence, int head) => new(
        _data + ((long)sequence * Length * _stride) + (head * HeadWidth), ElementType.Float32, Length, HeadWidth, _stride);
}
