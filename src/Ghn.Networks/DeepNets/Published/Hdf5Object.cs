using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Networks.DeepNets.Published;

/// <summary>A group or a dataset of an HDF5 file: the messages of its header, which may lie in several blocks.</summary>
internal sealed class Hdf5Object
{
    private const int PrefixBytes = 16;
    private const int MessagePrefixBytes = 8;
    private const int MaxBlocks = 64;
    private const ushort ContinuationMessage = 0x10;
    private const ushort GroupMessage = 0x11;

    private readonly FileBytes _file;
    private readonly long _address;
    private readonly Dictionary<ushort, FileBytes> _messages = [];

    /// <summary>Reads a header.</summary>
    /// <param name="file">The file from its base address on.</param>
    /// <param name="address">Where the header lies.</param>
    /// <exception cref="UnsupportedHdf5Exception">The header is of version 2.</exception>
    public Hdf5Object(FileBytes file, long address)
    {
        (_file, _address) = (file, address);
        ReadOnlySpan<byte> prefix = file.Span(address, PrefixBytes, "an object's header");
        if (prefix.StartsWith("OHDR"u8))
        {
            throw new UnsupportedHdf5Exception();
        }

        if (prefix[0] != 1)
        {
            throw file.Invalid(address, $"there is no object header of version {prefix[0]}");
        }

        int left = file.UInt16(address + 2, "the number of messages");
        var blocks = new Queue<FileBytes>();
        blocks.Enqueue(file.Window(address + PrefixBytes, file.UInt32(address + 8, "the header's size"), "an object's messages"));
        for (int block = 0; blocks.TryDequeue(out FileBytes? messages) && left > 0; block++)
        {
            left = block < MaxBlocks ? Read(messages, left, blocks) : throw file.Invalid(address, "the header goes round in circles");
        }
    }

    /// <summary>The object as a group.</summary>
    /// <exception cref="InvalidFileException">It is none, or of another kind than symbol tables.</exception>
    public Hdf5Group AsGroup()
    {
        FileBytes message = Message(GroupMessage, "it is no group that consists of a symbol table");
        return new Hdf5Group(_file, message.Int64(0, "a B-tree's address"), message.Int64(8, "a heap's address"));
    }

    /// <summary>The object as a dataset.</summary>
    /// <exception cref="InvalidFileException">It is none, or of another kind than whole numbers in one piece.</exception>
    public Hdf5Dataset AsDataset() => new(
        _file,
        Message(Hdf5Dataset.SpaceMessage, "it is no dataset: it has no shape"),
        Message(Hdf5Dataset.TypeMessage, "it is no dataset: it has no type"),
        Message(Hdf5Dataset.LayoutMessage, "it is no dataset: it has no data"));

    private FileBytes Message(ushort type, string complaint) =>
        _messages.TryGetValue(type, out FileBytes? message) ? message : throw _file.Invalid(_address, complaint);

    private int Read(FileBytes messages, int left, Queue<FileBytes> blocks)
    {
        for (long offset = 0; left > 0 && offset + MessagePrefixBytes <= messages.Length; left--)
        {
            ushort type = messages.UInt16(offset, "a message's type");
            int size = messages.UInt16(offset + 2, "a message's size");
            FileBytes body = messages.Window(offset + MessagePrefixBytes, size, "a message");
            if (type == ContinuationMessage)
            {
                blocks.Enqueue(_file.Window(body.Int64(0, "an address"), body.Int64(8, "a length"), "an object's further messages"));
            }

            _messages.TryAdd(type, body);
            offset += MessagePrefixBytes + size;
        }

        return left;
    }
}
