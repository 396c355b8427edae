using System.Text;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Tests.Formats;

public class Crc32Tests
{
    [Fact]
    public void The_check_value_of_the_standard_is_met() => Assert.Equal(0xcbf43926, Crc32.Append(0, "123456789"u8));

    [Fact]
    public void Folding_by_polynomial_products_equals_the_tables_at_every_length()
    {
        byte[] bytes = new byte[1000];
        new Random(1).NextBytes(bytes);
        for (int length = 0; length <= bytes.Length; length++)
        {
            Assert.Equal(~Crc32.AppendByTables(~0x12345678u, bytes.AsSpan(0, length)), Crc32.Append(0x12345678, bytes.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Tables_equal_the_bitwise_definition()
    {
        byte[] bytes = Encoding.ASCII.GetBytes("The quick brown fox jumps over the lazy dog");
        uint state = uint.MaxValue;
        foreach (byte one in bytes)
        {
            state ^= one;
            for (int bit = 0; bit < 8; bit++)
            {
                state = (state & 1) != 0 ? (state >> 1) ^ 0xedb88320 : state >> 1;
            }
        }

        Assert.Equal(state, Crc32.AppendByTables(uint.MaxValue, bytes));
    }

    [Fact]
    public void Parts_continue_a_checksum()
    {
        byte[] bytes = new byte[777];
        new Random(2).NextBytes(bytes);

        Assert.Equal(Crc32.Append(0, bytes), Crc32.Append(Crc32.Append(0, bytes.AsSpan(0, 300)), bytes.AsSpan(300)));
    }
}
