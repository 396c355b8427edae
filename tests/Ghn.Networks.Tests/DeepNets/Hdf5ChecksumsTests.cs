using System.Text;
using Ghn.Networks.DeepNets.Published;

namespace Ghn.Networks.Tests;

public class Hdf5ChecksumsTests
{
    /// <summary>Values that the author of lookup3 gives for it; files that libhdf5 wrote are checked by PublishedDeepNetsTests.</summary>
    [Theory]
    [InlineData("", 0xdeadbeef)]
    [InlineData("Four score and seven years ago", 0x17770551)]
    public void Lookup3_gives_its_author_s_values(string text, uint expected) =>
        Assert.Equal(expected, Hdf5Checksums.Lookup3(Encoding.ASCII.GetBytes(text)));
}
