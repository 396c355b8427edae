using System.Text;
using Ghn.Tensors.Formats.Pickle;
using Ghn.Tensors.Formats.Writing;

namespace Ghn.Tensors.Tests.Formats;

/// <summary>Writes pickles instruction by instruction, such as no honest program would.</summary>
internal sealed class PickleBytes
{
    private readonly LittleEndianBuffer _bytes = new LittleEndianBuffer().Add8((byte)PickleOpcode.Proto).Add8(4);

    public PickleBytes Add(params PickleOpcode[] codes)
    {
        foreach (PickleOpcode code in codes)
        {
            _bytes.Add8((byte)code);
        }

        return this;
    }

    public PickleBytes Raw(params byte[] bytes)
    {
        _bytes.Add(bytes);
        return this;
    }

    public PickleBytes Global(string module, string name) => Add(PickleOpcode.Global).Raw(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));

    public PickleBytes Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        _bytes.Add8((byte)PickleOpcode.BinUnicode).Add32((uint)bytes.Length).Add(bytes);
        return this;
    }

    public PickleBytes Integer(long value)
    {
        _bytes.Add8((byte)PickleOpcode.Long1).Add8(sizeof(long)).Add64(value);
        return this;
    }

    public PickleBytes Tuple(params long[] values)
    {
        Add(PickleOpcode.Mark);
        foreach (long value in values)
        {
            Integer(value);
        }

        return Add(PickleOpcode.Tuple);
    }

    /// <summary>A tensor in storage 0 of an archive.</summary>
    public PickleBytes Tensor(long storageCount, long offset, long[] sizes, long[] strides, string storage = "FloatStorage")
    {
        Global("torch._utils", "_rebuild_tensor_v2").Add(PickleOpcode.Mark);
        Add(PickleOpcode.Mark).Text("storage").Global("torch", storage).Text("0").Text("cpu").Integer(storageCount);
        Add(PickleOpcode.Tuple, PickleOpcode.BinPersId).Integer(offset).Tuple(sizes).Tuple(strides);
        return Add(PickleOpcode.NewFalse, PickleOpcode.None, PickleOpcode.Tuple, PickleOpcode.Reduce);
    }

    public byte[] Stop() => Add(PickleOpcode.Stop)._bytes.ToArray();
}
