using System.Text.RegularExpressions;
using Ghn.Training.Data;
using Ghn.Training.Data.Cifar;
using Ghn.Training.Data.Sources;

namespace Ghn.Training.Tests.Data;

public class DatasetFingerprintTests
{
    private readonly CifarDataset _dataset = GoldenImages.Cifar10(DataSplit.Train);

    [Fact]
    public void A_data_set_has_the_same_fingerprint_wherever_it_lies()
    {
        DatasetFingerprint fingerprint = DatasetFingerprint.Of(_dataset);

        Assert.Equal(fingerprint, DatasetFingerprint.Of(GoldenImages.Cifar10(DataSplit.Train)));
        Assert.Equal((200, 10, "32×32"), (fingerprint.Count, fingerprint.ClassCount, fingerprint.Size));
        Assert.Matches(new Regex("^200 images of 10 classes, 32×32, labels [0-9a-f]{16}, pixels [0-9a-f]{16}$"), fingerprint.ToString());
        Assert.Equal(["images", "classes", "size", "labels", "pixels"], fingerprint.Parts.Keys);
    }

    [Fact]
    public void Only_the_parts_that_changed_are_different()
    {
        DatasetFingerprint whole = DatasetFingerprint.Of(_dataset);

        Assert.Equal(["images", "labels", "pixels"], Different(whole, new Subset(_dataset, Enumerable.Range(0, 199))));
        Assert.Equal(["labels"], Different(whole, new Changed(_dataset, Relabelled: 77)));
        Assert.Equal(["pixels"], Different(whole, new Changed(_dataset, Repainted: 123)));
        Assert.Equal(["labels"], Different(whole, new Changed(_dataset, Renamed: 4)));
    }

    [Fact]
    public void Of_photographs_a_sample_is_decoded_with_the_first_and_the_last()
    {
        var photographs = new Changed(_dataset, HasVariousSizes: true);
        DatasetFingerprint fingerprint = DatasetFingerprint.Of(photographs);

        Assert.Equal(DatasetFingerprint.SampledPhotographs, photographs.Decoded.Count);
        Assert.Contains(0, photographs.Decoded);
        Assert.Contains(199, photographs.Decoded);
        Assert.Equal("various", fingerprint.Size);
        Assert.Equal(["pixels"], Different(fingerprint, new Changed(_dataset, Repainted: 199, HasVariousSizes: true)));
    }

    private static IEnumerable<string> Different(DatasetFingerprint whole, IImageDataset dataset)
    {
        DatasetFingerprint other = DatasetFingerprint.Of(dataset);
        return whole.Parts.Where(part => other.Parts[part.Key] != part.Value).Select(part => part.Key);
    }

    /// <summary>A data set with another label, another pixel or another name of a class.</summary>
    private sealed record Changed(
        IImageDataset Source, int Relabelled = -1, int Repainted = -1, int Renamed = -1, bool HasVariousSizes = false) : IImageDataset
    {
        public List<int> Decoded { get; } = [];

        public string Name => Source.Name;

        public int Count => Source.Count;

        public IReadOnlyList<string> ClassNames => [.. Source.ClassNames.Select((name, index) => index == Renamed ? "another" : name)];

        public DatasetInfo Info => HasVariousSizes ? DatasetInfo.Photographs : Source.Info;

        public int LabelOf(int index) => (Source.LabelOf(index) + (index == Relabelled ? 1 : 0)) % Source.ClassNames.Count;

        public RgbImage Read(int index)
        {
            Decoded.Add(index);
            RgbImage image = Source.Read(index);
            byte[] pixels = image.Pixels.ToArray();
            pixels[^1] ^= (byte)(index == Repainted ? 1 : 0);
            return new RgbImage(image.Width, image.Height, pixels);
        }
    }
}
