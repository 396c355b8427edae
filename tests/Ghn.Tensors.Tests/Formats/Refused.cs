using Ghn.Tensors.Files;
using Ghn.Tensors.Formats;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Tests.Formats;

/// <summary>Reads a file that must be refused, and watches what that costs.</summary>
internal static class Refused
{
    public static string Message(byte[] file, long nativeBytes = 2 << 20)
    {
        using HeapMemory memory = HeapMemory.Copy(file);
        long managed = GC.GetAllocatedBytesForCurrentThread();
        long native = HeapMemory.AllocatedByThisThread;

        var error = Assert.Throws<InvalidFileException>(() => StateDictFile.Read(memory, "attack.bin"));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - managed, 0, 512L << 20);
        Assert.InRange(HeapMemory.AllocatedByThisThread - native, 0, nativeBytes);
        Assert.Contains("attack.bin", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 2000, error.Message);
        return error.Message;
    }
}
