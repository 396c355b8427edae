using Ghn.Tensors.Files;
using Ghn.Tensors.Memory;

namespace Ghn.Networks.DeepNets.Published;

/// <summary>The graphs of a published file, whichever way the file is written.</summary>
internal interface IPublishedGraphs : IDisposable
{
    /// <summary>The memory that the graphs are read from, to be held while one is.</summary>
    IReadOnlyList<TensorMemory> Memories { get; }

    /// <summary>Whether the file has a group of that name.</summary>
    bool Has(string split);

    /// <summary>A matrix of a graph.</summary>
    /// <param name="split">The group of the split.</param>
    /// <param name="index">The graph.</param>
    /// <param name="name">The data set.</param>
    /// <param name="elementBytes">The bytes of an element: unsigned whole numbers, little-endian.</param>
    /// <exception cref="InvalidFileException">There is none, or the file is damaged there.</exception>
    PublishedMatrix Read(string split, int index, string name, int elementBytes);
}

/// <summary>A matrix of a published file.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Columns">The number of columns.</param>
/// <param name="Bytes">The elements, row by row.</param>
internal sealed record PublishedMatrix(int Rows, int Columns, byte[] Bytes);
