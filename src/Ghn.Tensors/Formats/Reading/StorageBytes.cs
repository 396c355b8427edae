namespace Ghn.Tensors.Formats.Reading;

/// <summary>The elements that tensors of a file share: PyTorch's storage.</summary>
/// <param name="fileName">The file's name, for messages.</param>
/// <param name="type">The type of the elements.</param>
/// <param name="elementCount">How many there should be.</param>
internal sealed class StorageBytes(string fileName, ElementType type, long elementCount)
{
    /// <summary>The file's name.</summary>
    public string FileName => fileName;

    /// <summary>The type of the elements.</summary>
    public ElementType Type => type;

    /// <summary>Why the elements cannot be read, where their type is not supported; null if they can.</summary>
    public string? Obstacle { get; init; }

    /// <summary>The size of an element; 0 where that is not known.</summary>
    public int ElementBytes { get; init; } = type.ByteCount();

    /// <summary>How many elements there should be.</summary>
    public long ElementCount => elementCount;

    /// <summary>How many bytes there should be; one less than 2⁶³ when no file is as large.</summary>
    public long ByteCount => elementCount > long.MaxValue / Math.Max(1, ElementBytes) ? long.MaxValue : elementCount * ElementBytes;

    /// <summary>Where they lie; absent until the file has been read that far.</summary>
    public FileBytes? Bytes { get; set; }
}
