namespace Ghn.Tensors.Formats.Zip;

/// <summary>One file of a zip archive, as the archive's directory describes it.</summary>
/// <param name="Name">Its name, with slashes between folders.</param>
/// <param name="Method">How it is compressed: 0 not at all, 8 by deflate.</param>
/// <param name="IsEncrypted">Whether it is encrypted.</param>
/// <param name="Crc">The CRC-32 of its bytes.</param>
/// <param name="CompressedBytes">Its size in the archive.</param>
/// <param name="ByteCount">Its size.</param>
/// <param name="HeaderOffset">Where its own header lies in the archive.</param>
internal sealed record ZipEntry(
    string Name, ushort Method, bool IsEncrypted, uint Crc, long CompressedBytes, long ByteCount, long HeaderOffset);
