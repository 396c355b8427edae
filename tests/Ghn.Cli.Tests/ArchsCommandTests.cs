using System.Text.Json;
using Ghn.Networks.Architectures;

namespace Ghn.Cli.Tests;

public class ArchsCommandTests
{
    [Fact]
    public void The_zoo_prints_as_stored() => Snapshot.Matches("archs", Tool.Run("archs").Success());

    [Fact]
    public void Json_lists_the_zoo_in_its_order_with_exact_counts()
    {
        JsonElement[] entries = [.. JsonDocument.Parse(Tool.Run("archs", "--json").Success()).RootElement.EnumerateArray()];
        Assert.Equal(Zoo.Names, entries.Select(entry => entry.GetProperty("name").GetString()));
        JsonElement resnet = entries.Single(entry => entry.GetProperty("name").GetString() == "resnet50");
        Assert.Equal(25_557_032, resnet.GetProperty("parameters").GetInt64());
        Assert.Equal(127, resnet.GetProperty("nodes").GetInt32());
    }
}
