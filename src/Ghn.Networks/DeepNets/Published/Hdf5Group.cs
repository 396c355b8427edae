using System.Text;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Networks.DeepNets.Published;

/// <summary>
/// A group of an HDF5 file: a B-tree whose leaves are tables of names and objects in the order of the names, which lie in a heap.
/// </summary>
internal sealed class Hdf5Group
{
    private const int NodePrefixBytes = 24;
    private const int TablePrefixBytes = 8;
    private const int EntryBytes = 40;
    private const int MaxLevels = 32;
    private const int MaxNameLength = 256;

    private readonly FileBytes _file;
    private readonly long _tree;
    private readonly FileBytes _names;

    /// <summary>Opens a group.</summary>
    /// <param name="file">The file from its base address on.</param>
    /// <param name="tree">The address of the B-tree's root.</param>
    /// <param name="heap">The address of the heap.</param>
    public Hdf5Group(FileBytes file, long tree, long heap)
    {
        (_file, _tree) = (file, tree);
        Require(heap, "HEAP"u8, "a heap");
        _names = file.Window(file.Int64(heap + 24, "a heap's address"), file.Int64(heap + 8, "a heap's size"), "a heap");
    }

    /// <summary>The first names of the group, in order.</summary>
    public List<string> FirstNames(int most)
    {
        var names = new List<string>();
        var visited = new HashSet<long>();
        Collect(_tree, MaxLevels, visited, names, most);
        return names;
    }

    /// <summary>The object of a name; null if there is none.</summary>
    public Hdf5Object? Find(string name)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(name);
        long node = _tree;
        for (int level = 0; level < MaxLevels; level++)
        {
            (int children, bool areTables) = Node(node);
            int child = 0;
            while (child < children && NameAt(Key(node, child + 1)).SequenceCompareTo(wanted) < 0)
            {
                child++;
            }

            if (child == children)
            {
                return null;
            }

            node = Child(node, child);
            if (areTables)
            {
                return FindInTable(node, wanted);
            }
        }

        throw _file.Invalid(_tree, "the B-tree is too deep");
    }

    private Hdf5Object? FindInTable(long table, byte[] wanted)
    {
        int entries = Table(table);
        for (int i = 0; i < entries; i++)
        {
            if (NameAt(EntryName(table, i)).SequenceEqual(wanted))
            {
                return new Hdf5Object(_file, _file.Int64(Entry(table, i) + 8, "an object's address"));
            }
        }

        return null;
    }

    private void Collect(long node, int levels, HashSet<long> visited, List<string> names, int most)
    {
        (int children, bool areTables) = Node(node);
        if (levels == 0 || !visited.Add(node))
        {
            throw _file.Invalid(node, "the B-tree goes round in circles");
        }

        for (int i = 0; i < children && names.Count < most; i++)
        {
            long child = Child(node, i);
            if (!areTables)
            {
                Collect(child, levels - 1, visited, names, most);
                continue;
            }

            int entries = Table(child);
            for (int entry = 0; entry < entries && names.Count < most; entry++)
            {
                names.Add(Encoding.UTF8.GetString(NameAt(EntryName(child, entry))));
            }
        }
    }

    private (int Children, bool AreTables) Node(long node)
    {
        Require(node, "TREE"u8, "a B-tree");
        ReadOnlySpan<byte> prefix = _file.Span(node, NodePrefixBytes, "a B-tree");
        return prefix[4] == 0
            ? (_file.UInt16(node + 6, "a B-tree's size"), prefix[5] == 0)
            : throw _file.Invalid(node + 4, "a B-tree of a group is expected here");
    }

    private long Key(long node, int index) => _file.Int64(node + NodePrefixBytes + (16L * index), "a B-tree's key");

    private long Child(long node, int index) => _file.Int64(node + NodePrefixBytes + (16L * index) + 8, "a B-tree's child");

    private int Table(long table)
    {
        Require(table, "SNOD"u8, "a symbol table");
        return _file.UInt16(table + 6, "a symbol table's size");
    }

    private long EntryName(long table, int index) => _file.Int64(Entry(table, index), "a name's place");

    private static long Entry(long table, int index) => table + TablePrefixBytes + ((long)EntryBytes * index);

    private ReadOnlySpan<byte> NameAt(long offset)
    {
        int most = (int)Math.Clamp(_names.Length - offset, 0, MaxNameLength);
        ReadOnlySpan<byte> name = _names.Span(offset, most, "a name");
        int end = name.IndexOf((byte)0);
        return end >= 0 ? name[..end] : throw _names.Invalid(offset, "a name has no end");
    }

    private void Require(long address, ReadOnlySpan<byte> signature, string what)
    {
        if (!_file.Span(address, signature.Length, what).SequenceEqual(signature))
        {
            throw _file.Invalid(address, $"there should be {what} here");
        }
    }
}
