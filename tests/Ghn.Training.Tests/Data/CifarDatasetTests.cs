using System.Formats.Tar;
using System.IO.Compression;
using Ghn.Tensors.Files;
using Ghn.Training.Data;
using Ghn.Training.Data.Cifar;

namespace Ghn.Training.Tests.Data;

public class CifarDatasetTests
{
    private const int ImageBytes = 3072;

    public static TheoryData<DataSplit> Splits => [DataSplit.Train, DataSplit.Test];

    [Fact]
    public void An_image_is_the_bytes_of_its_record_with_the_planes_interleaved()
    {
        byte[] file = File.ReadAllBytes(GoldenImages.PathOf("cifar-10-batches-bin/data_batch_2.bin"));
        CifarDataset dataset = GoldenImages.Cifar10(DataSplit.Train);
        int record = 3 * (ImageBytes + 1);

        RgbImage image = dataset.Read(40 + 3);

        Assert.Equal(file[record], dataset.LabelOf(43));
        Assert.Equal((32, 32), (image.Width, image.Height));
        for (int i = 0; i < ImageBytes; i++)
        {
            Assert.Equal(file[record + 1 + (i % 3 * 1024) + (i / 3)], image.Pixels.Span[i]);
        }
    }

    [Fact]
    public void The_splits_have_their_images_in_the_order_of_the_files_and_the_classes_their_names()
    {
        CifarDataset train = GoldenImages.Cifar10(DataSplit.Train);
        CifarDataset test = GoldenImages.Cifar10(DataSplit.Test);

        Assert.Equal((200, 100), (train.Count, test.Count));
        Assert.Equal("CIFAR-10 train", train.Name);
        Assert.Equal(["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"], test.ClassNames);
        Assert.All(Enumerable.Range(0, 10), label => Assert.Equal(20, Enumerable.Range(0, 200).Count(i => train.LabelOf(i) == label)));
    }

    [Theory]
    [MemberData(nameof(Splits))]
    public void The_python_version_holds_the_same_images_as_the_binary_one(DataSplit split) =>
        AssertSame(
            GoldenImages.Cifar10(split),
            CifarDataset.Open(GoldenImages.PathOf("cifar-10-python.tar.gz"), CifarLabels.Cifar10, split));

    [Theory]
    [MemberData(nameof(Splits))]
    public void The_two_versions_of_CIFAR_100_hold_the_same_images_and_both_kinds_of_labels(DataSplit split)
    {
        string binary = GoldenImages.PathOf("cifar-100-binary.tar.gz");
        string python = GoldenImages.PathOf("cifar-100-python.tar.gz");
        CifarDataset fine = CifarDataset.Open(binary, CifarLabels.Cifar100Fine, split);
        CifarDataset coarse = CifarDataset.Open(binary, CifarLabels.Cifar100Coarse, split);

        AssertSame(fine, CifarDataset.Open(python, CifarLabels.Cifar100Fine, split));
        AssertSame(coarse, CifarDataset.Open(python, CifarLabels.Cifar100Coarse, split));
        Assert.Equal((100, 20), (fine.ClassNames.Count, coarse.ClassNames.Count));
        Assert.All(Enumerable.Range(0, fine.Count), i => Assert.Equal((7 * i) % 100, fine.LabelOf(i)));
        Assert.All(Enumerable.Range(0, fine.Count), i => Assert.Equal(fine.LabelOf(i) / 5, coarse.LabelOf(i)));
    }

    [Fact]
    public void A_data_set_is_found_in_its_folder_above_it_unpacked_or_as_an_archive_in_a_folder()
    {
        using var files = new TemporaryFolder();
        File.Copy(GoldenImages.PathOf("cifar-10-python.tar.gz"), files.File("cifar-10-python.tar.gz"));
        CifarDataset packed = CifarDataset.Open(files.Path, CifarLabels.Cifar10, DataSplit.Test);
        Unpack(files.File("cifar-10-python.tar.gz"), files.Path);
        File.Delete(files.File("cifar-10-python.tar.gz"));

        AssertSame(packed, CifarDataset.Open(files.Path, CifarLabels.Cifar10, DataSplit.Test));
        AssertSame(packed, CifarDataset.Open(files.File("cifar-10-batches-py"), CifarLabels.Cifar10, DataSplit.Test));
        AssertSame(packed, CifarDataset.Open(GoldenImages.PathOf("cifar-10-batches-bin"), CifarLabels.Cifar10, DataSplit.Test));
    }

    [Theory]
    [InlineData("p2")]
    [InlineData("p4_bytes")]
    [InlineData("p5")]
    [InlineData("scalars")]
    public void Files_that_Python_3_wrote_again_hold_the_same(string way)
    {
        CifarDataset again = CifarDataset.Open(GoldenImages.PathOf($"cifar-10-again/{way}"), CifarLabels.Cifar10, DataSplit.Test);

        Assert.Equal(10, again.Count);
        CifarDataset published = GoldenImages.Cifar10(DataSplit.Test);
        Assert.Equal(published.ClassNames, again.ClassNames);
        for (int i = 0; i < again.Count; i++)
        {
            using RgbImage expected = published.Read(i);
            using RgbImage image = again.Read(i);
            Assert.Equal(published.LabelOf(i), again.LabelOf(i));
            Assert.Equal(expected.Pixels.ToArray(), image.Pixels.ToArray());
        }
    }

    [Fact]
    public void An_archive_may_be_decompressed_already()
    {
        using var files = new TemporaryFolder();
        using (var packed = new GZipStream(File.OpenRead(GoldenImages.PathOf("cifar-100-binary.tar.gz")), CompressionMode.Decompress))
        using (FileStream plain = File.Create(files.File("cifar-100-binary.tar")))
        {
            packed.CopyTo(plain);
        }

        CifarDataset expected = CifarDataset.Open(GoldenImages.PathOf("cifar-100-binary.tar.gz"), CifarLabels.Cifar100Fine, DataSplit.Test);
        AssertSame(expected, CifarDataset.Open(files.File("cifar-100-binary.tar"), CifarLabels.Cifar100Fine, DataSplit.Test));
        AssertSame(expected, CifarDataset.Open(files.Path, CifarLabels.Cifar100Fine, DataSplit.Test));
    }

    [Fact]
    public void Where_there_is_no_data_set_the_message_says_what_was_looked_for_and_where_to_get_it()
    {
        using var files = new TemporaryFolder();

        string message = Assert.Throws<FileNotFoundException>(
            () => CifarDataset.Open(files.Path, CifarLabels.Cifar10, DataSplit.Train)).Message;

        Assert.StartsWith(files.Path, message, StringComparison.Ordinal);
        Assert.Contains("data_batch_5.bin", message, StringComparison.Ordinal);
        Assert.Contains("cifar-10-batches-py", message, StringComparison.Ordinal);
        Assert.Contains("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_incomplete_data_set_is_not_taken_for_a_whole_one()
    {
        using var files = new TemporaryFolder();
        foreach (string file in Directory.GetFiles(GoldenImages.PathOf("cifar-10-batches-bin")))
        {
            File.Copy(file, files.File(Path.GetFileName(file)));
        }

        File.Delete(files.File("data_batch_4.bin"));
        Assert.Throws<FileNotFoundException>(() => CifarDataset.Open(files.Path, CifarLabels.Cifar10, DataSplit.Train));
        Assert.Equal(100, CifarDataset.Open(files.Path, CifarLabels.Cifar10, DataSplit.Test).Count);
    }

    [Fact]
    public void A_file_that_ends_within_an_image_is_refused_by_name_and_place()
    {
        using var files = new TemporaryFolder();
        CopyTestFiles(files);
        File.WriteAllBytes(files.File("test_batch.bin"), File.ReadAllBytes(files.File("test_batch.bin"))[..10_000]);

        string message = Assert.Throws<InvalidFileException>(
            () => CifarDataset.Open(files.Path, CifarLabels.Cifar10, DataSplit.Test)).Message;

        Assert.StartsWith(files.File("test_batch.bin"), message, StringComparison.Ordinal);
        Assert.Contains("image 3: it has 781 bytes instead of 3073", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_that_does_not_exist_is_refused()
    {
        using var files = new TemporaryFolder();
        CopyTestFiles(files);
        byte[] bytes = File.ReadAllBytes(files.File("test_batch.bin"));
        bytes[5 * 3073] = 10;
        File.WriteAllBytes(files.File("test_batch.bin"), bytes);

        string message = Assert.Throws<InvalidFileException>(
            () => CifarDataset.Open(files.Path, CifarLabels.Cifar10, DataSplit.Test)).Message;

        Assert.Contains("image 5: its class is 10, but CIFAR-10 has 10 classes", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_archive_is_refused()
    {
        var error = Assert.Throws<InvalidFileException>(() => CifarDataset.Open(
            GoldenImages.PathOf("cifar-10-batches-bin/test_batch.bin"), CifarLabels.Cifar10, DataSplit.Test));

        Assert.Contains("test_batch.bin, the archive", error.Message, StringComparison.Ordinal);
    }

    private static void AssertSame(CifarDataset expected, CifarDataset actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.Equal(expected.ClassNames, actual.ClassNames);
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected.LabelOf(i), actual.LabelOf(i));
            Assert.True(expected.Read(i).Pixels.Span.SequenceEqual(actual.Read(i).Pixels.Span), $"image {i} differs");
        }
    }

    private static void CopyTestFiles(TemporaryFolder files)
    {
        foreach (string file in (string[])["test_batch.bin", "batches.meta.txt"])
        {
            File.Copy(GoldenImages.PathOf($"cifar-10-batches-bin/{file}"), files.File(file));
        }
    }

    private static void Unpack(string archive, string folder)
    {
        using var stream = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        TarFile.ExtractToDirectory(stream, folder, overwriteFiles: false);
    }
}
