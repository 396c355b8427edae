namespace Ghn.Tensors.Formats.Zip;

/// <summary>The numbers that the zip format consists of, from PKWARE's APPNOTE 6.3.</summary>
internal static class ZipFormat
{
    public const uint LocalHeaderSignature = 0x04034b50;
    public const uint CentralHeaderSignature = 0x02014b50;
    public const uint EndSignature = 0x06054b50;
    public const uint Zip64EndSignature = 0x06064b50;
    public const uint Zip64LocatorSignature = 0x07064b50;

    public const int LocalHeaderBytes = 30;
    public const int CentralHeaderBytes = 46;
    public const int EndBytes = 22;
    public const int Zip64EndBytes = 56;
    public const int Zip64LocatorBytes = 20;

    /// <summary>The extra field that holds what does not fit into 32 bits.</summary>
    public const ushort Zip64Field = 1;

    /// <summary>The extra field in which PyTorch, and this library, put the bytes that align an entry.</summary>
    public const ushort PaddingField = 0x4246;

    /// <summary>Names are UTF-8.</summary>
    public const ushort Utf8Names = 1 << 11;

    /// <summary>In a 32-bit field: the number is in the zip64 field.</summary>
    public const uint InZip64Field = uint.MaxValue;

    public const ushort Stored = 0;
    public const ushort Deflated = 8;
}
