namespace Ghn.Networks.Tests;

/// <summary>Parameters counted without a network, against the reference and against the networks.</summary>
public class ParameterCountTests
{
    [Theory]
    [InlineData("train", 120)]
    [InlineData("deep", 16)]
    [InlineData("dense", 16)]
    public void Counts_equal_the_references(string split, int count)
    {
        Assert.All(GoldenSample.Networks(split), entry =>
        {
            Assert.Equal(entry.CifarParameters, entry.Architecture.CountParameters(10, 32));
            Assert.Equal(entry.ImageNetParameters, entry.Architecture.CountParameters(10, 224));
        });
        Assert.Equal(count, GoldenSample.Networks(split).Count());
    }

    [Theory]
    [InlineData(10, 32)]
    [InlineData(7, 24)]
    [InlineData(1000, 224)]
    [InlineData(3, 160)]
    public void Counts_equal_those_of_the_networks(int classCount, int imageSize)
    {
        foreach (string split in (string[])["train", "dense"])
        {
            Assert.All(GoldenSample.Networks(split).Take(40), entry => Assert.Equal(
                entry.Architecture.ToNetwork(classCount, imageSize).ParameterCount,
                entry.Architecture.CountParameters(classCount, imageSize)));
        }
    }
}
