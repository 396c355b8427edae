using Ghn.Tensors;
using Ghn.Training.Distribution;

namespace Ghn.Training.Tests;

/// <summary>Hashes that stand for files and tensors.</summary>
public class ContentHashTests
{
    [Fact]
    public void A_file_has_the_hash_of_its_bytes_alone()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("empty"), string.Empty);
        File.WriteAllText(folder.File("one"), "abc");
        File.WriteAllText(folder.File("same"), "abc");
        File.WriteAllText(folder.File("other"), "abd");

        // XXH128 of nothing, as its specification gives it.
        Assert.Equal("99aa06d3014798d86001c324468d497f", ContentHash.OfFile(folder.File("empty")));
        Assert.Equal(ContentHash.OfFile(folder.File("one")), ContentHash.OfFile(folder.File("same")));
        Assert.NotEqual(ContentHash.OfFile(folder.File("one")), ContentHash.OfFile(folder.File("other")));
    }

    [Fact]
    public void Tensors_have_the_hash_of_names_shapes_and_all_values()
    {
        (string Name, Shape Shape, float Last)[] all =
            [("a", [2, 3], 0), ("b", [2, 3], 0), ("a", [3, 2], 0), ("a", [6], 0), ("a", [2, 3], 1e-45f)];
        Assert.Equal(all.Length, all.Select(Hash).Distinct().Count());
        Assert.Equal(Hash(all[0]), Hash(all[0]));
    }

    private static string Hash((string Name, Shape Shape, float Last) entry)
    {
        using var tensors = new StateDict();
        Tensor tensor = Tensor.Allocate(entry.Shape);
        tensor.Values.Clear();
        tensor.Values[^1] = entry.Last;
        tensors.Add(entry.Name, tensor);
        return ContentHash.Of(tensors);
    }
}
