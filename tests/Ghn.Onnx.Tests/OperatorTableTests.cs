using System.IO.Compression;
using System.Text.Json;
using Ghn.Onnx.Operators;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Tests;

/// <summary>The table of contents beside ONNX's own specification: <c>tests/Golden/onnx_specification</c>.</summary>
public class OperatorTableTests
{
    [Fact]
    public void Each_attribute_of_the_specification_is_read_or_ignored_for_a_reason()
    {
        Dictionary<string, HashSet<string>> specified = Specified();
        foreach (Operator known in OperatorTable.Operators.Where(known => !known.IsRefused))
        {
            IEnumerable<string> left = specified[known.Name].Except(known.Attributes).Except(known.IgnoredAttributes.Keys);
            Assert.Empty(left.Select(attribute => $"{known.Name}: {attribute}"));
            Assert.Empty(
                known.Attributes.Except(AttributesOfFamilies).Except(specified[known.Name]).Select(name => $"{known.Name}: {name}"));
        }
    }

    [Fact]
    public void No_attribute_is_read_and_ignored()
    {
        foreach (Operator known in OperatorTable.Operators)
        {
            Assert.Equal(known.Attributes.Distinct(), known.Attributes);
            Assert.Empty(known.Attributes.Intersect(known.IgnoredAttributes.Keys).Select(name => $"{known.Name}: {name}"));
            Assert.All(known.IgnoredAttributes.Values, reason => Assert.NotEmpty(reason));
        }
    }

    /// <summary>What operators of one family read though only some of them have it: Resize and Upsample.</summary>
    private static readonly string[] AttributesOfFamilies = ["scales", "coordinate_transformation_mode", "nearest_mode"];

    /// <summary>The attributes of each operator, those of all its versions together.</summary>
    private static Dictionary<string, HashSet<string>> Specified()
    {
        string path = Repository.Golden("onnx_specification", "operators.json.gz");
        using var content = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using JsonDocument document = JsonDocument.Parse(content);
        return document.RootElement.EnumerateObject().ToDictionary(
            operation => operation.Name,
            operation => operation.Value.EnumerateObject()
                .SelectMany(version => version.Value.EnumerateObject().Select(attribute => attribute.Name)).ToHashSet(
                    StringComparer.Ordinal));
    }
}
